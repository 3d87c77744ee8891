// What names refer to: parameters, resources, attributes, and what transforms and loops add.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/edit/value_maker.h"
#include "rules/engine/attributes.h"
#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/engine/meant_names.h"
#include "rules/functions/calls.h"
#include "rules/functions/text_walk.h"

namespace virga {
namespace {

// Conditions and Rules are evaluated before any resource exists.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
bool resources_exist(const Location& where) { return key_at(where, 1) != "Conditions"; }

// Empty where there are more than near_name() searches, so that each of a thousand faults does not gather them.
std::vector<std::string_view> names_around(const Template& model, bool with_resources, bool with_parameters) {
  std::vector<std::string_view> names;
  if (model.parameters().size() + model.resources().size() > kMostCandidates) return names;
  if (with_parameters) {
    for (const Parameter& parameter : model.parameters()) names.push_back(parameter.name());
    for (std::string_view name : pseudo_parameters()) names.push_back(name);
  }
  if (with_resources) {
    // One without a type cannot be referenced.
    for (const Resource& resource : model.resources()) {
      if (!resource.type.empty() || resource.has_open_type()) names.push_back(resource.name());
    }
  }
  return names;
}

// Lists a few choices for a message.
std::string list_names(const std::vector<std::string_view>& names) {
  constexpr std::size_t kMost = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) text += (i == 0 ? "" : ", ") + std::string(names[i]);
  if (names.size() > kMost) text += fmt::format(" and {} more", names.size() - kMost);
  return text;
}

constexpr std::string_view kOutputs = "Outputs.";

// Checks an output of a nested stack whose template is a local file.
NameFault fault_of_output(const Compilation& compilation, const Resource& stack, std::string_view attribute) {
  const std::string_view name = attribute.substr(kOutputs.size());
  const NestedTemplate* nested = compilation.nested_template(stack);
  if (nested == nullptr || nested->has_open_outputs() || nested->find_output(name) != nullptr) return {};
  std::vector<std::string_view> names;
  for (const Output& output : nested->model.outputs()) names.push_back(output.name());
  if (names.empty()) return fmt::format("Nested template {} has no outputs", nested->tree.source->name());
  const NearName near = near_declared(name, names);
  NameFault fault = fmt::format("Nested template {} has no output '{}'{}", nested->tree.source->name(), name,
                                near.found() ? did_you_mean(near) : "; it has " + list_names(names));
  fault.near = near;
  fault.before_near = kOutputs;
  return fault;
}

// An attribute of a nested stack that is none of its outputs; 'Output.Url' was meant to be one.
NameFault fault_of_stack_attribute(const Compilation& compilation, const Resource& stack, std::string_view attribute) {
  constexpr std::array<std::string_view, 1> kOutputsOnly = {"Outputs"};
  const std::size_t dot = attribute.find('.');
  const std::string_view name = dot == std::string_view::npos ? std::string_view{} : attribute.substr(dot + 1);
  const NearName near = near_choice(attribute.substr(0, dot), kOutputsOnly);
  const NestedTemplate* nested = compilation.nested_template(stack);
  const bool is_output = nested == nullptr || nested->has_open_outputs() || nested->find_output(name) != nullptr;
  if (name.empty() || !near.found() || !is_output) {
    return fmt::format("A nested stack has no attribute '{}'; use 'Outputs.NAME'", attribute);
  }
  NameFault fault =
      fmt::format("A nested stack has no attribute '{0}'. Did you mean '{1}{2}'?", attribute, kOutputs, name);
  fault.near = {name, near.only};
  fault.before_near = kOutputs;
  return fault;
}

// An attribute that a type of resource does not have, or that is not a string where one is required (`scalar`).
NameFault fault_of_attribute_of(const Compilation& compilation, const ResourceType& type, std::string_view resource,
                                std::string_view attribute, bool scalar) {
  auto found = find_attribute_schema(compilation.facts(), type, attribute);
  if (!found) {
    std::vector<std::string_view> names;
    for (std::uint32_t i = 0; i < type.attribute_count(); ++i) names.push_back(type.attribute(i).name);
    if (names.empty()) return fmt::format("{} has no attributes, so there is no '{}'", type.name(), attribute);
    const NearName near = near_name(attribute, names);
    return {fmt::format("{} has no attribute '{}'{}", type.name(), attribute,
                        near.found() ? did_you_mean(near) : "; it has " + list_names(names)),
            near};
  }
  if (scalar) {
    std::uint8_t types = *found ? found->types() : std::uint8_t{0};
    if (types != 0 && (types & json_type::kString) == 0) {
      return fmt::format("Attribute {}.{} is {}, but a string is required", resource, attribute, describe_types(types));
    }
  }
  return {};
}

// The same for what the SAM transform generates.
NameFault fault_of_generated_attribute(const Compilation& compilation, const Resource& generated,
                                       std::string_view attribute, bool scalar) {
  const auto type = compilation.facts().find_type(generated.type);
  if (!type || type->accepts_any_attribute() || generated.type == "AWS::CloudFormation::Stack") return {};
  return fault_of_attribute_of(compilation, *type, generated.name(), attribute, scalar);
}

// An attribute of a resource that a reference names after the one that it is generated from ("Version.FunctionArn").
NameFault fault_of_referable(const Compilation& compilation, std::string_view source, std::string_view attribute,
                             std::size_t dot, bool scalar) {
  const std::string name = fmt::format("{}.{}", source, attribute.substr(0, dot));
  const ExpandedName generated = compilation.expanded_name(name);
  if (generated.existence == Existence::Missing) {
    return not_defined("Resource", name) + why_not_generated(compilation.model(), name);
  }
  if (generated.resource == nullptr || dot >= attribute.size()) return {};
  return fault_of_generated_attribute(compilation, *generated.resource, attribute.substr(dot + 1), scalar);
}

// Whether the attribute, or one near it, is one of this resource, and returns what the place of the call takes.
bool resource_may_have(Validation& v, std::string_view resource, std::string_view attribute, const Location& where,
                       bool scalar) {
  bool is_attribute = false;
  const NameFault fault = fault_of_attribute(v, resource, attribute, where, scalar, is_attribute);
  if (!fault.empty()) return fault.near.found();
  if (scalar) return true;
  ValueMaker make;
  return v.may_replace_call(make.call("Fn::GetAtt", make.list({&make.text(resource), &make.text(attribute)})),
                            *where.parent);
}

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
bool depends_on_loop(std::string_view name, const Location& where) {
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key == nullptr || !step->key->text().starts_with("Fn::ForEach::")) continue;
    if (name.find("${") != std::string_view::npos || name.find("&{") != std::string_view::npos) return true;
    std::span<const Node* const> items = step->value->items();
    if (!items.empty() && items[0]->text() == name) return true;
  }
  return false;
}

