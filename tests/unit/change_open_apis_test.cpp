// APIs that lose the policy or the network that fenced them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kConditions =
    "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, x], D: !Equals [!Ref P, y]}\n";
const std::string kAddress = "Condition: {IpAddress: {'aws:SourceIp': 203.0.113.0/24}}";
const std::string kUnfenced = "A (AWS::ApiGateway::RestApi) is no longer limited by its resource policy";
const std::string kReached = "A (AWS::ApiGateway::RestApi) can be reached from the internet";

std::string statement(const std::string& members) {
  return "{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'" +
         (members.empty() ? "" : ", " + members) + "}";
}
std::string policy(const std::string& statements) { return "{Statement: [" + statements + "]}"; }
const std::string kFence = policy(statement(kAddress));

// A template with the API A. `others`: resources beside it, each with a comma before.
std::string api(const std::string& properties, const std::string& others = {}) {
  return kConditions + ("Resources: {A: {Type: 'AWS::ApiGateway::RestApi', Properties: {Name: a" +
                        (properties.empty() ? "" : ", " + properties) + "}}" + others + "}\n");
}
std::string method(const std::string& id, const std::string& properties) {
  return ", " + id + ": {Type: 'AWS::ApiGateway::Method', Properties: {RestApiId: !Ref A, ResourceId: r, " +
         properties + "}}";
}
const std::string kOpenMethod = method("M", "HttpMethod: GET, AuthorizationType: NONE");
const std::string kOptions = method("O", "HttpMethod: OPTIONS, AuthorizationType: NONE");

std::vector<std::string> without_policy(const std::string& old_policy, const std::string& others = {}) {
  return opened(api("Policy: " + old_policy, others), api("", others));
}

TEST(ChangeOpenApis, APolicyThatLimitedCallersAndIsGoneIsTold) {
  EXPECT_THAT(without_policy(kFence), ElementsAre(kUnfenced));
  EXPECT_THAT(without_policy(policy(statement("") + ", {Effect: Deny, Principal: '*', Action: '*', Resource: '*', "
                                                    "Condition: {StringNotEquals: {'aws:SourceVpce': vpce-1}}}")),
              ElementsAre(kUnfenced));
  EXPECT_THAT(without_policy(policy("{Effect: Allow, Principal: {AWS: '123456789012'}, Action: '*', Resource: '*'}")),
              ElementsAre(kUnfenced));
  // Everyone could call these.
  EXPECT_THAT(without_policy(policy(statement(""))), IsEmpty());
  EXPECT_THAT(without_policy(policy(statement("Condition: {Bool: {'aws:SecureTransport': 'true'}}"))), IsEmpty());
  EXPECT_THAT(opened(api("Policy: " + kFence), api("Description: b, Policy: " + kFence)), IsEmpty());
  EXPECT_THAT(opened(api(""), api("Policy: " + kFence)), IsEmpty());
}

TEST(ChangeOpenApis, AConditionSaysWhenThePolicyIsGone) {
  const std::string sometimes = "Policy: !If [C, " + kFence + ", !Ref 'AWS::NoValue']";
  EXPECT_THAT(opened(api("Policy: " + kFence), api(sometimes)), ElementsAre(kUnfenced + ", when not C"));
  EXPECT_THAT(opened(api(sometimes), api("")), ElementsAre(kUnfenced + ", when C"));
  EXPECT_THAT(opened(api(sometimes), api("Description: b, " + sometimes)), IsEmpty());
}

TEST(ChangeOpenApis, MethodsWithAuthorizationKeepAnApiClosed) {
  EXPECT_THAT(without_policy(kFence, kOpenMethod), ElementsAre(kUnfenced));
  EXPECT_THAT(without_policy(kFence, method("M", "HttpMethod: GET")), ElementsAre(kUnfenced));
  for (const char* closed : {"AuthorizationType: AWS_IAM", "AuthorizationType: COGNITO_USER_POOLS, AuthorizerId: a",
                             "AuthorizationType: CUSTOM, AuthorizerId: a", "AuthorizationType: !Ref P",
                             "AuthorizationType: NONE, ApiKeyRequired: true"}) {
    const std::string guarded = method("N", std::string("HttpMethod: GET, ") + closed);
    EXPECT_THAT(without_policy(kFence, guarded + kOptions), IsEmpty()) << closed;
    EXPECT_THAT(without_policy(kFence, guarded + kOpenMethod), ElementsAre(kUnfenced)) << closed;
  }
}

