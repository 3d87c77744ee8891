// Values of parameters of Parameter Store, and headers that two services share: what of them a comparison hides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/change/render.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string stored(const std::string& id, const std::string& properties, const std::string& value) {
  return "Parameters: {Env: {Type: String, Default: dev}, Key: {Type: String}}\nResources: {" + id +
         ": {Type: AWS::SSM::Parameter, Properties: {Type: String, " + properties + (properties.empty() ? "" : ", ") +
         "Value: '" + value + "'}}}\n";
}

std::vector<std::string> changed(const std::string& id, const std::string& properties, const Values& values = {}) {
  return changes(compare(stored(id, properties, "x1"), stored(id, properties, "x2"), values, values));
}

TEST(ChangeStoredSecrets, WhatIsKnownOfTheNameDecides) {
  for (const char* name :
       {"/app/db/password", "!Sub '/app/${Env}/api-key'", "!Sub '/${AWS::StackName}/db/password'", "/app/tokens",
        "!Join ['/', ['', app, !Ref Env, db_password]]", "!Sub ['/${A}/${B}', {A: !Ref Env, B: client-secret}]",
        "!Sub '/app/password/${Env}'", "!If [C, /app/password, /app/x]"}) {
    EXPECT_THAT(changed("P", std::string("Name: ") + name), ElementsAre(HasSubstr("**** -> ****"))) << name;
  }
  for (const char* name : {"/app/url", "!Sub '/app/${Env}/url'", "!Sub '/${Env}/token-ttl'", "/app/max-tokens",
                           "/auth/user-pool-id", "!Sub '/app/${Env}/secret-arn'", "!Ref Env", "!ImportValue n"}) {
    EXPECT_THAT(changed("P", std::string("Name: ") + name), ElementsAre(HasSubstr("x1 -> x2"))) << name;
  }
  const std::string open = "Name: !Sub '/app/${Key}'";
  EXPECT_THAT(changed("P", open), ElementsAre(HasSubstr("x1 -> x2")));
  EXPECT_THAT(changed("P", open, {{"Key", "db-password"}}), ElementsAre(HasSubstr("**** -> ****")));
}

TEST(ChangeStoredSecrets, TheLogicalIdOrTheDescriptionMaySayIt) {
  for (const char* id : {"DbPassword", "StripeSecretKey", "DbPasswordParameter", "ApiTokenParam"}) {
    EXPECT_THAT(changed(id, ""), ElementsAre(HasSubstr("**** -> ****"))) << id;
  }
  for (const char* id : {"Url", "SecretArnParameter", "PasswordUrlParameter", "TokenTtlParam", "SecretNameParam"}) {
    EXPECT_THAT(changed(id, ""), ElementsAre(HasSubstr("x1 -> x2"))) << id;
  }
  EXPECT_THAT(changed("DbPassword", "Name: /app/db/password-length"), ElementsAre(HasSubstr("x1 -> x2")));
  for (const char* text : {"Database password", "Stripe secret key", "API token."}) {
    EXPECT_THAT(changed("P", std::string("Name: /app/x, Description: ") + text), ElementsAre(HasSubstr("**** -> ****")))
        << text;
  }
  for (const char* text : {"Length of a password", "Database name", "Password policy", "Where to find the password"}) {
    EXPECT_THAT(changed("P", std::string("Name: /app/x, Description: ") + text), ElementsAre(HasSubstr("x1 -> x2")))
        << text;
  }
}

