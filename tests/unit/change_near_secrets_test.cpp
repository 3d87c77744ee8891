// What a comparison shows although a secret is near, and what it hides of scripts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/engine/secret_words.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ChangeNearSecrets, WhatIsSaidOfASecretIsNone) {
  for (const char* name :
       {"AccessTokenValidity", "API_KEY_HEADER", "PASSWORD_RESET_URL", "PasswordResetUri", "ACCESS_TOKEN_TTL",
        "PRIVATE_KEY_ALGORITHM", "PasswordRotation", "API_KEY_COUNT", "PASSWORD_MAX_AGE", "SECRET_KEY_ALIAS"}) {
    EXPECT_FALSE(is_hidden_name(name)) << name;
    EXPECT_FALSE(is_secret_name(name)) << name;
  }
  for (const char* name : {"PasswordAccount", "apikeyheader", "AUTH_HEADER", "WEBHOOK_URL", "SECRET_URL"}) {
    EXPECT_TRUE(is_hidden_name(name)) << name;
  }
  const auto client = [](const std::string& properties) {
    return "Resources: {C: {Type: AWS::Cognito::UserPoolClient, Properties: {" + properties + "}}}";
  };
  EXPECT_THAT(changes(compare(client("TokenValidityUnits: {AccessToken: hours, IdToken: days}"),
                              client("TokenValidityUnits: {AccessToken: minutes, IdToken: hours}"))),
              ElementsAre(HasSubstr("hours -> minutes"), HasSubstr("days -> hours")));
  EXPECT_THAT(
      changes(compare(client("PasswordUrl: 'https://u:abc1@h/a'"), client("PasswordUrl: 'https://u:abc2@h/a'"))),
      ElementsAre(HasSubstr("https://u:****@h/a")));
}

TEST(ChangeNearSecrets, AKeyIsASecretByWhatItIsFor) {
  for (const char* name :
       {"stripekey", "openaikey", "sendgridkey", "masterkey", "encryptionkey", "OPENAI_KEY", "OpenAIKey", "DD_APP_KEY",
        "STRIPE_SK", "NEW_RELIC_KEY", "StripeKey", "SendGridKey", "MY_OPENAI_KEY"}) {
    EXPECT_TRUE(is_hidden_name(name)) << name;
  }
  for (const char* name :
       {"TABLE_KEY", "SORT_KEY", "PARTITION_KEY", "PRIMARY_KEY", "KMS_KEY", "KEY_NAME", "ROUTING_KEY", "CACHE_KEY",
        "OBJECT_KEY", "S3_KEY", "PUBLIC_KEY", "STRIPE_PUBLIC_KEY", "STRIPE_KEY_ID", "SK", "TABLE_SK"}) {
    EXPECT_FALSE(is_hidden_name(name)) << name;
  }
  for (const char* name : {"sortkey", "kmskey", "MasterKey", "EncryptionKey", "AppKey", "key", "KEY", "monkey"}) {
    EXPECT_FALSE(is_hidden_name(name)) << name;
  }
}

TEST(ChangeNearSecrets, AKeyOfATagMaySayOfWhatKindSomethingIs) {
  const auto with = [](const std::string& tags) {
    return "Resources: {B: {Type: AWS::S3::Bucket, Properties: {Tags: " + tags + "}}}";
  };
  const auto list = [&](const std::string& key, const std::string& value) {
    return with("[{Key: " + key + ", Value: " + value + "}]");
  };
  EXPECT_THAT(changes(compare(list("secret", "x1"), list("secret", "x2"))), ElementsAre(HasSubstr("x1 -> x2")));
  EXPECT_THAT(changes(compare(with("{Secret: x1}"), with("{Secret: x2}"))), ElementsAre(HasSubstr("x1 -> x2")));
  for (const std::string key : {"DbPassword", "token", "client-secret"}) {
    EXPECT_THAT(changes(compare(list(key, "x1"), list(key, "x2"))), ElementsAre(HasSubstr("**** -> ****"))) << key;
  }
}