TEST(ChangeOpenApis, TheDocumentOfAnApiHasItsPolicyAndItsMethods) {
  const auto document = [](const std::string& operation, const std::string& others = {}) {
    return api("Body: {openapi: 3.0.1, paths: {/x: {get: " + operation + ", options: {responses: {}}}}" +
               (others.empty() ? "" : ", " + others) + "}");
  };
  const std::string fence = "x-amazon-apigateway-policy: " + kFence;
  const std::string open = "{responses: {}}", closed = "{responses: {}, security: [{pool: []}]}";
  EXPECT_THAT(opened(document(open, fence), document(open)), ElementsAre(kUnfenced));
  EXPECT_THAT(opened(document("{security: []}", fence), document("{security: []}", "security: [{pool: []}]")),
              ElementsAre(kUnfenced));
  EXPECT_THAT(opened(document(open, fence), document("{security: [{NONE: []}]}")), ElementsAre(kUnfenced));
  EXPECT_THAT(opened(document(closed, fence), document(closed)), IsEmpty());
  EXPECT_THAT(opened(document(open, fence), document(open, "security: [{pool: []}]")), IsEmpty());
  EXPECT_THAT(opened(document(open, fence), document("{x-amazon-apigateway-auth: {type: AWS_IAM}}")), IsEmpty());
  // What another file says is not known.
  EXPECT_THAT(opened(document(open, fence), api("BodyS3Location: {Bucket: b, Key: k}")), IsEmpty());
  EXPECT_THAT(opened(document(open, fence), api("Body: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: "
                                                "s3://b/k}}}")),
              IsEmpty());
}

TEST(ChangeOpenApis, AnApiThatLeavesItsNetworkIsTold) {
  const auto of_type = [](const std::string& type, const std::string& others = {}) {
    return api("EndpointConfiguration: {Types: [" + type + "]}" + (others.empty() ? "" : ", " + others));
  };
  EXPECT_THAT(opened(of_type("PRIVATE"), of_type("REGIONAL")), ElementsAre(kReached + ": Types is REGIONAL"));
  EXPECT_THAT(opened(of_type("PRIVATE"), of_type("EDGE")), ElementsAre(kReached + ": Types is EDGE"));
  EXPECT_THAT(opened(of_type("PRIVATE"), api("")), ElementsAre(kReached + ": Types is not set"));
  EXPECT_THAT(opened(of_type("PRIVATE"), of_type("!If [C, PRIVATE, REGIONAL]")),
              ElementsAre(kReached + ", when not C: Types is REGIONAL"));
  EXPECT_THAT(opened(of_type("PRIVATE", "Policy: " + kFence), of_type("REGIONAL")),
              ElementsAre(kReached + ": Types is REGIONAL", kUnfenced));
  EXPECT_THAT(opened(of_type("PRIVATE"), of_type("!Ref P")), IsEmpty());
  EXPECT_THAT(opened(of_type("REGIONAL"), of_type("EDGE")), IsEmpty());
  EXPECT_THAT(opened(of_type("REGIONAL"), of_type("PRIVATE")), IsEmpty());
  // A policy limits it still, or nobody can call it.
  EXPECT_THAT(opened(of_type("PRIVATE", "Policy: " + kFence), of_type("REGIONAL", "Policy: " + kFence)), IsEmpty());
  EXPECT_THAT(opened(of_type("PRIVATE", "Policy: " + kFence), of_type("PRIVATE")), IsEmpty());
}

}  // namespace
}  // namespace virga
