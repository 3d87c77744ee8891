#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/function/function.h"
#include "compiler/support/characters.h"

namespace virga {
namespace {

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
bool is_alias_name(std::string_view name) {
  const bool all =
      std::all_of(name.begin(), name.end(), [](char c) { return c == '-' || c == '_' || is_letter_or_digit(c); });
  return all && name.find_first_not_of("0123456789") != std::string_view::npos;
}

// "live-2_a" -> "liveD2Ua"
std::string alias_id_part(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '-', 'D');
  std::replace(out.begin(), out.end(), '_', 'U');
  return out;
}

bool resolve_alias_name(FunctionParts& parts, const Value& given) {
  constexpr std::string_view kProperty = "AutoPublishAlias";
  const Value* name = parts.context.parameters.resolve(&given);
  if (!name->is_string()) {
    return parts.context.fail(parts.resource, &given,
                              "AutoPublishAlias must be a string, or a Ref to a parameter with a value", kProperty);
  }
  if (name->empty()) {
    return parts.context.fail(parts.resource, &given, "AutoPublishAlias must not be empty", kProperty);
  }
  if (!is_alias_name(name->text())) {
    return parts.context.fail(
        parts.resource, &given,
        fmt::format("Invalid alias name '{}'; use letters, digits, '-' and '_', and not only digits", name->text()),
        kProperty);
  }
  parts.alias_name = name->text();
  parts.alias_id = fmt::format("{}Alias{}", parts.id(), alias_id_part(name->text()));
  return true;
}

// A layer of this template that triggers new versions of the functions that use it; null for others.
const Value* publishing_layer(const SamContext& context, std::string_view id) {
  const Value* layer = id.empty() ? nullptr : context.source->get(id);
  const Value* properties = layer == nullptr ? nullptr : layer->get("Properties");
  if (properties == nullptr || is_nothing(properties->get("PublishLambdaVersion"))) return nullptr;
  return properties;
}

// What determines the version's ID: if it changes, so does the ID, and Lambda publishes a new version.
Value* version_fingerprint(FunctionParts& parts) {
  ValueFactory& make = parts.context.make;
  if (parts.wanted("AutoPublishAliasAllProperties") != nullptr) {
    Value* all = make.copy(parts.function);
    if (const Value* layers = parts.function->get("Layers")) {
      for (const Value* layer : layers->items()) {
        const std::string_view id = referenced_id(layer);
        const Value* properties = publishing_layer(parts.context, id);
        if (properties != nullptr) all->set(id, make.copy(properties));
      }
    }
    return all;
  }
  const Value* code = parts.function->get("Code");
  Value* some = code->is_mapping() ? make.copy(code) : make.object({{"CodeUri", make.copy(code)}});
  if (const Value* environment = parts.wanted("Environment")) {
    for (const Entry& entry : environment->entries()) some->set(entry.key, make.copy(entry.value));
  }
  if (const Value* memory = parts.wanted("MemorySize")) some->set("MemorySize", make.copy(memory));
  if (const Value* snap_start = parts.wanted("SnapStart")) {
    const Value* apply_on = snap_start->get("ApplyOn");
    if (apply_on != nullptr && !apply_on->is("None")) some->set("SnapStart", make.copy(snap_start));
  }
  return some;
}

// Adds AutoPublishCodeSha256 to the description, so that Lambda sees a change even if only the code changed.
void describe_code(FunctionParts& parts, const Value& sha) {
  ValueFactory& make = parts.context.make;
  const Value* before = parts.context.parameters.resolve(parts.function->get("Description"));
  Value* text = nullptr;
  if (is_nothing(before)) {
    text = make.copy(&sha);
  } else if (before->is_string()) {
    text = make.string(fmt::format("{} {}", before->text(), sha.text()));
  } else {
    text = make.join(" ", make.list({make.copy(before), make.copy(&sha)}));
  }
  parts.function->set("Description", text);
}

Value* deletion_policy(FunctionParts& parts, const Value* attribute) {
  ValueFactory& make = parts.context.make;
  if (attribute != nullptr) return make.copy(attribute);
  if (const Value* given = parts.wanted("VersionDeletionPolicy")) return make.copy(given);
  return make.string(parts.wanted("CapacityProviderConfig") != nullptr ? "Delete" : "Retain");
}

// Returns the logical ID; empty if a problem was reported.
std::string add_version(FunctionParts& parts) {
  SamContext& context = parts.context;
  ValueFactory& make = context.make;
  std::string hash;
  if (const Value* given = parts.wanted("AutoPublishCodeSha256")) {
    const Value* sha = context.parameters.resolve(given);
    if (!sha->is_string()) {
      context.fail(parts.resource, given,
                   "AutoPublishCodeSha256 must be a string, or a Ref to a parameter with a value",
                   "AutoPublishCodeSha256");
      return {};
    }
    hash = sha->text().substr(0, kHashDigits);
    describe_code(parts, *sha);
  } else {
    hash = short_hash(*version_fingerprint(parts));
  }
  std::string id = fmt::format("{}Version{}", parts.id(), hash);
  Value* attributes = derived_attributes(context, parts.resource);
  attributes->set("DeletionPolicy", deletion_policy(parts, attributes->get("DeletionPolicy")));
  context.add_resource(parts.resource, id, "AWS::Lambda::Version",
                       make.object({{"Description", make.copy(parts.resource.get("VersionDescription"))},
                                    {"FunctionName", make.ref(parts.id())},
                                    {"FunctionScalingConfig", make.copy(parts.wanted("FunctionScalingConfig"))}}),
                       attributes);
  return id;
}

}  // namespace

bool add_alias_and_version(FunctionParts& parts) {
  const Value* name = parts.wanted("AutoPublishAlias");
  if (name == nullptr) return true;
  SamContext& context = parts.context;
  ValueFactory& make = context.make;
  const ValueFactory::Scope scope(make, *name);
  if (!resolve_alias_name(parts, *name)) return false;
  // The code is written with resolved parameters, so that a new parameter value causes a new version.
  parts.function->set("Code", context.parameters.resolve(parts.function->get("Code")));
  const std::string version = add_version(parts);
  if (version.empty()) return false;
  parts.alias = context.add_resource(
      parts.resource, parts.alias_id, "AWS::Lambda::Alias",
      make.object({{"Name", make.string(parts.alias_name)},
                   {"FunctionName", make.ref(parts.id())},
                   {"FunctionVersion", make.get_att(version, "Version")},
                   {"ProvisionedConcurrencyConfig", make.copy(parts.wanted("ProvisionedConcurrencyConfig"))}}),
      derived_attributes(context, parts.resource));
  return true;
}

}  // namespace virga
