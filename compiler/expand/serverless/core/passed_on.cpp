#include "compiler/expand/serverless/core/passed_on.h"

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/support/text.h"

namespace virga {
namespace {

// The places whose values the transform writes into its resources as they are, with all below them. In a path "*" is
// any key and "#" any item of a list. Layers are not here, since their IDs are hashes of all that they have, nor are
// roles, which connectors read.
struct PassedOn {
  std::string_view type;
  std::string_view path;
};
constexpr std::string_view kFunction = "AWS::Serverless::Function";
constexpr std::string_view kStateMachine = "AWS::Serverless::StateMachine";
constexpr std::string_view kApi = "AWS::Serverless::Api";
constexpr std::string_view kHttpApi = "AWS::Serverless::HttpApi";
constexpr std::string_view kWebSocketApi = "AWS::Serverless::WebSocketApi";
constexpr std::string_view kTable = "AWS::Serverless::SimpleTable";
constexpr std::string_view kApplication = "AWS::Serverless::Application";
constexpr std::string_view kGraphQL = "AWS::Serverless::GraphQLApi";
constexpr std::string_view kCapacityProvider = "AWS::Serverless::CapacityProvider";
constexpr std::array kPassedOn = {
    PassedOn{kFunction, "Architectures"},
    PassedOn{kFunction, "AssumeRolePolicyDocument"},
    PassedOn{kFunction, "CodeSigningConfigArn"},
    PassedOn{kFunction, "CodeUri.*"},
    PassedOn{kFunction, "DeadLetterQueue.TargetArn"},
    PassedOn{kFunction, "Description"},
    PassedOn{kFunction, "Environment"},
    PassedOn{kFunction, "EphemeralStorage"},
    PassedOn{kFunction, "EventInvokeConfig.DestinationConfig.OnFailure.Destination"},
    PassedOn{kFunction, "EventInvokeConfig.DestinationConfig.OnSuccess.Destination"},
    PassedOn{kFunction, "EventInvokeConfig.MaximumEventAgeInSeconds"},
    PassedOn{kFunction, "EventInvokeConfig.MaximumRetryAttempts"},
    PassedOn{kFunction, "FileSystemConfigs"},
    PassedOn{kFunction, "FunctionName"},
    PassedOn{kFunction, "FunctionUrlConfig.Cors"},
    PassedOn{kFunction, "FunctionUrlConfig.InvokeMode"},
    PassedOn{kFunction, "Handler"},
    PassedOn{kFunction, "ImageConfig"},
    PassedOn{kFunction, "ImageUri"},
    PassedOn{kFunction, "InlineCode"},
    PassedOn{kFunction, "KmsKeyArn"},
    PassedOn{kFunction, "Layers.#"},
    PassedOn{kFunction, "LoggingConfig"},
    PassedOn{kFunction, "MemorySize"},
    PassedOn{kFunction, "PermissionsBoundary"},
    PassedOn{kFunction, "Policies.#.*.*"},
    PassedOn{kFunction, "Policies.#.Statement"},
    PassedOn{kFunction, "Policies.*.*"},
    PassedOn{kFunction, "Policies.Statement"},
    PassedOn{kFunction, "RecursiveLoop"},
    PassedOn{kFunction, "ReservedConcurrentExecutions"},
    PassedOn{kFunction, "RolePath"},
    PassedOn{kFunction, "Runtime"},
    PassedOn{kFunction, "RuntimeManagementConfig"},
    PassedOn{kFunction, "SnapStart"},
    PassedOn{kFunction, "SourceKMSKeyArn"},
    PassedOn{kFunction, "Tags.*"},
    PassedOn{kFunction, "Timeout"},
    PassedOn{kFunction, "Tracing"},
    PassedOn{kFunction, "VersionDescription"},
    PassedOn{kFunction, "VpcConfig"},
    PassedOn{kFunction, "Events.*.Properties.BatchSize"},
    PassedOn{kFunction, "Events.*.Properties.Description"},
    PassedOn{kFunction, "Events.*.Properties.EndDate"},
    PassedOn{kFunction, "Events.*.Properties.FilterCriteria"},
    PassedOn{kFunction, "Events.*.Properties.FilterPolicy"},
    PassedOn{kFunction, "Events.*.Properties.Input"},
    PassedOn{kFunction, "Events.*.Properties.InputPath"},
    PassedOn{kFunction, "Events.*.Properties.MaximumBatchingWindowInSeconds"},
    PassedOn{kFunction, "Events.*.Properties.Pattern"},
    PassedOn{kFunction, "Events.*.Properties.Schedule"},
    PassedOn{kFunction, "Events.*.Properties.ScheduleExpression"},
    PassedOn{kFunction, "Events.*.Properties.ScheduleExpressionTimezone"},
    PassedOn{kFunction, "Events.*.Properties.StartDate"},
    PassedOn{kStateMachine, "DefinitionSubstitutions"},
    PassedOn{kStateMachine, "DefinitionUri.*"},
    PassedOn{kStateMachine, "Logging"},
    PassedOn{kStateMachine, "Name"},
    PassedOn{kStateMachine, "PermissionsBoundary"},
    PassedOn{kStateMachine, "Policies.#.*.*"},
    PassedOn{kStateMachine, "Policies.#.Statement"},
    PassedOn{kStateMachine, "Policies.*.*"},
    PassedOn{kStateMachine, "Policies.Statement"},
    PassedOn{kStateMachine, "RolePath"},
    PassedOn{kStateMachine, "Tags.*"},
    PassedOn{kStateMachine, "Type"},
    PassedOn{kStateMachine, "Events.*.Properties.Description"},
    PassedOn{kStateMachine, "Events.*.Properties.EndDate"},
    PassedOn{kStateMachine, "Events.*.Properties.Input"},
    PassedOn{kStateMachine, "Events.*.Properties.InputPath"},
    PassedOn{kStateMachine, "Events.*.Properties.Pattern"},
    PassedOn{kStateMachine, "Events.*.Properties.Schedule"},
    PassedOn{kStateMachine, "Events.*.Properties.ScheduleExpression"},
    PassedOn{kStateMachine, "Events.*.Properties.ScheduleExpressionTimezone"},
    PassedOn{kStateMachine, "Events.*.Properties.StartDate"},
    PassedOn{kApi, "AccessLogSetting"},
    PassedOn{kApi, "ApiKeySourceType"},
    PassedOn{kApi, "CacheClusterEnabled"},
    PassedOn{kApi, "CacheClusterSize"},
    PassedOn{kApi, "CanarySetting"},
    PassedOn{kApi, "DefinitionBody"},
    PassedOn{kApi, "Description"},
    PassedOn{kApi, "FailOnWarnings"},
    PassedOn{kApi, "MethodSettings"},
    PassedOn{kApi, "MinimumCompressionSize"},
    PassedOn{kApi, "Name"},
    PassedOn{kApi, "Tags.*"},
    PassedOn{kApi, "TracingEnabled"},
    PassedOn{kApi, "Variables"},
    PassedOn{kHttpApi, "AccessLogSettings"},
    PassedOn{kHttpApi, "DefaultRouteSettings"},
    PassedOn{kHttpApi, "DefinitionBody"},
    PassedOn{kHttpApi, "Description"},
    PassedOn{kHttpApi, "Domain.CertificateArn"},
    PassedOn{kHttpApi, "Domain.SecurityPolicy"},
    PassedOn{kHttpApi, "Name"},
    PassedOn{kHttpApi, "RouteSettings"},
    PassedOn{kHttpApi, "StageVariables"},
    PassedOn{kHttpApi, "Tags.*"},
    PassedOn{kWebSocketApi, "AccessLogSettings"},
    PassedOn{kWebSocketApi, "DefaultRouteSettings"},
    PassedOn{kWebSocketApi, "StageVariables"},
    PassedOn{kTable, "PointInTimeRecoverySpecification"},
    PassedOn{kTable, "ProvisionedThroughput"},
    PassedOn{kTable, "SSESpecification"},
    PassedOn{kTable, "TableName"},
    PassedOn{kTable, "Tags.*"},
    PassedOn{kApplication, "NotificationARNs"},
    PassedOn{kApplication, "Parameters"},
    PassedOn{kApplication, "Tags.*"},
    PassedOn{kApplication, "TimeoutInMinutes"},
    PassedOn{kGraphQL, "Name"},
    PassedOn{kGraphQL, "Tags.*"},
    PassedOn{kCapacityProvider, "Tags.*"},
};

constexpr std::array<std::string_view, 3> kCode = {"CodeUri", "ImageUri", "InlineCode"};
constexpr std::string_view kItem = "#";

class Search {
public:
  Search(std::string_view type, Hashed hashed) : type_(type), hashed_(hashed) {}

