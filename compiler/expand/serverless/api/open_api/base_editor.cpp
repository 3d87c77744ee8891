#include "compiler/expand/serverless/api/open_api/base_editor.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kIf = "Fn::If";

}  // namespace

std::string normalized_method(std::string_view method) {
  std::string lower = to_lower(method);
  return lower == "any" ? std::string(kAnyMethod) : lower;
}

bool is_open_api_3(const Value* version) {
  if (version == nullptr || !version->is_scalar()) return false;
  const std::string text = version->is_number() ? python_number(*version) : std::string(version->text());
  // "3", followed by one or two groups of a dot and a digit.
  const bool sizes = text.size() == 3 || text.size() == 5;
  if (!sizes || text[0] != '3') return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool fits = i % 2 == 1 ? text[i] == '.' : text[i] >= '0' && text[i] <= '9';
    if (!fits) return false;
  }
  return true;
}

BaseEditor::BaseEditor(SamContext& context, std::string_view api_id, Value& document, std::uint32_t* copies)
    : context_(context),
      make_(context.make),
      api_id_(api_id),
      document_(document),
      paths_(document.get("paths")),
      copies_(copies != nullptr ? *copies : context.apis.definition_copies[api_id_]) {
  ++copies_;
}

bool BaseEditor::fail(const Value* place, Complaint complaint) {
  context_.problems.error(api_id_, place != nullptr ? place : &document_, std::move(complaint));
  ok_ = false;
  return false;
}

std::vector<Value*> BaseEditor::contents(Value* value) {
  if (value == nullptr) return {};
  Value* sides = value->get(kIf);
  if (sides == nullptr) return {value};
  if (!sides->is_sequence()) {
    fail(sides, fmt::format("Fn::If requires a list of a condition and two values, found {}", describe(*sides)));
    return {};
  }
  std::vector<Value*> found;
  for (std::uint32_t i = 1; i < sides->size(); ++i) {
    if (!sides->items()[i]->is_no_value()) found.push_back(sides->items()[i]);
  }
  return found;
}

std::vector<std::string_view> BaseEditor::path_names() const {
  std::vector<std::string_view> names;
  for (const Entry& entry : ordered(*paths_)) names.push_back(entry.key->text());
  return names;
}

bool BaseEditor::has_path(std::string_view path, std::string_view method) {
  Value* found = paths_->get(path);
  if (found == nullptr) return false;
  if (method.empty()) return true;
  const std::string name = normalized_method(method);
  const std::vector<Value*> sides = contents(found);
  return std::all_of(sides.begin(), sides.end(), [&](const Value* side) { return side->has(name); });
}

bool BaseEditor::has_integration(std::string_view path, std::string_view method) {
  const std::string name = normalized_method(method);
  if (!has_path(path, name)) return false;
  for (Value* item : contents(paths_->get(path))) {
    Value* definition = item->get(name);
    if (definition == nullptr || !definition->is_mapping()) return false;
    const std::vector<Value*> sides = contents(definition);
    if (std::none_of(sides.begin(), sides.end(),
                     [](const Value* side) { return !is_nothing(side->get(kIntegration)); }))
      return false;
  }
  return true;
}

bool BaseEditor::add_path(std::string_view path, std::string_view method, bool authored) {
  const std::string name = normalized_method(method);
  Value* found = paths_->get(path);
  if (found == nullptr) {
    found = make_.object();
    Value* key = make_.string(path);
    set(*paths_, authored ? key->set_authored() : key, found);
  }
  if (!found->is_mapping()) {
    return fail(found, fmt::format("Path '{}' must be a map of methods, found {}", path, describe(*found)));
  }
  for (Value* item : contents(found)) {
    if (!item->is_mapping()) {
      return fail(item, fmt::format("Path '{}' must be a map of methods, found {}", path, describe(*item)));
    }
    if (item->has(name)) continue;
    Value* key = make_.string(name);
    set(*item, name == kAnyMethod ? key : key->set_authored(), make_.object());
  }
  return true;
}

void BaseEditor::make_path_conditional(std::string_view path, Value* condition) {
  if (Value* item = paths_->get(path)) set(*paths_, path, conditional(condition, item));
}

Value* BaseEditor::conditional(const Value* condition, Value* value) {
  if (is_nothing(condition)) return value;
  const ValueFactory::Scope scope(make_, *value);
  Value* made = make_.if_({}, value, make_.no_value());
  made->get(kIf)->replace_item(0, make_.copy(condition));
  return made;
}

std::vector<Value*> BaseEditor::path_items(std::string_view path) {
  std::vector<Value*> items;
  for (Value* item : contents(paths_->get(path))) {
    if (item->is_mapping()) {
      items.push_back(item);
    } else {
      fail(item, fmt::format("Path '{}' must be a map of methods, found {}", path, describe(*item)));
    }
  }
  return items;
}

std::vector<Value*> BaseEditor::method_definitions(std::string_view path, std::string_view method, bool all) {
  const std::string name = normalized_method(method);
  std::vector<Value*> found;
  for (Value* item : path_items(path)) {
    for (Value* definition : contents(item->get(name))) {
      if (!definition->is_mapping()) {
        fail(definition,
             fmt::format("Method '{}' of path '{}' must be a map, found {}", name, path, describe(*definition)));
      } else if (all || !is_nothing(definition->get(kIntegration))) {
        found.push_back(definition);
      }
    }
  }
  return found;
}

void BaseEditor::set(Value& mapping, std::string_view key, Value* value) {
  context_.apis.python.set(mapping, key, value, copies_);
}

void BaseEditor::set(Value& mapping, Value* key, Value* value) {
  context_.apis.python.set(mapping, key, value, copies_);
}

void BaseEditor::make_room(const Value& mapping, std::size_t count) {
  context_.apis.python.make_room(mapping, count, copies_);
}

void BaseEditor::erase(Value& mapping, std::string_view key) { context_.apis.python.erase(mapping, key, copies_); }

}  // namespace virga
