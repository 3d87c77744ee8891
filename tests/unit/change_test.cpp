// The effects of updates: cases that the golden tests of `virga diff` do not cover.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "compiler/change/compare_templates.h"
#include "compiler/change/render.h"
#include "compiler/change/stack_policy.h"
#include "compiler/emit/emit.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(Change, TheSameSaidOtherwiseIsNoChange) {
  EXPECT_TRUE(compare(topic("!Sub '${T}-${!x}'"), topic("{'Fn::Sub': '${T}-${!x}'}")).is_empty());
  EXPECT_TRUE(compare(topic("!GetAtt T.TopicName"), topic("{'Fn::GetAtt': T.TopicName}")).is_empty());
  EXPECT_TRUE(compare(topic("'10'"), topic("10")).is_empty());
  EXPECT_TRUE(compare(topic("'true'"), topic("true")).is_empty());
  EXPECT_TRUE(compare(topic("!Join ['-', [a, b]]"), topic("a-b")).is_empty());
  EXPECT_TRUE(
      compare("Resources: {T: {Type: AWS::SNS::Topic}}", "Resources: {T: {Type: AWS::SNS::Topic, Properties: {}}}")
          .is_empty());
  EXPECT_TRUE(compare("Resources: {T: {Type: AWS::SNS::Topic, DependsOn: [A, B]}, A: {Type: X::Y}, B: {Type: X::Y}}",
                      "Resources: {T: {Type: AWS::SNS::Topic, DependsOn: [B, A]}, A: {Type: X::Y}, B: {Type: X::Y}}")
                  .is_empty());
}

TEST(Change, KeysNamedTransformAreProperties) {
  const auto with = [](const char* name) {
    return std::string("Resources: {C: {Type: 'Custom::X', Properties: {ServiceToken: a, Transform: {Name: ") + name +
           "}}}}";
  };
  EXPECT_THAT(changes(compare(with("a"), with("b"))), ElementsAre(HasSubstr("C/Properties/Transform/Name: a -> b")));
}

TEST(Change, TextThatOnlyLooksAlikeIsAChange) {
  // Account IDs.
  EXPECT_THAT(changes(compare(topic("'012345678901'"), topic("'12345678901'"))), SizeIs(1));
  EXPECT_THAT(changes(compare(topic("!Ref P", kParameters), topic("!Ref Q", kParameters))),
              ElementsAre("T/Properties/DisplayName: !Ref P -> !Ref Q [its value differs]"));
}

TEST(Change, ValuesOfParameters) {
  const std::string text = topic("!Sub 'x-${P}'", kParameters);
  EXPECT_TRUE(compare(text, text, {{"P", "b"}}, {{"P", "b"}}).is_empty());
  EXPECT_THAT(changes(compare(text, text, {{"P", "b"}}, {{"P", "c"}})),
              ElementsAre("T/Properties/DisplayName: x-b -> x-c"));
  // The old stack had the Default.
  EXPECT_THAT(changes(compare(text, text, {}, {{"P", "c"}})), SizeIs(1));
  EXPECT_TRUE(compare(text, text, {}, {{"P", "a"}}).is_empty());
}

TEST(Change, ConditionsThatCannotHoldTogetherAreNotCompared) {
  const std::string conditions =
      std::string(kParameters) + "Conditions:\n  IsA: !Equals [!Ref P, a]\n  IsB: !Equals [!Ref P, b]\n";
  // If both IsA and IsB hold, the value differs.
  EXPECT_THAT(
      changes(compare(topic("!If [IsA, !If [IsB, x, y], z]", conditions), topic("!If [IsA, y, z]", conditions))),
      IsEmpty());
  EXPECT_THAT(changes(compare(topic("!If [IsA, x, z]", conditions), topic("!If [IsB, x, z]", conditions))),
              ElementsAre("T/Properties/DisplayName: x -> z [IsA and not IsB]",
                          "T/Properties/DisplayName: z -> x [not IsA and IsB]"));
}