TEST(ChangeStoredSecrets, HeadersThatAnOriginAsksFor) {
  const auto with = [](const std::string& rule, const std::string& sent = "X-Unused") {
    return "Resources:\n  C:\n    Type: AWS::CloudFront::Distribution\n    Properties: {DistributionConfig: {Origins: "
           "[{OriginCustomHeaders: [{HeaderName: " +
           sent + ", HeaderValue: shared-1}]}]}}\n  R: " + rule + "\n";
  };
  const auto asks = [](const std::string& name, const std::string& value) {
    return "{Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {Conditions: [{HttpHeaderConfig: "
           "{HttpHeaderName: " +
           name + ", Values: ['" + value + "']}}]}}";
  };
  const auto matches = [](const std::string& name, const std::string& value) {
    return "{Type: AWS::WAFv2::WebACL, Properties: {Rules: [{Statement: {ByteMatchStatement: {FieldToMatch: "
           "{SingleHeader: {Name: " +
           name + "}}, SearchString: '" + value + "'}}}]}}";
  };
  const auto refers = [](const std::string& key, const std::string& value) {
    return "{Type: AWS::S3::BucketPolicy, Properties: {Bucket: b, PolicyDocument: {Statement: [{Effect: Allow, "
           "Principal: '*', Action: 's3:GetObject', Resource: '*', Condition: {StringLike: {'" +
           key + "': '" + value + "'}}}]}}}";
  };
  for (const char* name : {"X-Custom", "x-cf-x", "X-From-CloudFront", "!Ref AWS::StackName"}) {
    EXPECT_THAT(changes(compare(with(asks(name, "v1")), with(asks(name, "v2")))),
                ElementsAre(HasSubstr("**** -> ****")));
    EXPECT_THAT(changes(compare(with(matches(name, "v1")), with(matches(name, "v2")))),
                ElementsAre(HasSubstr("**** -> ****")));
  }
  for (const char* name :
       {"Host", "User-Agent", "X-Forwarded-Proto", "accept", "Content-Type", "Origin", "Cache-Control", "Referer"}) {
    EXPECT_THAT(changes(compare(with(asks(name, "v1")), with(asks(name, "v2")))), ElementsAre(HasSubstr("v1 -> v2")));
    EXPECT_THAT(changes(compare(with(matches(name, "v1")), with(matches(name, "v2")))),
                ElementsAre(HasSubstr("v1 -> v2")));
    EXPECT_THAT(changes(compare(with(asks(name, "v1"), name), with(asks(name, "v2"), name))),
                ElementsAre(HasSubstr("**** -> ****")));
    EXPECT_THAT(changes(compare(with(asks(name, "shared-1")), with(asks(name, "v2")))),
                ElementsAre(HasSubstr("**** -> ****")));
  }
  const TemplateChange hidden = compare(with(refers("aws:Referer", "word-1")), with(refers("aws:Referer", "word-2")));
  EXPECT_THAT(changes(hidden), ElementsAre(HasSubstr("**** -> ****")));
  EXPECT_THAT(render_change_text(hidden, {}), Not(HasSubstr("word")));
  for (const char* key : {"aws:Referer", "aws:UserAgent"}) {
    EXPECT_THAT(
        changes(compare(with(refers(key, "https://a.example.com/1*")), with(refers(key, "https://a.example.com/2*")))),
        ElementsAre(HasSubstr("/1* -> ")));
  }
  EXPECT_THAT(changes(compare(with(refers("aws:UserAgent", "shared-1")), with(refers("aws:UserAgent", "curl*")))),
              ElementsAre(HasSubstr("**** -> ****")));
}

TEST(ChangeStoredSecrets, PairsAndLoginsOfOtherNames) {
  const auto with = [](const std::string& what) {
    return "Resources: {F: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: "
           "{HttpEndpointDestinationConfiguration: " +
           what + "}}}";
  };
  const auto attribute = [&](const std::string& name, const std::string& value) {
    return with("{RequestConfiguration: {CommonAttributes: [{AttributeName: " + name + ", AttributeValue: " + value +
                "}]}}");
  };
  EXPECT_THAT(changes(compare(attribute("api-token", "x1"), attribute("api-token", "x2"))),
              ElementsAre(HasSubstr("**** -> ****")));
  EXPECT_THAT(changes(compare(attribute("stage", "x1"), attribute("stage", "x2"))), ElementsAre(HasSubstr("x1 -> x2")));
  const auto login = [](const std::string& text) {
    return "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Join ['', ['Basic ', !Base64 '" + text +
           "']]}}}";
  };
  EXPECT_THAT(changes(compare(login("user:pw1"), login("user:pw2"))), Each(Not(HasSubstr("pw1"))));
  const auto key = [](const std::string& name, const std::string& value) {
    return "Resources: {L: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {" + name +
           ": 'base64:" + value + "'}}}}}";
  };
  const std::string bytes = "wJ5XqVbR2mKpT8nYhZ3LdQ7wJ5XqVbR2mKpT8nYhZ3L=";
  EXPECT_THAT(changes(compare(key("APP_KEY", "1" + bytes.substr(1)), key("APP_KEY", "2" + bytes.substr(1)))),
              ElementsAre(HasSubstr("**** -> ****")));
  EXPECT_THAT(changes(compare(key("IMAGE", "abc"), key("IMAGE", "abd"))), ElementsAre(HasSubstr("abc -> ")));
}

}  // namespace
}  // namespace virga
