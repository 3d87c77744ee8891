#include "schemas/schema_references.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

namespace virga {

using nlohmann::json;

namespace {

struct UriParts {
  std::string_view scheme, authority, path, query;  // including their punctuation, except for path
  std::string_view fragment;                        // without '#'
  bool has_fragment = false;
};

UriParts split_uri(std::string_view uri) {
  UriParts parts;
  if (const auto hash = uri.find('#'); hash != std::string_view::npos) {
    parts.fragment = uri.substr(hash + 1);
    parts.has_fragment = true;
    uri = uri.substr(0, hash);
  }
  const auto colon = uri.find(':');
  if (colon != std::string_view::npos && colon > 0 &&
      uri.substr(0, colon).find_first_of("/?") == std::string_view::npos) {
    parts.scheme = uri.substr(0, colon + 1);
    uri = uri.substr(colon + 1);
  }
  if (uri.starts_with("//")) {
    const auto end = std::min(uri.find_first_of("/?", 2), uri.size());
    parts.authority = uri.substr(0, end);
    uri = uri.substr(end);
  }
  if (const auto question = uri.find('?'); question != std::string_view::npos) {
    parts.query = uri.substr(question);
    uri = uri.substr(0, question);
  }
  parts.path = uri;
  return parts;
}

std::string remove_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool rooted = path.starts_with('/');
  bool ends_open = false;
  while (!path.empty()) {
    if (path.starts_with('/')) path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    ends_open = false;
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
      ends_open = true;
    } else if (segment == ".") {
      ends_open = true;
    } else {
      kept.push_back(segment);
    }
  }
  std::string result = rooted ? "/" : "";
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i > 0) result += '/';
    result += kept[i];
  }
  if (ends_open && !kept.empty()) result += '/';
  return result;
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
      result += static_cast<char>(value);
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

const json* child_at(const json& node, std::string token) {
  if (node.is_array()) {
    std::size_t index = 0;
    const auto [end, status] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (status != std::errc() || end != token.data() + token.size() || index >= node.size()) return nullptr;
    return &node[index];
  }
  for (const auto& [escape, character] : {std::pair{"~1", '/'}, std::pair{"~0", '~'}}) {
    for (auto at = token.find(escape); at != std::string::npos; at = token.find(escape, at + 1)) {
      token.replace(at, 2, 1, character);
    }
  }
  if (!node.is_object()) return nullptr;
  const auto found = node.find(token);
  return found == node.end() ? nullptr : &*found;
}

// `pointer` is "" or begins with '/'.
const json* at_pointer(const json& root, std::string_view pointer) {
  const json* node = &root;
  while (node != nullptr && !pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    node = child_at(*node, std::string(pointer.substr(0, end)));
    pointer.remove_prefix(end);
  }
  return node;
}

const std::string* string_member(const json& node, const char* key) {
  const auto found = node.find(key);
  return found != node.end() && found->is_string() ? &found->get_ref<const std::string&>() : nullptr;
}

// Keywords whose value maps arbitrary names to schemas.
bool holds_names(std::string_view keyword) {
  return keyword == "properties" || keyword == "patternProperties" || keyword == "definitions" || keyword == "$defs" ||
         keyword == "dependencies" || keyword == "dependentSchemas" || keyword == "attributes";
}

}  // namespace

std::string resolve_uri(std::string_view base, std::string_view reference) {
  const UriParts to = split_uri(reference);
  const UriParts from = split_uri(base);
  std::string result;
  if (!to.scheme.empty()) {
    result = std::string(to.scheme) + std::string(to.authority) + remove_dot_segments(to.path) + std::string(to.query);
  } else if (!to.authority.empty()) {
    result =
        std::string(from.scheme) + std::string(to.authority) + remove_dot_segments(to.path) + std::string(to.query);
  } else {
    result = std::string(from.scheme) + std::string(from.authority);
    if (to.path.empty()) {
      result += std::string(from.path) + std::string(to.query.empty() ? from.query : to.query);
    } else if (to.path.starts_with('/')) {
      result += remove_dot_segments(to.path) + std::string(to.query);
    } else {
      const auto slash = from.path.rfind('/');
      std::string merged(slash == std::string_view::npos ? std::string_view() : from.path.substr(0, slash + 1));
      if (merged.empty() && !from.authority.empty()) merged = "/";
      result += remove_dot_segments(merged + std::string(to.path)) + std::string(to.query);
    }
  }
  if (to.has_fragment && !to.fragment.empty()) result += '#' + std::string(to.fragment);
  return result;
}

Result<void> SchemaReferences::add_document(std::string uri, const json& document) {
  targets_[uri] = &document;
  if (index(document, std::move(uri), true, 0)) return {};
  return Error{"the schema is nested deeper than " + std::to_string(kMaxSchemaDepth) + " levels"};
}

bool SchemaReferences::index(const json& node, std::string base, bool names_are_keywords, int depth) {
  if (depth > kMaxSchemaDepth) return false;
  if (node.is_array()) {
    for (const json& item : node) {
      if (item.is_structured() && !index(item, base, true, depth + 1)) return false;
    }
    return true;
  }
  if (!node.is_object()) return true;
  if (names_are_keywords) {
    if (string_member(node, "$ref") != nullptr) {
      base_of_ref_[&node] = base;  // draft 7: siblings of $ref are ignored, including $id
    } else if (const std::string* id = string_member(node, "$id")) {
      std::string address = resolve_uri(base, *id);
      targets_[address] = &node;
      if (!id->starts_with('#')) base = std::move(address);
    }
  }
  for (const auto& [key, value] : node.items()) {
    if (!value.is_structured() || (names_are_keywords && (key == "enum" || key == "const"))) continue;
    if (!index(value, base, !(names_are_keywords && holds_names(key)), depth + 1)) return false;
  }
  return true;
}

// Null if it refers to nothing.
const json* SchemaReferences::step(const json& node) const {
  const std::string& reference = node["$ref"].get_ref<const std::string&>();
  const auto base = base_of_ref_.find(&node);
  const std::string address = resolve_uri(base == base_of_ref_.end() ? std::string_view() : base->second, reference);
  if (const auto whole = targets_.find(address); whole != targets_.end()) return whole->second;
  const auto hash = address.find('#');
  const std::string fragment = hash == std::string::npos ? std::string() : percent_decoded(address.substr(hash + 1));
  const auto document = targets_.find(address.substr(0, hash));
  const bool is_pointer = fragment.empty() || fragment.front() == '/';
  return document != targets_.end() && is_pointer ? at_pointer(*document->second, fragment) : nullptr;
}

Result<const json*> SchemaReferences::resolve(const json& node) const {
  const json* at = &node;
  for (int steps = 0; at->is_object() && string_member(*at, "$ref") != nullptr; ++steps) {
    if (steps > kMaxSchemaDepth) return Error{"$ref \"" + *string_member(node, "$ref") + "\" leads in a circle"};
    const json* next = step(*at);
    if (next == nullptr) return Error{"$ref \"" + *string_member(*at, "$ref") + "\" leads nowhere"};
    at = next;
  }
  return at;
}

}  // namespace virga
