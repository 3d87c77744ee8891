#include "compiler/expand/serverless/core/parameter_values.h"

#include <fmt/format.h>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"

namespace virga {
namespace {

// The text that stands for a value inside Fn::Sub; false for lists and maps.
bool substitution(const Value& value, std::string& out) {
  if (!value.is_scalar()) return false;
  out = value.is_number() ? python_number(value) : std::string(value.text());
  return true;
}

}  // namespace

ParameterValues::ParameterValues(const Value& root, const ExpandOptions& options, std::string_view partition,
                                 ValueFactory& make, Problems& problems)
    : make_(make), problems_(problems), mappings_(root.get("Mappings")) {
  for (const auto& [name, value] : options.parameters) values_.emplace(name, make.string(value)->set_authored());
  if (const Value* declared = root.get("Parameters")) {
    for (const Entry& entry : declared->entries()) {
      const Value* fallback = entry.value->get("Default");
      if (fallback != nullptr) values_.emplace(entry.key->text(), fallback);
    }
  }
  values_.emplace("AWS::Region", make.string(options.region));
  values_.emplace("AWS::Partition", make.string(partition));
}

const Value* ParameterValues::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : found->second;
}

Value* ParameterValues::resolve(const Value* value) const {
  if (value == nullptr) return nullptr;
  Value* copy = make_.copy(value);
  resolve_in_place(copy);
  return copy;
}

Value* ParameterValues::known(const Value* value) const {
  Value* resolved = resolve(value);
  return resolved != nullptr && resolved->is_intrinsic() ? nullptr : resolved;
}

// True when the value was replaced: what a parameter holds is not looked into.
bool ParameterValues::resolve_in_place(Value*& value) const {
  if (const std::string_view name = value->ref(); !name.empty()) {
    const Value* found = find(name);
    if (found == nullptr) return false;
    const Provenance use = value->provenance();
    value = make_.copy(found);
    value->set_provenance(use);
    return true;
  }
  if (value->is_mapping() && value->size() == 1 && value->entries()[0].key->is("Fn::Sub")) {
    Value* argument = value->entries()[0].value;
    if (argument->is_string()) {
      resolve_sub(*argument);
      return false;
    }
    if (argument->is_sequence() && !argument->empty() && argument->items()[0]->is_string()) {
      resolve_sub(*argument->items()[0]);
    }
  }
  for (const Entry& entry : value->entries()) {
    Value* child = entry.value;
    if (resolve_in_place(child)) value->set(entry.key, child);
  }
  for (std::uint32_t i = 0; i < value->items().size(); ++i) {
    Value* child = value->items()[i];
    if (resolve_in_place(child)) value->replace_item(i, child);
  }
  return false;
}

void ParameterValues::resolve_sub(Value& text) const {
  std::string out;
  std::string_view rest = text.text();
  bool changed = false;
  for (;;) {
    const std::size_t begin = rest.find("${");
    const std::size_t end = begin == std::string_view::npos ? begin : rest.find('}', begin);
    if (end == std::string_view::npos) break;
    const std::string_view name = rest.substr(begin + 2, end - begin - 2);
    const Value* found = is_sub_reference(name) ? find(name) : nullptr;
    std::string value;
    if (found != nullptr && !substitution(*found, value)) {
      problems_.error(
          {}, &text,
          fmt::format("Fn::Sub puts texts together, and the parameter '{}' holds {}. Join it first, with Fn::Join",
                      name, describe(*found)));
      found = nullptr;
    }
    out += rest.substr(0, begin);
    out += found != nullptr ? std::string_view(value) : rest.substr(begin, end + 1 - begin);
    changed = changed || found != nullptr;
    rest.remove_prefix(end + 1);
  }
  if (!changed) return;
  out += rest;
  Value* made = make_.string(out);
  if (text.is_authored()) made->set_authored();
  made->set_provenance(text.provenance());
  text.become(*made);
}

Value* ParameterValues::resolve_mappings(const Value* value) const {
  if (value == nullptr) return nullptr;
  Value* copy = make_.copy(value);
  find_in_map(copy);
  return copy;
}

void ParameterValues::find_in_map(Value*& value) const {
  if (value->is_mapping() && value->size() == 1 && value->entries()[0].key->is("Fn::FindInMap")) {
    const Value* argument = value->entries()[0].value;
    const auto items = argument->items();
    if (items.size() != 3) {
      problems_.error(
          {}, argument,
          fmt::format("Fn::FindInMap takes a list of three values, the mapping and two keys, not {}",
                      argument->is_sequence() ? fmt::format("a list of {}", items.size()) : describe(*argument)));
      return;
    }
    for (const Value* item : items) {
      if (!item->is_scalar()) return;
    }
    const Value* map = mappings_ == nullptr ? nullptr : mappings_->get(items[0]->text());
    if (map == nullptr) return;
    const Value* inner = map->get(items[1]->text());
    if (!map->is_mapping() || (inner != nullptr && !inner->is_mapping())) {
      problems_.error(
          {}, argument,
          fmt::format("The mapping '{}' needs two levels of keys for Fn::FindInMap to look in", items[0]->text()));
      return;
    }
    const Value* found = inner == nullptr ? nullptr : inner->get(items[2]->text());
    if (found == nullptr) return;
    const Provenance use = value->provenance();
    value = make_.copy(found);
    value->set_provenance(use);
    return;
  }
  for (const Entry& entry : value->entries()) {
    Value* child = entry.value;
    find_in_map(child);
    if (child != entry.value) value->set(entry.key, child);
  }
  for (std::uint32_t i = 0; i < value->items().size(); ++i) {
    Value* child = value->items()[i];
    find_in_map(child);
    if (child != value->items()[i]) value->replace_item(i, child);
  }
}

}  // namespace virga