TEST(Change, NoValueIsNothing) {
  const std::string conditions = std::string(kParameters) + "Conditions: {IsA: !Equals [!Ref P, a]}\n";
  EXPECT_THAT(changes(compare(topic("!If [IsA, x, !Ref AWS::NoValue]", conditions), topic("x", conditions))),
              ElementsAre("T/Properties/DisplayName: nothing -> x [not IsA]"));
}

TEST(Change, ItemsOfListsAreFoundByTheirNames) {
  const auto tags = [](const std::string& list) {
    return "Resources: {T: {Type: AWS::SNS::Topic, Properties: {Tags: [" + list + "]}}}";
  };
  EXPECT_THAT(changes(compare(tags("{Key: a, Value: 1}, {Key: b, Value: 2}, {Key: c, Value: 3}"),
                              tags("{Key: z, Value: 0}, {Key: a, Value: 1}, {Key: c, Value: 4}"))),
              ElementsAre("T/Properties/Tags/0: nothing -> {Key: z, Value: 0}",
                          "T/Properties/Tags/1: {Key: b, Value: 2} -> nothing", "T/Properties/Tags/2/Value: 3 -> 4"));
  EXPECT_THAT(
      changes(compare(tags("{Key: a, Value: 1}, {Key: b, Value: 2}"), tags("{Key: b, Value: 2}, {Key: a, Value: 1}"))),
      SizeIs(1));
}

TEST(Change, ChainsOfReplacementsAreFollowedAndNamed) {
  const std::string text = R"(
Resources:
  Network: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Network, CidrBlock: 10.0.1.0/24}}
  Server: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, UserData: {Fn::Base64: !Sub 'x ${Subnet.CidrBlock}'}}}
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt Server.PrivateIp}}
)";
  std::string other = text;
  other.replace(other.find("10.0.0.0/16"), 11, "10.9.0.0/16");
  const TemplateChange change = compare(text, other);
  ASSERT_THAT(change.resources, SizeIs(4));
  EXPECT_EQ(change.resources[0].effect, UpdateEffect::Replace);
  EXPECT_EQ(change.resources[1].effect, UpdateEffect::MayReplace);
  EXPECT_THAT(change.resources[1].steps, ElementsAre("Network -> Subnet.VpcId"));
  EXPECT_EQ(change.resources[2].effect, UpdateEffect::MayReplace);
  EXPECT_THAT(change.resources[2].steps, ElementsAre("Network -> Subnet.VpcId", "Subnet -> Server.SubnetId"));
  EXPECT_EQ(change.resources[3].effect, UpdateEffect::NoInterruption);
  EXPECT_EQ(change.resources[3].changes[0].causing_entity, "Server.PrivateIp");
  EXPECT_EQ(change.resources[3].changes[0].source, ChangeSource::ResourceAttribute);
  EXPECT_TRUE(change.resources[3].changes[0].is_dynamic);
  // In JSON, resources that are only updated in place as a consequence are listed separately.
  const auto json = nlohmann::json::parse(render_change_json(std::span(&change, 1)));
  EXPECT_EQ(json["Changes"].size(), 3U);
  EXPECT_EQ(json["DependentChanges"].size(), 1U);
  EXPECT_EQ(json["Changes"][1]["ResourceChange"]["Replacement"], "Conditional");
  EXPECT_EQ(json["Changes"][1]["ResourceChange"]["Details"][0]["Evaluation"], "Dynamic");
}

TEST(Change, CirclesOfReplacementsEnd) {
  const std::string text = R"(
Resources:
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B, CidrBlock: 10.0.1.0/24}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.0.2.0/24}}
)";
  std::string other = text;
  other.replace(other.find("10.0.1.0"), 8, "10.0.3.0");
  EXPECT_THAT(compare(text, other).resources, SizeIs(2));
}

