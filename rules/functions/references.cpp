// Ref and Fn::GetAtt.
#include <fmt/format.h>

#include "compiler/resolve/sub_text.h"
#include "rules/engine/attributes.h"
#include "rules/functions/calls.h"
#include "rules/functions/text_walk.h"

namespace virga {
namespace {

// The nearest key with a text of its own, at which cfn-lint reports parts of a short form.
const Node& anchor_of(const Location& where) {
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key != nullptr && !step->key->is_synthetic()) return *step->key;
  }
  return *where.value;
}

// Whether both parts are strings, as nearly always; this needs no schema.
bool is_written_out(const Node& argument) {
  const auto parts = argument.items();
  return parts.size() == 2 && parts[0]->is_string() && parts[1]->is_string();
}

// Whether the list comes from the string "Resource.Attribute" of a short form.
bool is_dotted_short_form(const Validation& v, const Node& call) {
  const Node& argument = *call.argument();
  if (!call.function_key()->is_synthetic() || !argument.is_sequence() || argument.range.size() == 0) return false;
  std::string_view text = v.compilation().source().slice(argument.range);
  return !text.starts_with('[') && !text.starts_with('-');
}

// The location at which part 0 (resource) or 1 (attribute) of a GetAtt is reported.
const Location& part_location(Validation& v, const Node& call, const Location& where, std::uint32_t part) {
  const Node& argument = *call.argument();
  if (!argument.is_sequence()) return where;
  if (is_dotted_short_form(v, call)) return v.at(where, part, anchor_of(where));
  return v.at(where, part, *argument.items()[part]);
}

struct Parts {
  std::string_view resource, attribute;
  TextRange resource_range, attribute_range;  // empty if the part has no text of its own
  bool has_resource = false, has_attribute = false;
};

// The names in a valid GetAtt, if they are written out.
Parts parts_of(const Node& call) {
  Parts parts;
  const Node& argument = *call.argument();
  if (argument.is_string()) {
    std::string_view text = argument.text();
    std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return parts;
    parts.resource = text.substr(0, dot);
    parts.attribute = text.substr(dot + 1);
    parts.has_resource = parts.has_attribute = true;
    // Positions within the text are known if nothing is escaped in it.
    if (const TextRange written = content_range(argument); written.size() == text.size()) {
      const auto at = static_cast<std::uint32_t>(written.begin + dot);
      parts.resource_range = {written.begin, at};
      parts.attribute_range = {at + 1, written.end};
    }
    return parts;
  }
  std::span<const Node* const> items = argument.items();
  if (!items.empty() && items[0]->is_scalar()) {
    parts.resource = items[0]->text();
    parts.resource_range = items[0]->range;
    parts.has_resource = true;
  }
  if (items.size() > 1 && items[1]->is_scalar()) {
    parts.attribute = items[1]->text();
    parts.attribute_range = items[1]->range;
    parts.has_attribute = true;
  }
  return parts;
}

std::string missing_attribute(std::string_view text) {
  return fmt::format("'{}' does not name an attribute; write Resource.Attribute", text);
}

// Renames part 0 or 1, which may share its quotes with the other one.
std::optional<Fix> part_fix(const Validation& v, const Node& call, std::uint32_t part, TextRange range,
                            const NearName& near) {
  const Compilation& compilation = v.compilation();
  const Node& argument = *call.argument();
  if (argument.is_string()) {
    return range.size() == 0 ? std::nullopt : rename_fix(compilation, argument, range, near);
  }
  const std::span<const Node* const> items = argument.items();
  if (items.size() <= part) return std::nullopt;
  if (!is_dotted_short_form(v, call)) return rename_fix(compilation, *items[part], near);
  // "!GetAtt 'A.B'": both parts have the range of the whole text if something is escaped in it.
  if (items[part]->range == argument.range) return std::nullopt;
  return rename_fix(compilation, *items[part], items[part]->range, near);
}

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html
bool check_ref(Validation& v, const Node& call, const Location& where, const Context& context) {
  const Compilation& compilation = v.compilation();
  const Node& argument = *call.argument();
  const FunctionRule& row = *find_function_rule(Function::Ref);
  if (argument.is(NodeKind::Null)) return true;  // V1001 reports nulls
  if (argument.function != Function::None && !compilation.model().has_language_extensions()) {
    fail_call(v, context, call, v.at(where, argument.members()[0]),
              fmt::format("Ref takes a literal name, not {}; 'Transform: AWS::LanguageExtensions' would allow it",
                          argument.function_key()->text()));
    return false;
  }
  // Nearly all names are written out, which needs no schema.
  if (!argument.is_string()) {
    std::string_view schema = compilation.model().has_language_extensions() ? "fn-ref-extended" : "fn-ref";
    if (!v.check_argument(argument, compilation.facts().find_schema(schema), where, context, row)) return false;
    if (!argument.is_scalar()) return true;
  }
  NameFault fault = fault_of_name(v, argument.text(), where, false);
  if (fault.empty()) return true;
  auto fix = rename_fix(compilation, argument, fault.near);
  fail_call(v, context, call, where, std::move(fault), argument.range, std::move(fix));
  return false;
}

