#include "compiler/expand/serverless/events/schema_registry.h"

#include <fmt/format.h>

#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kProperty = "SchemaRegistryConfig";
constexpr std::array<std::string_view, 3> kNeeded = {"SchemaRegistryURI", "EventRecordFormat",
                                                     "SchemaValidationConfigs"};

// The name at the end of a Glue registry's ARN; empty for others, and for ARNs that are not known here.
std::string_view glue_registry_name(const Value& uri) {
  constexpr std::string_view kBefore = ":registry/";
  const Value* text = uri.is_string() ? &uri : uri.function() == Function::Sub ? uri.argument() : nullptr;
  if (text == nullptr || !text->is_string()) return {};
  const std::string_view arn = text->text();
  const std::size_t at = arn.find(kBefore);
  if (!arn.starts_with("arn:") || arn.find(":glue:") == std::string_view::npos || at == std::string_view::npos) {
    return {};
  }
  return arn.substr(at + kBefore.size());
}

}  // namespace

// The kind of registry depends on the URI. A function in it other than Fn::Sub is therefore replaced by its value if
// that is known.
bool add_schema_registry(SamContext& context, const SamEvent& event, Value& statements) {
  Value* config = event.get(kProperty);
  if (is_nothing(config)) return true;
  for (const std::string_view name : kNeeded) {
    if (is_nothing(present(config, name))) {
      return fail(context, event, config, fmt::format("Missing required property '{}' of SchemaRegistryConfig", name),
                  kProperty);
    }
  }
  const Value* format = config->get("EventRecordFormat");
  if (!format->is("JSON") && !format->is("SOURCE")) {
    return fail(
        context, event, format,
        fmt::format("EventRecordFormat of SchemaRegistryConfig must be JSON or SOURCE, found {}", describe(*format)),
        kProperty);
  }
  if (const Value* schemas = config->get("SchemaValidationConfigs"); !schemas->is_sequence()) {
    return fail(
        context, event, schemas,
        fmt::format("SchemaValidationConfigs of SchemaRegistryConfig must be a list, found {}", describe(*schemas)),
        kProperty);
  }
  ValueFactory& make = context.make;
  const Value* access = config->get("AccessConfigs");
  if (!is_nothing(access) && !access->empty()) {
    if (!access->is_sequence()) {
      return fail(context, event, access,
                  fmt::format("AccessConfigs of SchemaRegistryConfig must be a list, found {}", describe(*access)),
                  kProperty);
    }
    for (const Value* item : access->items()) {
      const Value* uri = item->get("URI");
      if (uri == nullptr || !item->has("Type")) {
        return fail(context, event, item, "Each item of AccessConfigs requires Type and URI", kProperty);
      }
      if (!is_nothing(uri)) statements.append(allow(make, {"secretsmanager:GetSecretValue"}, make.copy(uri)));
    }
  }
  const Value& uri = *config->get("SchemaRegistryURI");
  if (uri.is_mapping() && uri.function() != Function::Sub && uri.ref().empty()) {
    config->set("SchemaRegistryURI", context.parameters.resolve(&uri));
  }
  const std::string_view name = glue_registry_name(*context.parameters.resolve(&uri));
  if (name.empty()) return true;
  statements.append(allow(make, {"glue:GetRegistry"}, make.copy(&uri)));
  Value* schemas =
      make.sub(fmt::format("arn:${{AWS::Partition}}:glue:${{AWS::Region}}:${{AWS::AccountId}}:schema/{}/*", name));
  statements.append(allow(make, {"glue:GetSchemaVersion"}, make.list({schemas})));
  return true;
}

}  // namespace virga