TEST(Change, RenamedIdsArePaired) {
  const TemplateChange change = compare(
      "Resources: {A: {Type: AWS::SQS::Queue, DeletionPolicy: Retain, Properties: {DelaySeconds: 1, VisibilityTimeout: "
      "2}}}",
      "Resources: {B: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1, VisibilityTimeout: 2}}, "
      "C: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: k}}}");
  ASSERT_THAT(change.resources, SizeIs(3));
  EXPECT_EQ(change.resources[0].renamed, "A");
  EXPECT_EQ(change.resources[1].renamed, "");
  EXPECT_EQ(change.resources[2].renamed, "B");
}

TEST(Change, AnIdThatIsWrittenTwiceIsComparedTwice) {
  const auto twice = [](const std::string& second) {
    return "Resources:\n  T: {Type: AWS::SNS::Topic}\n  T: {Type: AWS::SQS::Queue, Properties: {QueueName: " + second +
           "}}\n";
  };
  EXPECT_TRUE(compare(twice("a"), twice("a")).is_empty());
  EXPECT_THAT(changes(compare(twice("a"), twice("b"))), ElementsAre("T/Properties/QueueName: a -> b"));
}

TEST(Change, NoEchoValuesAreNeverShown) {
  const std::string text = topic("!Sub 'x-${S}'", "Parameters:\n  S: {Type: String, NoEcho: true, Default: hunter2}\n");
  std::string other = text;
  other.replace(other.find("hunter2"), 7, "hunter3");
  for (const auto& [old_values, new_values] :
       {std::pair<Values, Values>{{}, {}}, std::pair<Values, Values>{{{"S", "hunter4"}}, {{"S", "hunter5"}}}}) {
    const TemplateChange change = compare(text, other, old_values, new_values);
    EXPECT_FALSE(change.is_empty());
    const std::span<const TemplateChange> all(&change, 1);
    EXPECT_THAT(render_change_text(change, {}), Not(HasSubstr("hunter")));
    EXPECT_THAT(render_change_json(all), Not(HasSubstr("hunter")));
    EXPECT_THAT(render_change_markdown(all), Not(HasSubstr("hunter")));
    EXPECT_THAT(render_change_github(all), Not(HasSubstr("hunter")));
  }
}