TEST(ChangeNearSecrets, TheNeighborsOfASecretAreShown) {
  const auto with = [](const std::string& settings) {
    return "Resources:\n  T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: a, Image: "
           "b, " +
           settings + "}]}}\n";
  };
  const std::string secret = "{Name: DB_PASSWORD, Value: hunter1}";
  EXPECT_THAT(changes(compare(with("Environment: [" + secret + ", {Name: MODE, Value: fast}]"),
                              with("Environment: [{Name: MODE, Value: slow}]"))),
              ElementsAre(HasSubstr("fast -> slow"), HasSubstr("{Name: DB_PASSWORD, Value: \"****\"}")));
  EXPECT_THAT(changes(compare(with("Environment: [{Name: MODE, Value: fast}]"),
                              with("Environment: [" + secret + ", {Name: MODE, Value: slow}]"))),
              ElementsAre(HasSubstr("DB_PASSWORD, Value: \"****\"}"), HasSubstr("fast -> slow")));
  EXPECT_THAT(changes(compare(with("Environment: [{Name: MODE, Value: fast}, {Name: DB_PASSWORD, Value: hunter1}]"),
                              with("Environment: [{Name: DB_PASSWORD, Value: hunter2}]"))),
              Each(Not(HasSubstr("hunter"))));
}

TEST(ChangeNearSecrets, SettingsAreNoSecretsWhereverTheyAreKept) {
  const auto with = [](const std::string& first, const std::string& second) {
    return "Resources:\n  T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: a, Image: "
           "b, " +
           first + "}, {Name: c, Image: b, " + second + "}]}}\n";
  };
  const auto shown = [&](const std::string& name) {
    const std::string plain = "Environment: [{Name: " + name + ", Value: ";
    return changes(compare(with(plain + "x1}]", plain + "x1}]"),
                           with(plain + "x2}]", "Secrets: [{Name: " + name + ", ValueFrom: /app/x}]")));
  };
  for (const std::string name : {"LOG_LEVEL", "HOST", "DB_PORT", "STAGE", "DB_NAME", "CACHE_TTL", "AWS_REGION"}) {
    EXPECT_THAT(shown(name), Contains(HasSubstr("x1 -> x2"))) << name;
  }
  for (const std::string name : {"DB_USER", "DB_USER_NAME", "NPM", "DATABASE_URL", "CLIENT_ID"}) {
    EXPECT_THAT(shown(name), Each(Not(HasSubstr("x1")))) << name;
  }
}

TEST(ChangeNearSecrets, WhatScriptsTypeReplaceAndCreateIsHidden) {
  for (const char* text :
       {"expect \"assword:\"\nsend \"abc1\\r\"", "expect -re {[Pp]assword}\nsend -- 'abc1\\n'",
        "expect {\n \"*yes/no*\" { send \"yes\\r\" }\n \"*assword:\" { send \"abc1\\r\" }\n}",
        "expect -c \"expect \\\"assword:\\\"; send \\\"abc1\\\\r\\\"\"", "sed -i 's/password_here/abc1/' wp-config.php",
        "sed -e \"s|@HOST@|h|\" -e \"s|__DB_PASSWORD__|abc1|g\" f", "sed -i 's#{{ API_KEY }}#abc1#' f",
        "hudsonRealm.createAccount(\"u\", \"abc1\")", "db.auth('u','abc1')", "server.login(\\\"u\\\", \\\"abc1\\\")",
        "EXEC sp_addlogin 'u', 'abc1', 'db'", "splunk add forward-server h:9997 -auth admin:abc1",
        "splunk edit user admin -password abc1", "keytool -genkey -storepass abc1"}) {
    EXPECT_THAT(without_secrets(text), Not(HasSubstr("abc1"))) << text;
    EXPECT_THAT(without_secrets(text), HasSubstr("****")) << text;
  }
  for (const char* text :
       {"expect \"login:\"\nsend \"abc1\\r\"", "expect \"assword:\"\nexpect \"login:\"\nsend \"abc1\\r\"",
        "Password reset; send \"abc1\"", "expect assword send", "expect assword send \"", "sed -i 's/@HOST@/abc1/' f",
        "sed 's/password_here/$PASSWORD/' f", "sed s/", "used 's/password_here/abc1/'", "createAccount('abc1')",
        "createAccount('u', password)", "describe('u', 'abc1')", "login('u', '", "-auth admin",
        "openssl rsa -pass file:f"}) {
    EXPECT_EQ(without_secrets(text), text);
  }
}

