// What only the update can tell: what macros write, what is selected by open values, and types that nobody knows.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/change/update_behavior.h"
#include "rules/engine/secret_words.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const ResourceChange* find(const TemplateChange& change, std::string_view id) {
  for (const ResourceChange& one : change.resources) {
    if (one.logical_id == id) return &one;
  }
  return nullptr;
}

std::string include(const std::string& file) {
  return "Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://a/" + file + "}}";
}

// A file system whose key is `key`.
std::string file_system(const std::string& key, const std::string& around = {}) {
  return around + "\nResources:\n  F: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true, KmsKeyId: " + key +
         "}}\n";
}

TEST(ChangeUnknown, AMacroInMappingsMayChangeAnyValue) {
  for (const char* mappings :
       {"Mappings: {%}", "Mappings: {M: {%}}", "Mappings: {M: {a: {%}}}", "Mappings: {M: {a: {b: c}, %}}"}) {
    const auto with = [&](const std::string& file) {
      std::string text = mappings;
      text.replace(text.find('%'), 1, include(file));
      return file_system("!FindInMap [M, a, x]", text);
    };
    const TemplateChange change = compare(with("b"), with("c"));
    const ResourceChange* one = find(change, "F");
    ASSERT_NE(one, nullptr) << mappings;
    EXPECT_EQ(one->effect, UpdateEffect::MayReplace) << mappings;
    EXPECT_THAT(losses(change), SizeIs(1)) << mappings;
    ASSERT_THAT(change.resources, SizeIs(2)) << mappings;
    const OpenConsequences& open = change.resources[1].open;
    EXPECT_TRUE(open.replaces && open.removes && open.loses_data) << mappings;
    EXPECT_THAT(change.resources[1].changes[0].note, HasSubstr("macro"));
    EXPECT_TRUE(compare(with("b"), with("b")).is_empty()) << mappings;
  }
}

TEST(ChangeUnknown, AMacroInAParameterOrAnOutputIsAChange) {
  const auto with = [](const std::string& file) {
    return topic(
        "a", "Parameters: {P: {Type: String, " + include(file) + "}}\nOutputs: {O: {Value: x, " + include(file) + "}}");
  };
  const TemplateChange change = compare(with("b"), with("c"));
  EXPECT_NE(find(change, "Parameters/P/Fn::Transform"), nullptr);
  EXPECT_THAT(change.outputs, SizeIs(1));
}

TEST(ChangeUnknown, AMacroBesideOrInsteadOfPropertiesMayReplace) {
  const auto table = [](const std::string& body) {
    return "Resources:\n  T: {Type: AWS::DynamoDB::Table, " + body + "}\n";
  };
  for (const char* body : {"%", "Properties: {%}", "Properties: {TableName: x, %}"}) {
    const auto with = [&](const std::string& file) {
      std::string text = body;
      text.replace(text.find('%'), 1, include(file));
      return table(text);
    };
    const TemplateChange change = compare(with("b"), with("c"));
    ASSERT_THAT(change.resources, SizeIs(1)) << body;
    EXPECT_EQ(replacement_of(change.resources[0].effect), "Conditional") << body;
    EXPECT_THAT(losses(change), SizeIs(1)) << body;
    EXPECT_EQ(change.resources[0].open.removes, body == std::string("%")) << body;
  }
}

TEST(ChangeUnknown, AConditionThatOnlyAMacroOrALoopKnowsMayBecomeFalse) {
  const auto with = [](const std::string& file) {
    return "Conditions: {" + include(file) + "}\nResources:\n  F: {Type: AWS::EFS::FileSystem, Condition: C}\n";
  };
  EXPECT_THAT(losses(compare(with("b"), with("c"))), ElementsAre(HasSubstr("when C becomes false")));
  EXPECT_TRUE(compare(with("b"), with("b")).is_empty());
  const auto loop = [](const std::string& value) {
    return "Transform: AWS::LanguageExtensions\nParameters: {L: {Type: CommaDelimitedList}}\n"
           "Conditions:\n  Fn::ForEach::C: [I, !Ref L, {'Is${I}': !Equals [!Ref I, " +
           value + "]}]\nResources:\n  F: {Type: AWS::EFS::FileSystem, Condition: Isa}\n";
  };
  EXPECT_THAT(losses(compare(loop("a"), loop("b"))), ElementsAre(HasSubstr("when Isa becomes false")));
}

