// Values of parameters of Parameter Store, and headers that two services share: what of them a comparison hides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace virga
