#include "rules/engine/embedded_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/json_text.h"
#include "compiler/syntax/json_string.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/validation.h"

namespace virga {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Maps each byte of a scalar's text to its position in the file.
class TextPlaces {
public:
  TextPlaces(const Node& scalar, std::string_view file) : scalar_(scalar), text_(scalar.text()) {
    const TextRange content = content_range(scalar);
    if (content.size() == text_.size()) {
      first_ = content.begin;
      return;
    }
    if (scalar.is_generated() || scalar.range.end > file.size() || !align(file)) places_.clear();
    is_plain_ = false;
  }

  TextRange of(TextRange in_text) const {
    if (is_plain_) return {first_ + in_text.begin, first_ + in_text.end};
    if (places_.empty() || in_text.begin >= in_text.end) return scalar_.range;
    return {places_[in_text.begin].begin, places_[in_text.end - 1].end};
  }

private:
  // The value and its notation differ only in white space and escapes, and white space is insignificant in JSON.
  bool align(std::string_view file) {
    raw_ = file.substr(0, scalar_.range.end);
    at_ = scalar_.range.begin;
    if (scalar_.extra != nullptr && scalar_.extra->tag_range.begin == scalar_.range.begin) {
      at_ = scalar_.extra->tag_range.end;
    }
    skip_blanks();
    if (scalar_.is_block_scalar()) {
      at_ = std::min(raw_.find('\n', at_), raw_.size());
    } else if (scalar_.style == NodeStyle::SingleQuoted || scalar_.style == NodeStyle::DoubleQuoted) {
      ++at_;
    }
    places_.reserve(text_.size());
    for (std::size_t i = 0; i < text_.size();) {
      std::size_t bytes = 1;
      std::size_t begin = at_;
      if (!is_blank(text_[i])) {
        skip_blanks();
        begin = at_;
        bytes = take(text_.substr(i));
        if (bytes == 0) return false;
      }
      places_.insert(places_.end(), bytes, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)});
      i += bytes;
    }
    return true;
  }

  void skip_blanks() {
    while (at_ < raw_.size()) {
      if (is_blank(raw_[at_])) {
        ++at_;
      } else if (scalar_.style == NodeStyle::DoubleQuoted && raw_[at_] == '\\' && at_ + 1 < raw_.size() &&
                 std::string_view(" \t\n\rntr").find(raw_[at_ + 1]) != std::string_view::npos) {
        at_ += 2;
      } else {
        return;
      }
    }
  }

  // Advances past the notation for the beginning of `text`; returns how many bytes of `text` it covers, or 0 if they
  // differ.
  std::size_t take(std::string_view text) {
    if (at_ >= raw_.size()) return 0;
    if (raw_[at_] == '\\' && scalar_.style == NodeStyle::DoubleQuoted && at_ + 1 < raw_.size()) {
      const char kind = raw_[at_ + 1];
      const std::size_t digits = kind == 'u' ? 4 : kind == 'x' ? 2 : kind == 'U' ? 8 : 0;
      std::uint32_t code_point = 0;
      if (digits == 0) {
        at_ += 2;
        return kind == text.front() ? 1 : 0;
      }
      if (!read_hexadecimal(raw_, at_ + 2, digits, code_point)) return 0;
      std::string bytes;
      append_utf8(bytes, code_point);
      at_ += 2 + digits;
      return text.starts_with(bytes) ? bytes.size() : 0;
    }
    if (raw_[at_] != text.front()) return 0;
    at_ += scalar_.style == NodeStyle::SingleQuoted && raw_[at_] == '\'' ? 2 : 1;
    return 1;
  }

  const Node& scalar_;
  std::string_view text_, raw_;
  std::size_t at_ = 0;
  bool is_plain_ = true;
  std::uint32_t first_ = 0;
  std::vector<TextRange> places_;  // position of each byte
};

// Copies nodes into the arena, with their positions in the file. Recursive; the reader limits the depth.
class Embedder {
public:
  Embedder(const TextPlaces& places, bool is_sub, Arena& arena) : places_(places), is_sub_(is_sub), arena_(arena) {}

