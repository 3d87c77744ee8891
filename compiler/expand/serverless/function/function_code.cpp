#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/s3_location.h"
#include "compiler/expand/serverless/function/function.h"

namespace virga {
namespace {

constexpr std::string_view kImage = "Image";
constexpr std::string_view kZip = "Zip";

// The properties of the generated AWS::Lambda::Function, in output order.
constexpr std::array<std::string_view, 31> kOrder = {
    "Code",
    "PackageType",
    "DeadLetterConfig",
    "Description",
    "FunctionName",
    "Handler",
    "MemorySize",
    "Role",
    "Runtime",
    "Timeout",
    "VpcConfig",
    "Environment",
    "Tags",
    "TracingConfig",
    "KmsKeyArn",
    "Layers",
    "ReservedConcurrentExecutions",
    "FileSystemConfigs",
    "CodeSigningConfigArn",
    "ImageConfig",
    "Architectures",
    "SnapStart",
    "EphemeralStorage",
    "RuntimeManagementConfig",
    "LoggingConfig",
    "RecursiveLoop",
    "CapacityProviderConfig",
    "FunctionScalingConfig",
    "PublishToLatestPublished",
    "TenancyConfig",
    "DurableConfig",
};

bool is_image(const FunctionParts& parts) {
  const Value* type = parts.wanted("PackageType");
  return type != nullptr && type->is(kImage);
}

Value* image_code(FunctionParts& parts) {
  const Value* uri = parts.resource.get("ImageUri");
  if (is_nothing(uri)) {
    parts.context.fail(
        parts.resource, uri,
        "A function with PackageType Image requires ImageUri, or Metadata with the Dockerfile to build the image from",
        "ImageUri");
    return nullptr;
  }
  return parts.context.make.object({{"ImageUri", parts.context.make.copy(uri)}});
}

// The code of a zip package. InlineCode takes precedence over CodeUri.
Value* zip_code(FunctionParts& parts) {
  ValueFactory& make = parts.context.make;
  if (const Value* text = parts.resource.get("InlineCode")) return make.object({{"ZipFile", make.copy(text)}});
  if (const Value* uri = parts.resource.get("CodeUri")) {
    return s3_object(parts.context, parts.resource, *uri, "CodeUri");
  }
  parts.context.fail(parts.resource, nullptr, "A function requires CodeUri or InlineCode", "CodeUri");
  return nullptr;
}

Value* code_of(FunctionParts& parts) {
  const Value* type = parts.wanted("PackageType");
  if (type != nullptr && !type->is(kZip) && !type->is(kImage)) {
    parts.context.fail(parts.resource, type,
                       misspelt_value(fmt::format("PackageType must be 'Zip' or 'Image', found {}", describe(*type)),
                                      *type, {kZip, kImage}),
                       "PackageType");
    return nullptr;
  }
  Value* code = is_image(parts) ? image_code(parts) : zip_code(parts);
  const Value* key = parts.wanted("SourceKMSKeyArn");
  if (code != nullptr && code->is_mapping() && key != nullptr && !is_image(parts)) {
    code->set("SourceKMSKeyArn", parts.context.make.copy(key));
  }
  return code;
}

// Checks which properties the package type requires and excludes.
bool check_package(const FunctionParts& parts) {
  if (is_image(parts)) {
    for (const std::string_view name : {"Handler", "Runtime", "Layers"}) {
      if (const Value* value = parts.wanted(name)) {
        return parts.context.fail(
            parts.resource, value,
            fmt::format("{} is not allowed with PackageType Image because the image provides it; remove it", name),
            name);
      }
    }
    return true;
  }
  Complaint lacking = "A function requires Runtime and Handler unless its PackageType is Image";
  for (const std::string_view name : {"Handler", "Runtime"}) {
    if (parts.wanted(name) == nullptr) lacking.lacks.emplace_back(name);
  }
  if (!lacking.lacks.empty()) return parts.context.fail(parts.resource, nullptr, std::move(lacking));
  if (const Value* config = parts.wanted("ImageConfig")) {
    return parts.context.fail(parts.resource, config,
                              "ImageConfig requires PackageType Image; set it, or remove ImageConfig", "ImageConfig");
  }
  return true;
}

Value* capacity_provider_config(ValueFactory& make, const Value& config) {
  const auto part = [&](std::string_view name) {
    const Value* value = config.get(name);
    return value == nullptr || value->is_null() ? nullptr : make.copy(value);
  };
  return make.object(
      {{"LambdaManagedInstancesCapacityProviderConfig",
        make.object({{"CapacityProviderArn", part("Arn")},
                     {"PerExecutionEnvironmentMaxConcurrency", part("PerExecutionEnvironmentMaxConcurrency")},
                     {"ExecutionEnvironmentMemoryGiBPerVCpu", part("ExecutionEnvironmentMemoryGiBPerVCpu")}})}});
}

// The value of a property of the Lambda function; null if it is not set.
Value* lambda_property(FunctionParts& parts, std::string_view name, Value* code) {
  ValueFactory& make = parts.context.make;
  if (name == "Code") return code;
  if (name == "Tags") return parts.tags;
  if (name == "FunctionName") return make.copy(parts.wanted(name));
  if (name == "DeadLetterConfig") {
    const Value* queue = parts.wanted("DeadLetterQueue");
    return queue == nullptr ? nullptr : make.object({{"TargetArn", make.copy(queue->get("TargetArn"))}});
  }
  if (name == "TracingConfig") {
    return parts.is_traced() ? make.object({{"Mode", make.copy(parts.wanted("Tracing"))}}) : nullptr;
  }
  if (name == "CapacityProviderConfig") {
    const Value* config = parts.wanted(name);
    return config == nullptr ? nullptr : capacity_provider_config(make, *config);
  }
  const Value* value = parts.resource.get(name);
  if (value == nullptr) return nullptr;
  const ValueFactory::Scope scope(make, *value);
  return make.copy(value);
}

}  // namespace

bool add_lambda_function(FunctionParts& parts) {
  SamContext& context = parts.context;
  Value* code = code_of(parts);
  parts.tags = tag_list(context, parts.resource, parts.resource.get("Tags"));
  if (!check_package(parts) || code == nullptr || parts.tags == nullptr) return false;
  parts.function = context.make.object();
  for (const std::string_view name : kOrder) {
    const Value* cause = parts.resource.get(name);
    const ValueFactory::Scope scope(context.make, cause != nullptr ? cause->provenance() : context.make.place());
    if (Value* value = lambda_property(parts, name, code)) parts.function->set(name, value);
  }
  context.add_resource(parts.resource, parts.id(), "AWS::Lambda::Function", parts.function,
                       own_attributes(context, parts.resource));
  return true;
}

void sort_lambda_properties(Value& properties) {
  const std::vector<Entry> entries(properties.entries().begin(), properties.entries().end());
  properties.clear();
  for (const std::string_view name : kOrder) {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key->is(name); });
    if (found != entries.end()) properties.set(found->key, found->value);
  }
}

}  // namespace virga