NameUse look_up(const Compilation& compilation, std::string_view name, const Location& where) {
  const Template& model = compilation.model();
  if (const Parameter* parameter = model.find_parameter(name)) {
    if (parameter->type.empty()) return NameUse::Unknown;  // its kind is unknown
    return parameter->is_list() ? NameUse::ListParameter : NameUse::Parameter;
  }
  if (is_pseudo_parameter(name)) return NameUse::Pseudo;
  if (resources_exist(where)) {
    if (const Resource* resource = model.find_resource(name)) {
      if (resource->has_open_type()) return NameUse::Expansion;
      // Without a type, what it returns is unknown.
      return resource->type.empty() ? NameUse::Unknown : NameUse::Resource;
    }
    if (compilation.expanded_name(name).existence != Existence::Missing) return NameUse::Expansion;
  }
  return depends_on_loop(name, where) ? NameUse::Expansion : NameUse::Unknown;
}

NameFault fault_of_name(Validation& v, std::string_view name, const Location& where, bool scalar) {
  const Compilation& compilation = v.compilation();
  const Template& model = compilation.model();
  switch (look_up(compilation, name, where)) {
    case NameUse::Unknown:
      break;
    case NameUse::ListParameter:
      if (!scalar) return {};
      return fmt::format("Parameter '{}' is a list, but a string is required; use Fn::Select or Fn::Join", name);
    case NameUse::Pseudo:
      if (!scalar || name != "AWS::NotificationARNs") return {};
      return "AWS::NotificationARNs is a list, but a string is required; use Fn::Select";
    default:
      return {};
  }
  if (model.find_parameter(name) != nullptr) {
    return fmt::format("Parameter '{}' has no readable type, so it cannot be referenced", name);
  }
  if (name.empty()) return "Empty name; use the logical ID of a parameter or resource";
  if (model.find_resource(name) != nullptr) {
    if (resources_exist(where)) return fmt::format("Resource '{}' has no type, so it cannot be referenced", name);
    return fmt::format("'{}' is a resource, but conditions can only refer to parameters", name);
  }
  if (model.find_condition(name) != nullptr) {
    return fmt::format(
        "'{}' is a condition, which has no value to reference; use it in Fn::If or a Condition attribute", name);
  }
  if (model.find_mapping(name) != nullptr) {
    return fmt::format("'{}' is a mapping; read its values with Fn::FindInMap", name);
  }
  const auto fits = [&](std::string_view other) {
    if (scalar) return fault_of_name(v, other, where, true).empty();
    ValueMaker make;
    return v.may_replace_call(make.ref(other), *where.parent);
  };
  const NearName near =
      near_declared_at(compilation, where, name, names_around(model, resources_exist(where), true), fits);
  const std::string why = resources_exist(where) && !near.found() ? why_not_generated(model, name) : std::string();
  return {not_defined("Parameter or resource", name, near) + why, near};
}