  const Node* copy(const Node& node) {
    Node* made = copied(node);
    if (node.is_sequence()) {
      std::vector<const Node*> items;
      items.reserve(node.size);
      for (const Node* item : node.items()) items.push_back(copy(*item));
      made->item_list = arena_.copy(std::span<const Node* const>(items)).data();
    } else if (node.is_mapping()) {
      std::vector<Member> members;
      members.reserve(node.size);
      for (const Member& member : node.members()) members.push_back({copied(*member.key), copy(*member.value)});
      made->member_list = arena_.copy(std::span<const Member>(members)).data();
      made->function = Function::None;
    } else if (is_sub_ && node.is_string() && node.text().find("${") != std::string_view::npos) {
      return substituted(*made);
    }
    return made;
  }

private:
  Node* copied(const Node& node) {
    Node* made = arena_.make<Node>(node);
    made->extra = nullptr;
    made->range = places_.of(node.range);
    if (node.is_scalar()) made->chars = arena_.copy(node.text()).data();
    return made;
  }

  const Node* substituted(const Node& text) {
    Node* key = arena_.make<Node>();
    key->kind = NodeKind::String;
    key->flags = Node::kSynthetic;
    key->range = text.range;
    key->chars = "Fn::Sub";
    key->size = 7;
    const Member member{key, &text};
    Node* call = arena_.make<Node>();
    call->kind = NodeKind::Mapping;
    call->function = Function::Sub;
    call->flags = Node::kShortForm;
    call->size = 1;
    call->range = text.range;
    call->member_list = arena_.copy(std::span<const Member>(&member, 1)).data();
    return call;
  }

  const TextPlaces& places_;
  const bool is_sub_;
  Arena& arena_;
};

}  // namespace

const Node* read_embedded_json(const Node& scalar, std::string_view file, bool is_sub, Arena& arena) {
  const std::string_view text = scalar.text();
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return nullptr;
  const SyntaxTree tree = parse(std::make_shared<SourceFile>("", std::string(text)));
  // A list at the top level is not a template, but valid here.
  const bool is_broken = std::any_of(tree.errors.begin(), tree.errors.end(), [](const SyntaxError& error) {
    return error.kind != SyntaxErrorKind::NotAMapping;
  });
  if (tree.root == nullptr || is_broken || tree.language != SyntaxLanguage::Json) return nullptr;
  const TextPlaces places(scalar, file);
  return Embedder(places, is_sub, arena).copy(*tree.root);
}

std::string fault_of_json_text(std::string_view text) {
  if (text.find("${") != std::string_view::npos || text.find("{{resolve:") != std::string_view::npos) return {};
  const auto value = parse_json(text);
  if (value.ok()) return {};
  // "line:column: what is wrong"
  const std::string_view fault = value.error().message;
  const std::size_t colon = fault.find(':'), end = fault.find(':', colon + 1);
  if (end == std::string_view::npos) return "The string is not valid JSON";
  return fmt::format("The string is not valid JSON; see its line {}, column {}", fault.substr(0, colon),
                     fault.substr(colon + 1, end - colon - 1));
}

Verdict Validation::check_content(const Node& text, Schema schema, const Location& where, const Context& context,
                                  bool is_sub) {
  const auto [entry, is_new] = contents_.try_emplace(&text, nullptr);
  if (is_new) entry->second = read_embedded_json(text, compilation_.source().text(), is_sub, arena_);
  const Node* content = entry->second;
  if (content == nullptr) return context.composite ? Verdict::Unknown : Verdict::Valid;
  Context inner = context;
  inner.functions = is_sub ? FunctionSet{Function::Sub} : FunctionSet{};
  // What looks outward finds the content, not its text.
  const Location& at = *arena_.make<Location>(where.parent, where.key, content, where.index);
  return check(*content, schema, at, inner);
}

}  // namespace virga
