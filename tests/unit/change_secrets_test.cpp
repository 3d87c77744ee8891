// Values of parameters that are secrets, which nothing of a comparison shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/change/render.h"
#include "rules/engine/secret_words.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kUses =
    "Resources:\n"
    "  S: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub 'abc-${DbPassword}'}}\n"
    "  J: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Join ['-', [a, !Ref DbPassword]]}}\n"
    "  F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {X: !Ref DbPassword}}}}\n"
    "Outputs: {O: {Value: !Join ['', [a, !Ref DbPassword]]}}\n";

void expect_nothing_shown(const TemplateChange& change) {
  EXPECT_FALSE(change.is_empty());
  for (const std::string& text : {render_change_text(change, {}), changes(change).front()}) {
    EXPECT_THAT(text, Not(HasSubstr("hunter"))) << text;
  }
  for (const ResourceChange& one : change.resources) {
    for (const PropertyChange& property : one.changes) EXPECT_THAT(property.after->json, Not(HasSubstr("hunter")));
  }
}

TEST(ChangeSecrets, TheValueOfASecretParameterIsHiddenWhereverItIsUsed) {
  const auto with = [](const std::string& value) {
    return "Parameters: {DbPassword: {Type: String, Default: " + value + "}}\n" + kUses;
  };
  expect_nothing_shown(compare(with("hunter1"), with("hunter2")));
  expect_nothing_shown(compare(with("a"), with("a"), {{"DbPassword", "hunter1"}}, {{"DbPassword", "hunter2"}}));
}

TEST(ChangeSecrets, AParameterThatIsAllOfASecretIsOne) {
  const auto with = [](const std::string& value) {
    return "Parameters: {P: {Type: String, Default: " + value +
           "}}\nResources:\n  D: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: !Ref P}}\n"
           "  S: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub 'abc-${P}'}}\n";
  };
  expect_nothing_shown(compare(with("hunter1"), with("hunter2")));
}

TEST(ChangeSecrets, PiecesAndEncodedTextsAreReadTogether) {
  const auto with = [](const std::string& list) {
    return "Resources: {I: {Type: AWS::EC2::Instance, Properties: {UserData: !Base64 {'Fn::Join': ['', [" + list +
           "]]}}}}";
  };
  EXPECT_THAT(changes(compare(with("'mysql --password=', abc1"), with("'mysql --password=', abc2"))),
              ElementsAre(Not(HasSubstr("abc"))));
  EXPECT_THAT(changes(compare(with("'export DB_PASSWORD=', abc1, !Ref 'AWS::Region'"),
                              with("'export DB_PASSWORD=', abc2, !Ref 'AWS::Region'"))),
              ElementsAre(Not(HasSubstr("abc"))));
  EXPECT_THAT(changes(compare(with("'echo ', abc1"), with("'echo ', abc2"))), ElementsAre(HasSubstr("abc2")));
  const auto encoded = [](const std::string& text) {
    return "Resources: {L: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {UserData: " + text +
           "}}}}";
  };
  // export DB_PASSWORD=hunter1, export DB_PASSWORD=hunter2
  EXPECT_THAT(changes(compare(encoded("ZXhwb3J0IERCX1BBU1NXT1JEPWh1bnRlcjEK"),
                              encoded("ZXhwb3J0IERCX1BBU1NXT1JEPWh1bnRlcjIK"))),
              ElementsAre(HasSubstr("**** -> ****")));
}

TEST(ChangeSecrets, WhatAHeaderIsComparedWithIsHiddenByItsName) {
  const auto shown = [](const std::string& type, const std::string& properties) {
    const auto with = [&](std::string text, const std::string& secret) {
      text.replace(text.find('%'), 1, secret);
      return one_resource(type, text);
    };
    return changes(compare(with(properties, "abc1"), with(properties, "abc2"))).front();
  };
  for (const char* name : {"X-Secret-Token", "X-Origin-Verify", "x-api-key", "X-Shop-Secret-Header"}) {
    const std::string header = name;
    for (const auto& [type, properties] :
         {std::pair(
              "AWS::ElasticLoadBalancingV2::ListenerRule",
              "Conditions: [{Field: http-header, HttpHeaderConfig: {HttpHeaderName: " + header + ", Values: ['%']}}]"),
          {"AWS::WAFv2::WebACL",
           "Rules: [{Statement: {ByteMatchStatement: {SearchString: '%', FieldToMatch: "
           "{SingleHeader: {Name: " +
               header + "}}}}}]"},
          {"AWS::Events::Connection",
           "AuthParameters: {InvocationHttpParameters: {HeaderParameters: [{Key: " + header + ", Value: '%'}]}}"}}) {
      EXPECT_THAT(shown(type, properties), HasSubstr("**** -> ****")) << type << ' ' << name;
    }
  }
  EXPECT_THAT(shown("AWS::ElasticLoadBalancingV2::ListenerRule",
                    "Conditions: [{HttpHeaderConfig: {HttpHeaderName: User-Agent, Values: ['%']}}]"),
              HasSubstr("abc1 -> abc2"));
}

TEST(ChangeSecrets, NamesAndFormsOfSecrets) {
  for (const char* name : {"DBPASS", "DBPWD", "PGPASS", "PWD_DB", "DB_PW", "ROOTPW", "ENC_KEY", "BASIC_AUTH"}) {
    EXPECT_TRUE(is_hidden_name(name)) << name;
  }
  for (const char* name : {"BYPASS", "COMPASS", "AUTH", "EncKey", "Auth", "OLDPWD_OF_ALL"}) {
    EXPECT_FALSE(is_hidden_name(name)) << name;
  }
  const auto hidden = [](const char* text) { return without_secrets(text); };
  EXPECT_EQ(hidden("SG.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"), "****");
  EXPECT_EQ(hidden("AIzaSyA-abcdefghijklmnopqrstuvwxyz12345"), "****");
  EXPECT_EQ(hidden("https://h/x?a=b&sig=abc&c=d"), "https://h/x?a=b&sig=****&c=d");
  EXPECT_EQ(hidden("sshpass -p abc ssh h"), "sshpass -p **** ssh h");
  EXPECT_EQ(hidden("redis-cli -h x -a abc"), "redis-cli -h x -a ****");
  EXPECT_EQ(hidden("aws configure set aws_secret_access_key abc"), "aws configure set aws_secret_access_key ****");
  EXPECT_EQ(hidden("mysqladmin -u root password 'abc'"), "mysqladmin -u root password '****'");
  for (const char* text : {"mkdir -p abc", "ls -a abc", "aws configure set region abc", "design=abc", "SG.a.b"}) {
    EXPECT_EQ(hidden(text), text);
  }
}

}  // namespace
}  // namespace virga