  const Value* find(const Value& value, const Value* other) {
    if (calls_transform(&value) && (is_merged(other) || !is_passed_on())) return &value;
    for (const Value* item : value.items()) {
      if (const Value* found = below(kItem, *item, nullptr)) return found;
    }
    for (const Entry& entry : value.entries()) {
      const std::string_view key = entry.key->text();
      if (const Value* found = below(key, *entry.value, other == nullptr ? nullptr : other->get(key))) return found;
    }
    return nullptr;
  }

private:
  const Value* below(std::string_view step, const Value& value, const Value* other) {
    path_.push_back(step);
    const Value* found = find(value, other);
    path_.pop_back();
    return found;
  }

  // Globals are merged with maps and lists; any other value stands alone.
  static bool is_merged(const Value* other) {
    return other != nullptr && (other->is_sequence() || (other->is_mapping() && !other->is_intrinsic()));
  }

  bool is_passed_on() const {
    if (path_.empty() || hashed_.all_properties) return false;
    if (hashed_.code && std::ranges::find(kCode, path_[0]) != kCode.end()) return false;
    if (hashed_.name && path_[0] == "FunctionName") return false;
    return std::ranges::any_of(kPassedOn,
                               [&](const PassedOn& place) { return place.type == type_ && begins_with(place.path); });
  }

  bool begins_with(std::string_view place) const {
    for (const std::string_view step : path_) {
      const std::size_t end = place.find('.');
      const std::string_view expected = place.substr(0, end);
      const bool any_key = expected == "*" && step != kItem && !step.starts_with("Fn::");
      if (!any_key && step != expected) return false;
      if (end == std::string_view::npos) return true;
      place.remove_prefix(end + 1);
    }
    return false;
  }

  std::string_view type_;
  Hashed hashed_;
  std::vector<std::string_view> path_;
};

}  // namespace

bool calls_transform(const Value* value) { return value != nullptr && value->has("Fn::Transform"); }

const Value* find_deciding_call(std::string_view type, const Value* properties, const Value* other, Hashed hashed) {
  return properties == nullptr ? nullptr : Search(type, hashed).find(*properties, other);
}

}  // namespace virga
