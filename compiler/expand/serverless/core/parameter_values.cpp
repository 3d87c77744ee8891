#include "compiler/expand/serverless/core/parameter_values.h"

#include <fmt/format.h>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/model/template.h"
#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// The text of a value inside Fn::Sub; false for lists and maps.
bool substitution(const Value& value, std::string& out) {
  if (!value.is_scalar()) return false;
  out = value.is_number() ? python_number(value) : std::string(value.text());
  return true;
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
bool is_stored(const Value& declaration) {
  return declaration.string_at("Type").starts_with("AWS::SSM::Parameter::Value<");
}

bool is_hidden(const Value& declaration) {
  const Value* no_echo = declaration.get("NoEcho");
  return no_echo != nullptr && (no_echo->text() == "true" || no_echo->text() == "True");
}

}  // namespace

// The template's conditions before the transform changes anything.
struct ParameterValues::Conditions {
  Conditions(const Node* root, const ExpandOptions& options)
      : model(Template::build(root)), solver(model, options.parameters) {}

  Template model;
  ConditionSolver solver;
};

ParameterValues::ParameterValues(const Value& root, const ExpandOptions& options, std::string_view partition,
                                 ValueFactory& make, Problems& problems)
    : root_(root), options_(options), make_(make), problems_(problems), mappings_(root.get("Mappings")) {
  const Value* declared = root.get("Parameters");
  const auto may_be_read = [&](std::string_view name) {
    const Value* declaration = declared == nullptr ? nullptr : declared->get(name);
    return declaration == nullptr || (!is_stored(*declaration) && !is_hidden(*declaration));
  };
  for (const auto& [name, value] : options.parameters) {
    if (may_be_read(name)) values_.emplace(name, make.string(value)->set_authored());
  }
  for (const Entry& entry : declared == nullptr ? std::span<const Entry>() : declared->entries()) {
    const Value* fallback = entry.value->get("Default");
    // A Default that is not a string is an error, whatever the parameter's type.
    if (fallback == nullptr) continue;
    if (may_be_read(entry.key->text()) || !fallback->is_scalar()) values_.emplace(entry.key->text(), fallback);
  }
  values_.emplace("AWS::Region", make.string(options.region));
  values_.emplace("AWS::Partition", make.string(partition));
}

const Value* ParameterValues::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : found->second;
}

ParameterValues::~ParameterValues() = default;

const Value* ParameterValues::find(std::string_view name, const Branches& branches) const {
  const Value* found = find(name);
  if (found == nullptr || branches.empty() || !found->is_scalar() || options_.parameters.contains(name)) return found;
  if (conditions_ == nullptr) {
    Value* sections = make_.object();
    for (const std::string_view section : {"Parameters", "Mappings", "Conditions", "Rules"}) {
      if (Value* written = root_.get(section)) sections->set(section, written);
    }
    conditions_ = std::make_unique<Conditions>(make_.freeze(*sections), options_);
  }
  Scenario scenario;
  for (const auto& [condition, holds] : branches) {
    if (const auto id = conditions_->solver.id(condition)) scenario.push_back({*id, holds});
  }
  const ParameterBinding binding{name, found->text()};
  return conditions_->solver.possible(scenario, {&binding, 1}) ? found : nullptr;
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

bool ParameterValues::resolve_in_place(Value*& value) const {
  Branches branches;
  return resolve_in_place(value, branches);
}

// True if the value was replaced. Does not descend into the values of parameters.
bool ParameterValues::resolve_in_place(Value*& value, Branches& branches) const {
  if (const std::string_view name = value->ref(); !name.empty()) {
    const Value* found = find(name, branches);
    if (found == nullptr) return false;
    const Provenance use = value->provenance();
    value = make_.copy(found);
    value->set_provenance(use);
    return true;
  }
  if (value->is_mapping() && value->size() == 1 && value->entries()[0].key->is("Fn::Sub")) {
    Value* argument = value->entries()[0].value;
    if (argument->is_string()) {
      resolve_sub(*argument, branches);
      return false;
    }
    if (argument->is_sequence() && !argument->empty() && argument->items()[0]->is_string()) {
      resolve_sub(*argument->items()[0], branches);
    }
  }
  if (value->function() == Function::If && value->argument()->items().size() == 3) {
    Value& argument = *value->argument();
    for (const std::uint32_t branch : {1U, 2U}) {
      Value* child = argument.items()[branch];
      branches.emplace_back(argument.items()[0]->text(), branch == 1);
      if (resolve_in_place(child, branches)) argument.replace_item(branch, child);
      branches.pop_back();
    }
    return false;
  }
  for (const Entry& entry : value->entries()) {
    Value* child = entry.value;
    if (resolve_in_place(child, branches)) value->set(entry.key, child);
  }
  for (std::uint32_t i = 0; i < value->items().size(); ++i) {
    Value* child = value->items()[i];
    if (resolve_in_place(child, branches)) value->replace_item(i, child);
  }
  return false;
}

// The transform only recognizes names without surrounding white space.
void ParameterValues::resolve_sub(Value& text, const Branches& branches) const {
  std::string out;
  bool changed = false;
  for (const SubPart& part : SubText(text.text())) {
    const bool is_name = part.is_variable() && part.is_tight() && is_sub_reference(part.name);
    const Value* found = is_name ? find(part.name, branches) : nullptr;
    std::string value;
    if (found != nullptr && !substitution(*found, value)) {
      problems_.error(
          {}, &text,
          fmt::format("Fn::Sub requires strings, but parameter '{}' is {}; use Fn::Join", part.name, describe(*found)));
      found = nullptr;
    }
    out += found != nullptr ? std::string_view(value) : part.written;
    changed = changed || found != nullptr;
  }
  if (!changed) return;
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
          fmt::format("Fn::FindInMap requires a list of 3 items (the mapping and two keys), found {}",
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
      problems_.error({}, argument, fmt::format("Mapping '{}' requires two levels of keys", items[0]->text()));
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