TEST(Change, SecretsByTheirNameOrFormAreNeverShown) {
  const auto shown = [](const std::string& before, const std::string& after) {
    const TemplateChange change = compare(before, after);
    EXPECT_FALSE(change.is_empty());
    return render_change_text(change, {}) + render_change_json(std::span(&change, 1)) +
           render_change_markdown(std::span(&change, 1));
  };
  const auto never = [&](const std::string& type, const std::string& property) {
    const auto text = [&](const std::string& secret, const std::string& around = {}) {
      std::string written = property;
      written.replace(written.find("SECRET"), 6, secret);
      return around + "Resources: {R: {Type: " + type + ", Properties: {" + written + "}}}";
    };
    const std::string parameters = "Parameters: {P: {Type: String, Default: hunter5}}\n";
    EXPECT_THAT(shown(text("hunter2"), text("hunter3")), Not(HasSubstr("hunter"))) << property;
    EXPECT_THAT(shown(text("!Sub 'hunter2-${AWS::Region}'"), text("!Ref P", parameters)), Not(HasSubstr("hunter")))
        << property;
    EXPECT_THAT(shown("{}", text("hunter2")) + shown(text("hunter2"), "Resources: {R: {Type: " + type + "}}"),
                Not(HasSubstr("hunter")))
        << property;
  };
  never("AWS::RDS::DBInstance", "MasterUserPassword: SECRET");
  never("AWS::SecretsManager::Secret", "SecretString: SECRET");
  never("AWS::ElastiCache::ReplicationGroup", "AuthToken: SECRET");
  never("AWS::ApiGateway::ApiKey", "Value: SECRET");
  never("AWS::Lambda::Function", "Environment: {Variables: {DB_PASSWORD: SECRET}}");
  never("AWS::ECS::TaskDefinition", "ContainerDefinitions: [{Name: a, Environment: [{Name: API_KEY, Value: SECRET}]}]");
  never("AWS::Lambda::Function", "Environment: {Variables: {GITHUB_TOKEN: SECRET}}");
  never("AWS::ECS::TaskDefinition", "ContainerDefinitions: [{Name: a, Command: [mysqld, --password, SECRET]}]");
  never("AWS::ECS::TaskDefinition", "ContainerDefinitions: [{Name: a, Command: [x, --db-password, SECRET, -v]}]");
  never("AWS::CloudFront::Distribution",
        "DistributionConfig: {Origins: [{Id: a, OriginCustomHeaders: [{HeaderName: X-Own, HeaderValue: SECRET}]}]}");
  const auto command = [](const std::string& arguments) {
    return "Resources: {R: {Type: AWS::Batch::JobDefinition, Properties: {ContainerProperties: {Command: [" +
           arguments + "]}}}}";
  };
  EXPECT_THAT(shown(command("curl, -u, 'a:hunter2', x"), command("curl, -u, 'a:hunter3', x")),
              Not(HasSubstr("hunter")));
  EXPECT_THAT(
      shown(command("x, --password-file, /a, --token, --all"), command("x, --password-file, /b, --token, --new")),
      AllOf(HasSubstr("/a"), HasSubstr("--new")));
  const std::string token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
  EXPECT_THAT(shown(topic("x"), topic("'curl -H " + token + " y'")),
              AllOf(Not(HasSubstr("abcdef")), HasSubstr("curl")));
  EXPECT_THAT(shown("Parameters: {DbPassword: {Type: String, Default: hunter2}}\n" + topic("x"),
                    "Parameters: {DbPassword: {Type: String, Default: hunter3}}\n" + topic("x")),
              Not(HasSubstr("hunter")));
  EXPECT_THAT(shown(topic("'https://u:hunter2@host/x'"), topic("'https://u:hunter3@host/x'")),
              AllOf(Not(HasSubstr("hunter")), HasSubstr("https://u:****@host/x")));
  // What names a secret is none.
  const auto database = [](const std::string& value) {
    return "Resources: {R: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: '" + value + "'}}}";
  };
  EXPECT_THAT(shown(database("{{resolve:secretsmanager:a}}"), database("{{resolve:secretsmanager:b}}")),
              HasSubstr("{{resolve:secretsmanager:a}}"));
}

TEST(Change, MarkdownStaysInItsCells) {
  const TemplateChange change = compare(topic("'a'"), topic("'`|` <b> *x*\\n| c |'"));
  const std::string text = render_change_markdown(std::span(&change, 1));
  EXPECT_THAT(text, HasSubstr("`` `\\|` <b> *x*"));
}