NameFault fault_of_attribute(Validation& v, std::string_view resource, std::string_view attribute,
                             const Location& where, bool scalar, bool& is_attribute) {
  is_attribute = false;
  const Compilation& compilation = v.compilation();
  const Template& model = compilation.model();
  const Resource* declared = resources_exist(where) ? model.find_resource(resource) : nullptr;
  if (declared != nullptr && declared->has_open_type()) return {};
  if (declared == nullptr || declared->type.empty()) {
    if (declared == nullptr && resources_exist(where)) {
      const ExpandedName generated = compilation.expanded_name(resource);
      if (generated.resource != nullptr) {
        is_attribute = true;
        return fault_of_generated_attribute(compilation, *generated.resource, attribute, scalar);
      }
      if (generated.existence != Existence::Missing) return {};
    }
    if (depends_on_loop(resource, where)) return {};
    if (model.find_parameter(resource) != nullptr) {
      return fmt::format("'{}' is a parameter, which has no attributes; use Ref", resource);
    }
    if (!resources_exist(where)) {
      return fmt::format("Conditions are evaluated before resources exist, so they cannot use an attribute of '{}'",
                         resource);
    }
    if (declared != nullptr) return fmt::format("Resource '{}' has no type, so it has no attributes", resource);
    const auto fits = [&](std::string_view other) { return resource_may_have(v, other, attribute, where, scalar); };
    const NearName near = near_declared_at(compilation, where, resource, names_around(model, true, false), fits);
    return {not_defined("Resource", resource, near) + (near.found() ? "" : why_not_generated(model, resource)), near};
  }
  is_attribute = true;
  if (depends_on_loop(attribute, where)) return {};
  if (declared->type == "AWS::CloudFormation::Stack") {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
    if (attribute.starts_with(kOutputs) && attribute.size() > kOutputs.size()) {
      return fault_of_output(compilation, *declared, attribute);
    }
    return fault_of_stack_attribute(compilation, *declared, attribute);
  }
  if (declared->type == "AWS::Serverless::Application" && attribute.starts_with(kOutputs)) {
    return fault_of_output(compilation, *declared, attribute);
  }
  auto type = compilation.facts().find_type(declared->type);
  if (!type || type->accepts_any_attribute()) return {};
  if (declared->type.starts_with("AWS::Serverless::")) {
    // "Function.Version.Arn" is one of another resource, and what becomes of some types varies.
    const std::size_t dot = std::min(attribute.find('.'), attribute.size());
    if (is_sam_referable(declared->type, attribute.substr(0, dot))) {
      return fault_of_referable(compilation, resource, attribute, dot, scalar);
    }
    if (type->attribute_count() == 0) return {};
  }
  NameFault fault = fault_of_attribute_of(compilation, *type, resource, attribute, scalar);
  if (!fault.empty() && may_call_macro(compilation)) fault.macro = macro_that_gets(model, *declared);
  return fault;
}

void fail_call(Validation& v, const Context& context, const Node& call, const Location& where, NameFault fault,
               TextRange exact, std::optional<Fix> fix) {
  if (context.failures == nullptr) return;
  Finding found =
      finding(rule_of_function(context, *find_function_rule(call.function)), where, std::move(fault.message));
  if (fault.macro != nullptr) {
    found.note(fault.macro->range, "The macro called here may change the resource's type");
    if (fix) fix->safety = FixSafety::Unsafe;
  }
  v.fail(context, found.focus(exact).fix(std::move(fix)));
}

}  // namespace virga