TEST(ChangeUnknown, APropertyThatNobodyKnowsPutsDataAtRisk) {
  const std::string before = "Resources:\n  F: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true";
  EXPECT_THAT(losses(compare(before + "}}", before + ", Bogus: 1}}")), SizeIs(1));
  EXPECT_THAT(
      losses(compare(before + "}, UpdateReplacePolicy: Retain}", before + ", Bogus: 1}, UpdateReplacePolicy: Retain}")),
      IsEmpty());
}

// What the key changes from and to, and when.
std::vector<std::string> key_changes(const std::string& before, const std::string& after, const std::string& around) {
  return changes(compare(file_system(before, around), file_system(after, around)));
}

TEST(ChangeUnknown, AReplacementIsCertainOnlyIfAllValuesDiffer) {
  const std::string around =
      "Parameters: {X: {Type: String}, Y: {Type: String, AllowedValues: [a, b]}}\n"
      "Conditions: {C: !Equals [!Ref X, '0'], D: !Equals [!Ref X, '1']}\n"
      "Mappings: {M: {p: {k: a}, q: {k: b}}, N: {p: {k: a}, q: {k: c}}, O: {p: {k: x}, q: {k: y}}}";
  const std::string path = "F/Properties/KmsKeyId: ";
  EXPECT_THAT(key_changes("!Join ['-', [x, !If [C, a, b]]]", "!Join ['-', [x, !If [C, a, c]]]", around),
              ElementsAre(HasSubstr("[not C]")));
  EXPECT_THAT(key_changes("!Sub ['${V}', {V: !If [C, a, b]}]", "!Sub ['${V}', {V: !If [D, a, b]}]", around), SizeIs(2));
  EXPECT_THAT(key_changes("!Join ['-', [x, !If [C, a, b]]]", "!Join ['-', [y, !If [C, a, b]]]", around),
              ElementsAre(Not(HasSubstr(" [C]"))));
  EXPECT_THAT(key_changes("!Select [!Ref X, [a, b, c]]", "!Select [!Ref X, [a, b, d]]", around),
              ElementsAre(path + "c -> d [X is 2]"));
  EXPECT_THAT(key_changes("!FindInMap [M, !Ref X, k]", "!FindInMap [N, !Ref X, k]", around),
              ElementsAre(path + "b -> c [X is q]"));
  EXPECT_THAT(key_changes("a", "!FindInMap [M, !Ref X, k]", around), SizeIs(1));
  const auto effect = [&](const std::string& before, const std::string& after) {
    const TemplateChange change = compare(file_system(before, around), file_system(after, around));
    return change.resources.empty() ? UpdateEffect::None : change.resources[0].effect;
  };
  EXPECT_EQ(effect("!Join ['-', [x, !If [C, a, b]]]", "!Join ['-', [x, !If [C, a, c]]]"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect("!Join ['-', [x, !If [C, a, b]]]", "!Join ['-', [x, !If [C, c, d]]]"), UpdateEffect::Replace);
  EXPECT_EQ(effect("!Select [!Ref X, [a, b]]", "!Select [!Ref X, [c, d]]"), UpdateEffect::Replace);
  EXPECT_EQ(effect("!FindInMap [M, !Ref X, k]", "!FindInMap [O, !Ref X, k]"), UpdateEffect::Replace);
  EXPECT_EQ(effect("!Join ['', [!Ref Y]]", "a"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect("!Join ['', [!Ref Y]]", "c"), UpdateEffect::Replace);
}

TEST(ChangeUnknown, ADefaultOfALookupDecidesWhereTheKeyIsMissing) {
  const std::string around =
      "Transform: AWS::LanguageExtensions\nParameters: {X: {Type: String}}\nMappings: {M: {p: {k: v}}}";
  EXPECT_THAT(key_changes("!FindInMap [M, !Ref X, k, {DefaultValue: a}]",
                          "!FindInMap [M, !Ref X, k, {DefaultValue: b}]", around),
              ElementsAre("F/Properties/KmsKeyId: a -> b [M has no such key]"));
}

TEST(ChangeUnknown, TypesThatNobodyKnowsMayHoldData) {
  for (const char* type : {"MongoDB::Atlas::Cluster", "My::Mod::X::MODULE"}) {
    const auto with = [&](const std::string& body) { return "Resources:\n  T: {Type: AWS::SNS::Topic}\n" + body; };
    const auto one = [&](const std::string& value) {
      return with(fmt::format("  M: {{Type: '{}', Properties: {{Name: {}}}}}\n", type, value));
    };
    EXPECT_THAT(losses(compare(one("a"), with(""))), ElementsAre(HasSubstr("not known whether it holds data"))) << type;
    EXPECT_THAT(losses(compare(one("a"), one("b"))), SizeIs(1)) << type;
  }
  // That of a custom resource is its provider's matter.
  const TemplateChange custom = compare("Resources: {T: {Type: AWS::SNS::Topic}, D: {Type: Custom::Database}}",
                                        "Resources: {T: {Type: AWS::SNS::Topic}}");
  EXPECT_THAT(losses(custom), IsEmpty());
  EXPECT_THAT(custom.notes, ElementsAre(HasSubstr("its provider decides")));
}

TEST(ChangeUnknown, VolumesAndKeysGoWithWhatTheyWereMadeFor) {
  const std::string rest = "Resources:\n  T: {Type: AWS::SNS::Topic}\n";
  const auto lost = [&](const std::string& resource) {
    return losses(compare(rest + "  R: " + resource, rest)).size();
  };
  const auto instance = [](const std::string& volume) {
    return "{Type: AWS::EC2::Instance, Properties: {BlockDeviceMappings: [{DeviceName: /dev/sdf, " + volume + "}]}}\n";
  };
  EXPECT_EQ(lost(instance("Ebs: {VolumeSize: 1}")), 1U);
  EXPECT_EQ(lost(instance("Ebs: {VolumeSize: 1, DeleteOnTermination: false}")), 0U);
  EXPECT_EQ(lost(instance("VirtualName: ephemeral0")), 0U);
  EXPECT_EQ(lost("{Type: AWS::EC2::KeyPair, Properties: {KeyName: a}}\n"), 1U);
  EXPECT_EQ(lost("{Type: AWS::EC2::KeyPair, Properties: {KeyName: a, PublicKeyMaterial: b}}\n"), 0U);
  EXPECT_EQ(lost("{Type: AWS::QBusiness::Index}\n"), 1U);
  EXPECT_EQ(lost("{Type: AWS::CloudFront::KeyValueStore}\n"), 1U);
}

TEST(ChangeUnknown, ANameThatTellsResourcesApartIsTaken) {
  const auto table = [](const std::string& key) {
    return "Resources:\n  T: {Type: AWS::DynamoDB::GlobalTable, Properties: {TableName: g, KeySchema: "
           "[{AttributeName: " +
           key + ", KeyType: HASH}]}}\n";
  };
  EXPECT_THAT(refusals(compare(table("a"), table("b"))), ElementsAre(HasSubstr("has the name g (TableName)")));
}

TEST(ChangeUnknown, StacksThatAStackSetNoLongerNamesAreDeleted) {
  const auto set = [](const std::string& template_, const std::string& accounts, const std::string& regions) {
    return "Resources:\n  S: {Type: AWS::CloudFormation::StackSet, Properties: {StackSetName: s, " + template_ +
           ", StackInstancesGroup: [{DeploymentTargets: {Accounts: [" + accounts + "]}, Regions: [" + regions +
           "]}]}}\n";
  };
  const std::string table = "TemplateBody: '{\"Resources\": {\"T\": {\"Type\": \"AWS::DynamoDB::Table\"}}}'";
  const std::string queue = "TemplateBody: '{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\"}}}'";
  const std::string away = "TemplateURL: https://x/y";
  const TemplateChange lost = compare(set(table, "'1'", "a, b"), set(table, "'1'", "a"));
  EXPECT_THAT(losses(lost), ElementsAre(HasSubstr("deletes its stacks in b of 1, with the data of T")));
  EXPECT_TRUE(find(lost, "S")->open.removes);
  EXPECT_THAT(losses(compare(set(away, "'1', '2'", "a"), set(away, "'2'", "a"))), ElementsAre(HasSubstr("not known")));
  const TemplateChange empty = compare(set(queue, "'1'", "a, b"), set(queue, "'1'", "a"));
  EXPECT_THAT(losses(empty), IsEmpty());
  EXPECT_TRUE(find(empty, "S")->open.removes);
  // In another order, and one more.
  EXPECT_THAT(losses(compare(set(table, "'1'", "a, b"), set(table, "'1'", "c, b, a"))), IsEmpty());
}

TEST(ChangeUnknown, ManyResourcesUnderNewNamesFindTheirLikes) {
  const auto tables = [](const std::string& prefix) {
    std::string text = "Resources:\n";
    for (int i = 0; i < 300; ++i) {
      text += fmt::format("  {}{}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: t{}, DisplayName: d{}}}}}\n",
                          prefix, i, i, i);
    }
    return text;
  };
  const TemplateChange change = compare(tables("A"), tables("B"));
  for (const ResourceChange& one : change.resources) {
    EXPECT_EQ(one.renamed.substr(1), one.logical_id.substr(1));
  }
}

TEST(ChangeUnknown, SecretsAreHiddenByWhatTheyAreCalled) {
  for (const char* name : {"SecretToken", "Token", "DbPass", "DbPassword", "ENCRYPTION_KEY", "ACCESS_KEY",
                           "CREDENTIALS", "PG_CREDS", "JWT", "REFRESH_TOKENS", "MYSQL_PWD", "GithubToken"}) {
    EXPECT_TRUE(is_hidden_name(name)) << name;
  }
  for (const char* name : {"NextToken", "ClientRequestToken", "ServiceToken", "MAX_TOKENS", "EncryptionKey", "KmsKey",
                           "PartitionKey", "Bypass", "SecretArn", "TokenType", "Compass"}) {
    EXPECT_FALSE(is_hidden_name(name)) << name;
  }
  const auto hidden = [](const char* text) { return without_secrets(text); };
  EXPECT_EQ(hidden("https://h/x?token=abc&a=b"), "https://h/x?token=****&a=b");
  EXPECT_EQ(hidden("Server=x;User Id=y;Password=abc;"), "Server=x;User Id=y;Password=****;");
  EXPECT_EQ(hidden("Authorization: Basic dXNlcjp4"), "Authorization: Basic ****");
  EXPECT_EQ(hidden(R"({"user": "a", "password": "b c"})"), R"({"user": "a", "password": "****"})");
  EXPECT_EQ(hidden("curl -u bob:abc http://x"), "curl -u bob:**** http://x");
  EXPECT_EQ(hidden("run --password=abc --token def x"), "run --password=**** --token **** x");
  EXPECT_EQ(hidden("export DB_PASSWORD=abc\necho"), "export DB_PASSWORD=****\necho");
  EXPECT_EQ(hidden("password: abc\nuser: x"), "password: ****\nuser: x");
  EXPECT_EQ(hidden("mysqldump -uroot -pabc db"), "mysqldump -uroot -p**** db");
  EXPECT_EQ(hidden("https://hooks.slack.com/services/T0/B0/abc"), "https://hooks.slack.com/services/****");
  EXPECT_EQ(hidden("Basic dXNlcjp4eXo="), "Basic ****");
  EXPECT_EQ(hidden("Bearer abcdefgh"), "Bearer ****");
  for (const char* text : {"mkdir -parents x", "ls; ssh -p22 host", "mysql -p", "Basic authentication",
                           "Bearer of news", "https://hooks.slack.com/services/${Path}"}) {
    EXPECT_EQ(hidden(text), text);
  }
  for (const char* text : {"Password=${Password};", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db",
                           "{{resolve:secretsmanager:a:SecretString:password}}", "The password: at least 8 characters",
                           "docker run -u 1000:1000 x", "login --password-stdin host", "a == token ? b : c"}) {
    EXPECT_EQ(hidden(text), text);
  }
}

TEST(ChangeUnknown, NothingOfASecretParameterIsShown) {
  const auto with = [](const std::string& value) {
    return topic("a", "Parameters:\n  P: {Type: String, NoEcho: true, AllowedPattern: pat" + value +
                          ", AllowedValues: [val" + value + "]}\n  Token: {Type: String, Default: def" + value +
                          "}\nOutputs: {DbPassword: {Value: out" + value + "}}");
  };
  const TemplateChange change = compare(with("1"), with("2"));
  EXPECT_THAT(change.parameters, SizeIs(3));
  for (const std::vector<DeclarationChange>& list : {change.parameters, change.outputs}) {
    for (const DeclarationChange& one : list) {
      EXPECT_THAT(one.after->text, Not(HasSubstr("2"))) << one.name << one.what;
      EXPECT_THAT(one.before->json, Not(HasSubstr("1"))) << one.name << one.what;
    }
  }
}

}  // namespace
}  // namespace virga