std::uint8_t types_of_ref(Validation& v, const Node& call) {
  const Node& argument = *call.argument();
  if (!argument.is_string()) return 0;
  if (is_pseudo_parameter(argument.text())) {
    return argument.text() == "AWS::NotificationARNs" ? json_type::kArray : json_type::kString;
  }
  const Parameter* parameter = v.compilation().model().find_parameter(argument.text());
  if (parameter == nullptr || parameter->type.empty()) return 0;
  return parameter->is_list() ? json_type::kArray : json_type::kString;
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getatt.html
bool check_get_att(Validation& v, const Node& call, const Location& where, const Context& context) {
  const Compilation& compilation = v.compilation();
  const Node& argument = *call.argument();
  const FunctionRule& row = *find_function_rule(Function::GetAtt);
  std::span<const Node* const> items = argument.items();
  if (!items.empty() && items[0]->is(NodeKind::Null)) return true;  // V1001 reports nulls
  if (argument.is(NodeKind::Null) || (items.size() == 2 && items[1]->is(NodeKind::Null))) {
    fail_call(v, context, call, *where.parent,
              "Fn::GetAtt requires a resource and an attribute, but one of them is null");
    return false;
  }
  // "!GetAtt Resource" is read as a list of one name.
  const bool is_empty = argument.range.size() == 0;
  if (items.size() == 1 && items[0]->is_string() && (is_empty || is_dotted_short_form(v, call))) {
    fail_call(v, context, call, where,
              is_empty ? "Fn::GetAtt requires a resource and an attribute; write Resource.Attribute"
                       : missing_attribute(items[0]->text()),
              is_empty ? call.range : argument.range);
    return false;
  }
  if (!is_written_out(argument)) {
    std::string_view schema = compilation.model().has_language_extensions() ? "fn-get-att-extended" : "fn-get-att";
    if (!v.check_argument(argument, compilation.facts().find_schema(schema), where, context, row)) return false;
  }
  Parts parts = parts_of(call);
  if (argument.is_string() && !parts.has_attribute) {
    if (depends_on_loop(argument.text(), where)) return true;
    fail_call(v, context, call, *where.parent, missing_attribute(argument.text()));
    return false;
  }
  if (!parts.has_resource) return true;
  bool is_attribute = false;
  NameFault fault = fault_of_attribute(v, parts.resource, parts.attribute, where, false, is_attribute);
  if (fault.empty() || (is_attribute && !parts.has_attribute)) return true;
  const std::uint32_t part = is_attribute ? 1 : 0;
  const TextRange exact = is_attribute ? parts.attribute_range : parts.resource_range;
  std::string near;
  auto fix = part_fix(v, call, part, exact, fault.whole_near(near));
  fail_call(v, context, call, part_location(v, call, where, part), std::move(fault),
            exact.size() > 0 ? exact : argument.range, std::move(fix));
  return false;
}

std::uint8_t types_of_get_att(Validation& v, const Node& call) {
  const Compilation& compilation = v.compilation();
  Parts parts = parts_of(call);
  if (!parts.has_resource || !parts.has_attribute) return 0;
  const Resource* resource = compilation.model().find_resource(parts.resource);
  if (resource == nullptr) return 0;
  if (resource->type == "AWS::CloudFormation::Stack") return json_type::kString;
  auto type = compilation.facts().find_type(resource->type);
  if (!type || type->accepts_any_attribute()) return 0;
  auto schema = find_attribute_schema(compilation.facts(), *type, parts.attribute);
  return schema && *schema ? schema->types() : std::uint8_t{0};
}

}  // namespace virga
