#include <fmt/format.h>

#include <array>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/function/function.h"

namespace virga {
namespace {

constexpr std::string_view kProperty = "FunctionUrlConfig";

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html
constexpr std::array kCors = {
    PropertyRule{"AllowOrigins", PropertyTypes::List},        PropertyRule{"AllowMethods", PropertyTypes::List},
    PropertyRule{"AllowCredentials", PropertyTypes::Boolean}, PropertyRule{"AllowHeaders", PropertyTypes::List},
    PropertyRule{"ExposeHeaders", PropertyTypes::List},       PropertyRule{"MaxAge", PropertyTypes::Integer}};

bool check_url(const FunctionParts& parts, const Value& config) {
  const Value* type = config.get("AuthType");
  const bool open = type != nullptr && type->is_intrinsic();
  if (!open && (type == nullptr || (!type->is("AWS_IAM") && !type->is("NONE")))) {
    return parts.context.fail(parts.resource, type != nullptr ? type : &config,
                              "FunctionUrlConfig requires AuthType: 'AWS_IAM' or 'NONE'", kProperty);
  }
  const Value* cors = config.get("Cors");
  if (is_nothing(cors) || cors->is_intrinsic()) return true;
  if (!cors->is_mapping()) {
    return parts.context.fail(parts.resource, cors,
                              fmt::format("Cors of FunctionUrlConfig must be a map, found {}", describe(*cors)),
                              kProperty);
  }
  for (const Entry& entry : cors->entries()) {
    if (!entry.value->is_null()) continue;
    return parts.context.fail(
        parts.resource, entry.value,
        fmt::format("'{}' in Cors of FunctionUrlConfig must have a value, found null; remove it", entry.key->text()),
        kProperty);
  }
  return check_properties(parts.context.problems, parts.id(), "Cors of FunctionUrlConfig", *cors, cors, kCors);
}

void add_public_permission(FunctionParts& parts, std::string_view suffix, std::string_view action,
                           std::string_view condition_key, Value* condition) {
  ValueFactory& make = parts.context.make;
  parts.context.add_resource(parts.resource, fmt::format("{}{}", parts.id(), suffix), "AWS::Lambda::Permission",
                             make.object({{"Action", make.string(action)},
                                          {"FunctionName", parts.target(make)},
                                          {"Principal", make.string("*")},
                                          {condition_key, condition}}),
                             derived_attributes(parts.context, parts.resource));
}

}  // namespace

bool add_function_url(FunctionParts& parts) {
  const Value* config = parts.wanted(kProperty);
  if (config == nullptr) return true;
  SamContext& context = parts.context;
  ValueFactory& make = context.make;
  const ValueFactory::Scope scope(make, *config);
  if (!config->is_intrinsic() && !check_url(parts, *config)) return false;
  const auto part = [&](std::string_view name) { return make.copy(present(config, name)); };
  context.add_resource(parts.resource, parts.id() + "Url", "AWS::Lambda::Url",
                       make.object({{"TargetFunctionArn", parts.target(make)},
                                    {"AuthType", part("AuthType")},
                                    {"Cors", is_nothing(config->get("Cors")) ? nullptr : part("Cors")},
                                    {"InvokeMode", part("InvokeMode")}}),
                       derived_attributes(context, parts.resource));
  if (config->string_at("AuthType") != "NONE") return true;
  add_public_permission(parts, "UrlPublicPermissions", "lambda:InvokeFunctionUrl", "FunctionUrlAuthType",
                        make.string("NONE"));
  add_public_permission(parts, "URLInvokeAllowPublicAccess", "lambda:InvokeFunction", "InvokedViaFunctionUrl",
                        make.boolean(true));
  return true;
}

}  // namespace virga