// https://docs.github.com/en/rest/issues/comments
TEST(Change, MarkdownFitsAComment) {
  constexpr std::size_t kMost = 65'536;
  const auto queues = [](int count, const std::string& name, const std::string& more) {
    std::string text = "Resources:\n  T: {Type: AWS::DynamoDB::Table, Properties: {TableName: " + name + "}}\n";
    for (int i = 0; i < count; ++i) {
      text += "  Q" + std::to_string(i) + ": {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1" + more + "}}\n";
    }
    return text;
  };
  const auto markdown = [&](int count, const std::string& more) {
    const TemplateChange change = compare(queues(count, "a", ""), queues(count, "b", more));
    std::string text = render_change_markdown(std::span(&change, 1));
    EXPECT_LE(text.size(), kMost) << count;
    EXPECT_THAT(text, HasSubstr("T (AWS::DynamoDB::Table) is replaced")) << count;
    return text;
  };
  EXPECT_THAT(markdown(10, ", VisibilityTimeout: 1"), Not(HasSubstr("Left out")));
  const std::string properties = markdown(400, ", VisibilityTimeout: 1, ReceiveMessageWaitTimeSeconds: 1");
  const auto count = [](const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  const std::size_t shown = count(properties, "\n| `Q");
  EXPECT_GT(shown, 100);
  EXPECT_LT(shown, 800);
  EXPECT_THAT(properties, HasSubstr("Left out, because GitHub takes no comment of more than 65536 characters: " +
                                    std::to_string(800 - shown) + " property changes."));
  EXPECT_THAT(properties, HasSubstr("`T.TableName`"));
  EXPECT_THAT(properties, HasSubstr("`Q399`"));
  EXPECT_THAT(markdown(3000, ", VisibilityTimeout: 1"), HasSubstr(" resources, 3000 property changes"));
  // What hurts least goes first: 400 tables without a protection hide no replacement, and none of them goes for a
  // property.
  const auto tables = [&](const std::string& name, const std::string& more) {
    std::string text = queues(1, name, "");
    for (int i = 0; i < 400; ++i) {
      text += "  R" + std::to_string(i) + ": {Type: AWS::DynamoDB::Table, Properties: {BillingMode: PAY_PER_REQUEST, " +
              more + "}}\n";
    }
    return text;
  };
  const TemplateChange unprotected =
      compare(tables("a", "DeletionProtectionEnabled: true"), tables("b", "DeletionProtectionEnabled: false"));
  const std::string protections = render_change_markdown(std::span(&unprotected, 1));
  EXPECT_LE(protections.size(), kMost);
  EXPECT_GT(protections.size(), kMost - 2'000);
  EXPECT_EQ(count(protections, "is no longer protected"), 400);
  EXPECT_THAT(protections, HasSubstr("T (AWS::DynamoDB::Table) is replaced"));
  EXPECT_THAT(protections, HasSubstr("| `±` | `T` |"));
  EXPECT_THAT(protections, HasSubstr("`T.TableName`"));
  EXPECT_THAT(protections, HasSubstr("| `~` | `R399` |"));
  // Where only risks are left, those that fit.
  const std::string risks = markdown(1000, ", FifoQueue: true");
  EXPECT_THAT(risks, HasSubstr(" of \"Data at risk\""));
  EXPECT_THAT(risks, HasSubstr("**Data at risk**"));
  std::vector<TemplateChange> many(5000, compare(topic("a"), topic("b")));
  many.push_back(compare(queues(1, "a", ""), queues(1, "b", "")));
  const std::string all = render_change_markdown(many);
  EXPECT_LE(all.size(), kMost);
  EXPECT_THAT(all, HasSubstr("T (AWS::DynamoDB::Table) is replaced"));
  EXPECT_THAT(all, HasSubstr(" templates"));
  const std::vector<std::string> faults(5000,
                                        "a/broken.yaml:1:1: a template must be a map of sections, such as Resources");
  EXPECT_LE(render_change_markdown(many, {faults, {}}).size(), kMost);
}

TEST(Change, ManyConditionsAreBounded) {
  std::string conditions = "Parameters: {P: {Type: String}}\nConditions:\n";
  std::string value = "x", other = "y";
  for (int i = 0; i < 60; ++i) {
    const std::string name = "C" + std::to_string(i);
    conditions += "  " + name + ": !Equals [!Ref P, '" + name + "']\n";
    value = "!If [" + name + ", [" + value + "], [" + value.substr(0, 200) + "]]";
    if (value.size() > 4000) value = "!If [" + name + ", x, z]";
    other = "!If [" + name + ", y, " + other + "]";
  }
  EXPECT_FALSE(compare(topic(value, conditions), topic(other, conditions)).is_empty());
}

TEST(StackPolicies, WhatNothingAllowsIsDenied) {
  const auto denied = [](const std::string& statements) {
    TemplateChange change = compare(topic("a"), topic("b"));
    const Result<StackPolicy> policy =
        StackPolicy::parse(std::make_shared<const SourceFile>("policy.json", R"({"Statement": [)" + statements + "]}"));
    EXPECT_TRUE(policy.ok()) << policy.message();
    if (policy) policy->judge(change);
    return change.risks.size();
  };
  EXPECT_EQ(denied(R"({"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"})"), 0U);
  EXPECT_EQ(denied(R"({"Effect": "Allow", "Action": "Update:Delete", "Principal": "*", "Resource": "*"})"), 1U);
  EXPECT_EQ(
      denied(R"({"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "LogicalResourceId/S*"})"), 1U);
  EXPECT_EQ(
      denied(R"({"Effect": "Allow", "Action": "Update:*", "Principal": "*", "NotResource": "LogicalResourceId/S*"})"),
      0U);
  EXPECT_EQ(denied(R"({"Effect": "Allow", "NotAction": "Update:Delete", "Principal": "*", "Resource": "*"},
                      {"Effect": "Deny", "Action": "Update:Modify", "Principal": "*", "Resource": "*",
                       "Condition": {"StringEquals": {"ResourceType": "AWS::SNS::Topic"}}})"),
            1U);
}

TEST(Change, WhatMayBeReplacedIsEitherModifiedOrReplaced) {
  const auto denied = [](const std::string& type, const std::string& property, const std::string& actions) {
    const auto with = [&](const std::string& value) { return one_resource(type, property + ": " + value); };
    TemplateChange change = compare(with("a"), with("b"));
    const Result<StackPolicy> policy = StackPolicy::parse(std::make_shared<const SourceFile>(
        "p.json",
        R"({"Statement": [{"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
{"Effect": "Deny", "Action": )" +
            actions + R"(, "Principal": "*", "Resource": "*"}]})"));
    EXPECT_TRUE(policy.ok()) << policy.message();
    if (policy) policy->judge(change);
    return messages(change, RiskKind::Denied);
  };
  const auto may_be_replaced = [&](const std::string& actions) {
    return denied("AWS::EC2::Instance", "UserData", actions);
  };
  EXPECT_THAT(may_be_replaced(R"("Update:Modify")"),
              ElementsAre(AllOf(HasSubstr("Update:Modify of "), HasSubstr(" may be denied (p.json:2:1)"))));
  EXPECT_THAT(may_be_replaced(R"("Update:Replace")"),
              ElementsAre(AllOf(HasSubstr("Update:Replace of "), HasSubstr(" may be denied (p.json:2:1)"))));
  EXPECT_THAT(
      may_be_replaced(R"(["Update:Modify", "Update:Replace"])"),
      ElementsAre(AllOf(HasSubstr("Update:Modify or Update:Replace of "), HasSubstr(" is denied (p.json:2:1)"))));
  EXPECT_THAT(may_be_replaced(R"("Update:Delete")"), IsEmpty());
  // Nobody knows whether this one is.
  EXPECT_THAT(denied("X::Y::Z", "P", R"("Update:Replace")"), ElementsAre(HasSubstr(" may be denied (p.json:2:1)")));
  EXPECT_THAT(denied("AWS::SNS::Topic", "TopicName", R"("Update:Modify")"), IsEmpty());
  EXPECT_THAT(denied("AWS::SNS::Topic", "DisplayName", R"("Update:Replace")"), IsEmpty());
}

TEST(Change, TheDescriptionOfAnOutputIsCompared) {
  const auto with = [](const std::string& text) {
    return "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: !Ref T, Description: " + text + "}}";
  };
  const TemplateChange change = compare(with("a"), with("b"));
  ASSERT_EQ(change.outputs.size(), 1U);
  EXPECT_EQ(change.outputs.front().what, "Description");
}

}  // namespace
}  // namespace virga