TEST(ChangeNearSecrets, StructuresInsideTexts) {
  const auto hidden = [](std::string text) {
    std::string shown = text;
    for (std::size_t at = shown.find("abc1"); at != std::string::npos; at = shown.find("abc1"))
      shown.replace(at, 4, "****");
    EXPECT_EQ(without_secrets(text), shown);
  };
  hidden(R"([{"name":"DB_PASSWORD","value":"abc1"},{"name":"MODE","value":"fast"}])");
  hidden(R"([{"Value": "abc1", "Name": "API_TOKEN"}])");
  hidden(R"({\"db\":{\"password\":\"abc1\",\"host\":\"h\"}})");
  hidden(R"({\\\"password\\\": \\\"abc1\\\"})");
  hidden(R"([{\"name\":\"DB_PASSWORD\",\"value\":\"abc1\"}])");
  hidden(R"({"config": "{\"password\":\"abc1\"}", "all": ["{\"token\": \"abc1\"}", "x"], "secret": "abc1"})");
  hidden(R"(<add key="DbPassword" value="abc1"/><add key="Mode" value="fast"/>)");
  hidden("<c><password>abc1</password><user>u</user></c>");
  hidden("<p><name>db.password</name><value>abc1</value></p><p><name>mode</name><value>fast</value></p>");
  hidden("<password><![CDATA[abc1]]></password>");
  for (const char* text :
       {R"([{"name":"MODE","value":"a"}])", R"({"name":"PASSWORD_LENGTH","value":"8"})",
        R"(<add key="Mode" value="a"/>)", "<user>a</user>", "a < b && password > c", R"({\"mode\":\"a\"})",
        "<password>${P}</password>", R"([{"name":"DB_PASSWORD"},{"value":"a"}])", "<password/><user>a</user>",
        "{\"a\": \"b", "<a b=\"c"}) {
    EXPECT_EQ(without_secrets(text), text);
  }
}

TEST(ChangeNearSecrets, MoreCommandsThatAreTold) {
  const auto hidden = [](std::string text) {
    std::string shown = text;
    shown.replace(shown.find("abc1"), 4, "****");
    EXPECT_EQ(without_secrets(text), shown);
  };
  hidden("runcmd:\n  - [psql, --password, abc1]\n  - [ls]\n");
  hidden("- [ \"psql\", \"--password\", \"abc1\" ]");
  hidden("- psql\n- --password\n- abc1\n");
  hidden("ConvertTo-SecureString -AsPlainText \"abc1\" -Force");
  hidden("ConvertTo-SecureString -Force -AsPlainText -String 'abc1'");
  hidden("aws ssm put-parameter --name /a/password --value abc1 --type String");
  hidden("aws ssm put-parameter --value abc1 --type SecureString \\\n  --name /a/b");
  hidden("npm config set _auth abc1");
  hidden("npm config set //r.example.com/:_authToken abc1");
  hidden("sonar-scanner -Dsonar.login=abc1 -Dsonar.host.url=h");
  hidden("sonar-scanner -Dsonar.token=abc1");
  hidden("twine upload -u u -p abc1 dist/*");
  hidden("zip -P abc1 a.zip b");
  for (const char* text : {"aws ssm put-parameter --name /a/url --value abc --type String",
                           "npm config set registry https://r.example.com", "wget https://h/a.zip -P /tmp",
                           "[app, --mode, fast]", "[app, --password-file, /run/x]", "[app, --password, $P]",
                           "ConvertTo-SecureString -Key $k -String $s", "- --verbose\n- abc", "twine upload dist/*"}) {
    EXPECT_EQ(without_secrets(text), text);
  }
}

}  // namespace
}  // namespace virga
