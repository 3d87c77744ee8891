// Which values of a comparison are the same, which items belong together, and what follows from a change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/change/comparison.h"
#include "compiler/change/render.h"
#include "compiler/change/update_behavior.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// `!Join` and `!Sub` of the same parts are the same text, wherever they stand.
TEST(Change, TextHasOneNormalForm) {
  const auto is_same = [](const std::string& before, const std::string& after) {
    const bool one = compare(topic(before, kParameters), topic(after, kParameters)).is_empty();
    EXPECT_EQ(one, compare(topic(after, kParameters), topic(before, kParameters)).is_empty());
    return one;
  };
  EXPECT_TRUE(is_same("!Join ['', [!Ref P, '-q']]", "!Sub '${P}-q'"));
  EXPECT_TRUE(is_same("!Join ['-', [a, b, !Ref P, !GetAtt T.TopicName]]", "!Sub 'a-b-${P}-${T.TopicName}'"));
  EXPECT_TRUE(is_same("!Join [':', [!Join ['/', [a, !Ref Q]], !Sub 'x${P}']]", "!Sub ['a/${V}:x${P}', {V: !Ref Q}]"));
  EXPECT_TRUE(is_same("!Sub '${AWS::Region}'", "!Ref AWS::Region"));
  EXPECT_TRUE(is_same("!Sub '${T.TopicName}'", "!GetAtt [T, TopicName]"));
  EXPECT_TRUE(is_same("!Join ['', [!Ref P]]", "!Ref P"));
  EXPECT_TRUE(is_same("!Join ['', [{'Fn::Base64': !Sub '${P}'}, x]]", "!Sub ['${B}x', {B: {'Fn::Base64': !Ref P}}]"));
  EXPECT_TRUE(is_same("!Sub '${!P}'", "'${P}'"));
  EXPECT_FALSE(is_same("!Join ['-', [!Ref P, q]]", "!Sub '${P}q'"));
  EXPECT_FALSE(is_same("!Sub '${P}'", "!Sub '${Q}'"));
  EXPECT_FALSE(is_same("!Sub '${!P}'", "!Ref P"));
  EXPECT_FALSE(is_same("!Join [!Ref P, [a, b]]", "!Join [!Ref Q, [a, b]]"));
  // AWS::NoValue takes its delimiter along.
  EXPECT_FALSE(is_same("!Join ['-', [!Ref P, !Ref AWS::NoValue]]", "!Sub '${P}-${AWS::NoValue}'"));
  // Texts that grow with every variable end somewhere.
  std::string many = "x";
  for (int i = 0; i < 40; ++i) many = "!Sub ['${V}${V}', {V: " + many + "}]";
  EXPECT_TRUE(is_same(many, many));
}

TEST(Change, StatementsThatSayTheSameOtherwiseAreNotListed) {
  const auto policy = [](const std::string& name, const std::string& bucket) {
    return std::string(kParameters) + "Resources:\n  P: {Type: AWS::IAM::Policy, Properties: {PolicyName: " + name +
           ", PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: " + bucket + "}]}}}\n";
  };
  const std::string join = "!Join ['', ['arn:aws:s3:::', !Ref P]]";
  EXPECT_THAT(compare(policy("a", join), policy("b", "!Sub 'arn:aws:s3:::${P}'")).statements, IsEmpty());
  EXPECT_THAT(compare(policy("a", join), policy("b", "!Sub 'arn:aws:s3:::${Q}'")).statements, SizeIs(2));
}

TEST(Change, AParameterUnderAnotherNameWithItsValueIsNoChangeOfResources) {
  const auto named = [](const std::string& name, const std::string& more) {
    return "Parameters: {" + name + ": {Type: String" + more + "}}\nConditions: {C: !Equals [!Ref " + name +
           ", prod]}\nResources:\n  Q: {Type: AWS::SQS::Queue, Condition: C, Properties: {QueueName: !Sub '${" + name +
           "}-q'}}\n";
  };
  const TemplateChange same = compare(named("Env", ", Default: dev"), named("Stage", ", Default: dev"));
  EXPECT_THAT(same.resources, IsEmpty());
  EXPECT_THAT(same.parameters, SizeIs(2));
  EXPECT_THAT(compare(named("Env", ""), named("Stage", ""), {{"Env", "prod"}}, {{"Stage", "prod"}}).resources,
              IsEmpty());
  EXPECT_THAT(compare(named("Env", ", Default: dev"), named("Stage", ", Default: prod")).resources, Not(IsEmpty()));
  EXPECT_THAT(compare(named("Env", ""), named("Stage", "")).resources, Not(IsEmpty()));
}

// An Fn::If in what names an item, or around the item, keeps its condition.
TEST(Change, ItemsThatChooseTheirNameArePairedWithWhatTheyChoose) {
  const auto table = [](const std::string& keys) {
    return std::string(kParameters) +
           "Conditions: {C: !Equals [!Ref P, a]}\nResources: {T: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: "
           "[" +
           keys + "]}}}";
  };
  const std::string range = ", {AttributeName: r, KeyType: RANGE}";
  const std::string choice = "{AttributeName: !If [C, id, key], KeyType: HASH}";
  EXPECT_THAT(changes(compare(table("{AttributeName: id, KeyType: HASH}" + range), table(choice + range))),
              ElementsAre("T/Properties/KeySchema/0/AttributeName: id -> key [not C]"));
  EXPECT_THAT(changes(compare(table(choice + range), table("{AttributeName: other, KeyType: HASH}" + range))),
              ElementsAre("T/Properties/KeySchema/0/AttributeName: id -> other [C]",
                          "T/Properties/KeySchema/0/AttributeName: key -> other [not C]"));
  EXPECT_THAT(changes(compare(table("!If [C, {AttributeName: id}, !Ref AWS::NoValue]" + range),
                              table("{AttributeName: id}" + range))),
              ElementsAre("T/Properties/KeySchema/0: nothing -> {AttributeName: id} [not C]"));
  EXPECT_EQ(compare(table("{AttributeName: id}"), table("{AttributeName: !If [C, id, key]}")).resources[0].effect,
            UpdateEffect::MayReplace);
}

TEST(Change, LoopsOverUnknownItemsAreComparedByTheirBodies) {
  const auto loop = [](const std::string& id, const std::string& list, const std::string& key, const std::string& type,
                       const std::string& value) {
    return "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList}, Others: {Type: "
           "CommaDelimitedList}}\nResources:\n  T: {Type: AWS::SNS::Topic}\n  Fn::ForEach::" +
           id + ": [N, " + list + ", {'" + key + "': {Type: " + type + ", Properties: {QueueName: !Sub '${N}" + value +
           "'}}}]\n";
  };
  const std::string queue = "AWS::SQS::Queue";
  const std::string text = loop("L", "!Ref Names", "Q${N}", queue, "-a");
  const TemplateChange changed = compare(text, loop("L", "!Ref Names", "Q${N}", queue, "-b"));
  EXPECT_THAT(changes(changed), ElementsAre("Q${N}/Properties/QueueName: !Sub \"${N}-a\" -> !Sub \"${N}-b\""));
  ASSERT_THAT(changed.resources, SizeIs(1));
  EXPECT_EQ(changed.resources[0].effect, UpdateEffect::Replace);
  EXPECT_EQ(changed.resources[0].loop, "Fn::ForEach::L");
  EXPECT_THAT(render_change_text(changed, {}), HasSubstr("for each item of Fn::ForEach::L"));
  EXPECT_EQ(compare(text, loop("L", "!Ref Names", "Q${N}", "AWS::SNS::Topic", "-a")).resources[0].old_type, queue);
  EXPECT_TRUE(compare(text, text).is_empty());
  // Its own name is no part of what it makes.
  const TemplateChange renamed = compare(text, loop("M", "!Ref Names", "Q${N}", queue, "-a"));
  EXPECT_THAT(renamed.resources, IsEmpty());
  EXPECT_THAT(renamed.notes, ::testing::Contains(HasSubstr("Fn::ForEach::M is compared as Fn::ForEach::L")));
  const TemplateChange other = compare(text, loop("L", "!Ref Others", "Q${N}", queue, "-a"));
  ASSERT_THAT(other.resources, SizeIs(1));
  EXPECT_EQ(other.resources[0].logical_id, "Fn::ForEach::L");
  EXPECT_EQ(other.resources[0].effect, UpdateEffect::Unknown);
  // The items are known on one side only.
  EXPECT_EQ(compare(text, text, {}, {{"Names", "a"}}).resources.back().effect, UpdateEffect::Unknown);
  const TemplateChange gone = compare(text, "Resources: {T: {Type: AWS::SNS::Topic}}");
  ASSERT_THAT(gone.resources, SizeIs(1));
  EXPECT_EQ(gone.resources[0].action, ChangeAction::Remove);
  EXPECT_THAT(gone.risks, ::testing::Contains(::testing::Field(&Risk::kind, RiskKind::DataLoss)));
  EXPECT_FALSE(render_change_json(std::span(&gone, 1)).empty());
}

// "Id: effect" of each changed resource but the first.
std::vector<std::string> consequences(const TemplateChange& change) {
  std::vector<std::string> found;
  for (std::size_t i = 1; i < change.resources.size(); ++i) {
    found.push_back(change.resources[i].logical_id + ": " + std::string(to_string(change.resources[i].effect)));
  }
  return found;
}

std::string replaced_in(std::string text, std::string_view what, std::string_view with) {
  return text.replace(text.find(what), what.size(), with);
}

TEST(Change, AttributesThatAnUpdateChangesAreFollowed) {
  const std::string servers = R"(
Parameters: {P: {Type: String}}
Conditions: {C: !Equals [!Ref P, a]}
Resources:
  LT: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {ImageId: ami-1}, VersionDescription: x}}
  Server: {Type: AWS::EC2::Instance, Properties: {LaunchTemplate: {LaunchTemplateId: !Ref LT, Version: !GetAtt LT.LatestVersionNumber}}}
  Other: {Type: AWS::EC2::Instance, Properties: {LaunchTemplate: {LaunchTemplateId: !Ref LT, Version: !GetAtt LT.DefaultVersionNumber}}}
  Group: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {LaunchTemplate: {LaunchTemplateId: !Ref LT, Version: !Sub '${LT.LatestVersionNumber}'}}}
)";
  const TemplateChange change = compare(servers, replaced_in(servers, "ami-1", "ami-2"));
  EXPECT_THAT(consequences(change), ElementsAre("Server: may replace", "Group: no interruption"));
  EXPECT_THAT(change.resources[1].steps, ElementsAre("LT.LatestVersionNumber -> Server.LaunchTemplate"));
  EXPECT_THAT(render_change_text(change, {}), HasSubstr("LT.LatestVersionNumber changes"));
  const TemplateChange sometimes = compare(servers, replaced_in(servers, "ami-1", "!If [C, ami-1, ami-2]"));
  EXPECT_EQ(sometimes.resources[1].changes[0].when, "not C");
  EXPECT_THAT(consequences(compare(servers, replaced_in(servers, "VersionDescription: x", "VersionDescription: y"))),
              IsEmpty());

  const std::string tables = R"(
Resources:
  T: {Type: AWS::DynamoDB::Table, Properties: {StreamSpecification: {StreamViewType: KEYS_ONLY}, BillingMode: PROVISIONED}}
  M: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt T.StreamArn, FunctionName: f}}
)";
  EXPECT_THAT(consequences(compare(tables, replaced_in(tables, "KEYS_ONLY", "NEW_IMAGE"))),
              ElementsAre("M: may replace"));
  EXPECT_THAT(
      consequences(compare(replaced_in(tables, "StreamSpecification: {StreamViewType: KEYS_ONLY}, ", ""), tables)),
      ElementsAre("M: may replace"));
  EXPECT_THAT(consequences(compare(tables, replaced_in(tables, "PROVISIONED", "PAY_PER_REQUEST"))), IsEmpty());

  // A chain of updates ends in a replacement.
  const std::string chain = R"(
Resources:
  A: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: a}}
  B: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !GetAtt A.Value}}
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub 'q-${B.Value}'}}
)";
  const TemplateChange chained = compare(chain, replaced_in(chain, "Value: a", "Value: b"));
  EXPECT_THAT(consequences(chained), ElementsAre("B: no interruption", "Q: may replace"));
}

TEST(Change, WhatOnlyAProviderKnowsIsAPossibleCause) {
  const std::string lookup = R"(
Resources:
  L: {Type: Custom::Lookup, Properties: {ServiceToken: t, Name: one}}
  Server: {Type: AWS::EC2::Instance, Properties: {ImageId: !GetAtt L.Id}}
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt L.Id}}
)";
  const TemplateChange change = compare(lookup, replaced_in(lookup, "one", "two"));
  EXPECT_THAT(change.resources, SizeIs(1));
  EXPECT_THAT(change.notes, ElementsAre("L is updated, and what it returns is only known then; if that changes, so may "
                                        "Server (ImageId), which would be replaced"));
  const std::string stack = R"(
Resources:
  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://b.s3.amazonaws.com/v1.yaml}}
  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt N.Outputs.Name}}
)";
  EXPECT_THAT(compare(stack, replaced_in(stack, "v1", "v2")).notes,
              ElementsAre(HasSubstr("its template cannot be read here"), HasSubstr("Q (QueueName)")));
  EXPECT_THAT(compare(lookup, replaced_in(lookup, "!GetAtt L.Id}}\n  Topic", "ami-2}}\n  Topic")).notes, IsEmpty());
}

constexpr const char* kConditions =
    "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a], D: !Equals [!Ref P, b]}\n";

TEST(Change, RisksSayWhenTheyAre) {
  const auto key = [](const std::string& spec, const std::string& more = {}) {
    return std::string(kConditions) + "Resources:\n  K: {Type: AWS::DynamoDB::Table, " + more +
           "Properties: {KeySchema: [{AttributeName: " + spec + ", KeyType: HASH}]}}\n";
  };
  EXPECT_THAT(messages(compare(key("a"), key("!If [C, a, b]"))),
              ElementsAre(HasSubstr("may be replaced when not C, because KeySchema changes, which")));
  EXPECT_THAT(messages(compare(key("!If [C, a, b]"), key("!If [C, b, a]"))),
              ElementsAre(HasSubstr("may be replaced, because KeySchema changes, which")));
  EXPECT_THAT(messages(compare(key("!If [D, a, c]", "Condition: C, "), key("!If [D, b, d]", "Condition: C, "))),
              ElementsAre(HasSubstr(" when C and not D, because KeySchema changes")));
  const auto indexes = [](const std::string& list) {
    return std::string(kConditions) +
           "Resources:\n  T: {Type: AWS::DynamoDB::Table, Properties: {LocalSecondaryIndexes: [" + list + "]}}\n";
  };
  EXPECT_THAT(messages(compare(indexes("{IndexName: one}"), indexes("{IndexName: !If [C, one, two]}"))),
              ElementsAre(HasSubstr("cannot be updated, so the update fails when not C; leave it")));
}

TEST(Change, ExportsThatGoUnderAConditionAreRefused) {
  const auto output = [](const std::string& more, const std::string& test = "a", const std::string& name = "x",
                         const std::string& value = "v") {
    return "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, " + test +
           "]}\nResources: {T: {Type: AWS::SNS::Topic}}\nOutputs:\n  O: {" + more + "Value: " + value +
           ", Export: {Name: " + name + "}}\n";
  };
  const std::string condition = "Condition: C, ";
  EXPECT_THAT(
      messages(compare(output(""), output(condition))),
      ElementsAre("Export x is removed, when not C, which CloudFormation refuses while another stack imports it"));
  EXPECT_THAT(messages(compare(output(""), output(condition), {{"P", "b"}}, {{"P", "b"}})),
              ElementsAre(HasSubstr("Export x is removed, which")));
  EXPECT_THAT(messages(compare(output(condition), output(""))), IsEmpty());
  EXPECT_THAT(messages(compare(output(condition), output(condition))), IsEmpty());
  const TemplateChange tested = compare(output(condition), output(condition, "b"));
  EXPECT_THAT(messages(tested), ElementsAre(HasSubstr("Export x is removed, when C becomes false, which")));
  EXPECT_THAT(tested.outputs, SizeIs(2));
  EXPECT_THAT(messages(compare(output(condition), output(condition), {{"P", "a"}}, {{"P", "b"}})),
              ElementsAre(HasSubstr("Export x is removed, which")));
  EXPECT_THAT(messages(compare(output("", "a", "x"), output("", "a", "!If [C, x, y]"))),
              ElementsAre(HasSubstr("Export x is removed, when not C, which")));
  EXPECT_THAT(messages(compare(output(""), output("", "a", "x", "!If [C, v, w]"))),
              ElementsAre(HasSubstr("Export x changes its value, when not C, which")));
  // Only written otherwise.
  EXPECT_THAT(messages(compare(output("", "a", "!Join ['-', [!Ref AWS::StackName, x]]"),
                               output("", "a", "!Sub '${AWS::StackName}-x'"))),
              IsEmpty());
}

TEST(Change, AnOutputHasOneChangeWhateverItsReasons) {
  const auto text = [](const std::string& by_default) {
    return "Parameters: {P: {Type: String, Default: " + by_default +
           "}}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref P}}}\n"
           "Outputs: {O: {Value: !Join ['', [!Ref T, !Ref P]], Export: {Name: x}}}\n";
  };
  const TemplateChange change = compare(text("a"), text("b"));
  ASSERT_THAT(change.outputs, SizeIs(1));
  EXPECT_EQ(change.outputs[0].note, "T may be replaced, or P is not given");
  EXPECT_THAT(refusals(change), Contains(HasSubstr("Export x changes its value, which")));
}

TEST(Change, AnExportThatMayStayIsSaidToBeSoOnce) {
  const auto text = [](const std::string& value) {
    return "Parameters: {P: {Type: String}}\nResources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: " + value +
           ", Export: {Name: x}}}\n";
  };
  EXPECT_THAT(
      refusals(compare(text("a"), text("!Ref P"))),
      ElementsAre("Export x may change its value, which CloudFormation refuses while another stack imports it"));
}

TEST(Change, StagesHaveTheNamesThatTheyAreGiven) {
  const auto text = [](const std::string& id, const std::string& name) {
    return "Resources:\n  A: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}\n  " + id +
           ": {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref A, StageName: " + name +
           "}}\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref " + id + "}}\n";
  };
  const std::string topic = "T/Properties/TopicName: !Ref S -> !Ref U";
  EXPECT_THAT(changes(compare(text("S", "a"), text("U", "b"))), Contains(topic));
  EXPECT_THAT(changes(compare(text("S", "a"), text("U", "a"))), Not(Contains(HasSubstr("T/Properties"))));
}

// What certainly replaces a resource, and not what only may.
TEST(Change, TheCauseOfALossIsTheMostCertain) {
  const auto domain = [](const std::string& version, const std::string& more) {
    return one_resource("AWS::OpenSearchService::Domain",
                        "EncryptionAtRestOptions: {Enabled: " + more + "}, EngineVersion: " + version);
  };
  EXPECT_THAT(losses(compare(domain("OpenSearch_2.5", "true"), domain("OpenSearch_1.3", "false"))),
              ElementsAre(HasSubstr("is replaced, because EngineVersion changes")));
  const auto table = [](const std::string& first, const std::string& second) {
    return one_resource("AWS::DynamoDB::Table", "TableName: " + first + ", KeySchema: " + second, "",
                        "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}");
  };
  const std::string key = "[{AttributeName: a, KeyType: HASH}]", other = "[{AttributeName: b, KeyType: HASH}]";
  EXPECT_THAT(losses(compare(table("!If [C, a, b]", key), table("!If [C, a, c]", other))),
              ElementsAre(HasSubstr("is replaced, because KeySchema changes")));
  EXPECT_THAT(losses(compare(table("a", key), table("!Ref P", other))),
              ElementsAre(HasSubstr("is replaced, because KeySchema changes")));
  EXPECT_THAT(losses(compare(table("a", key), table("b", other))),
              ElementsAre(HasSubstr("is replaced, because TableName changes")));
}

TEST(Change, AConditionIsSaidOnce) {
  const auto group = [](const std::string& condition, const std::string& days, const std::string& name = "a") {
    return "Parameters: {Env: {Type: String}, Create: {Type: String}}\n"
           "Mappings: {M: {a: {x: '1', y: '7'}, b: {x: '3', y: '5'}}}\n"
           "Conditions:\n  IsProd: !Equals [!Ref Env, prod]\n"
           "  Mk: !And [!Condition IsProd, !Equals [!Ref Create, 'true']]\n"
           "Resources:\n  L: {Type: AWS::Logs::LogGroup, Condition: " +
           condition + ", Properties: {LogGroupName: " + name + ", RetentionInDays: " + days + "}}\n";
  };
  const TemplateChange moved = compare(group("Mk", "!If [IsProd, 365, 7]"), group("IsProd", "!If [IsProd, 30, 7]"));
  EXPECT_THAT(changes(moved), ElementsAre("L/Properties/RetentionInDays: 365 -> 30"));
  EXPECT_THAT(messages(moved, RiskKind::Unprotected), ElementsAre(HasSubstr("for less time when Mk and IsProd: ")));
  const TemplateChange named = compare(group("Mk", "30"), group("IsProd", "30", "!If [IsProd, b, a]"));
  EXPECT_THAT(losses(named), ElementsAre(HasSubstr("is replaced when Mk and IsProd, because")));
}

TEST(Change, WhatIsInNoStackHasNoPartInWhatFollows) {
  const auto network = [](const std::string& range) {
    return "Parameters: {Nat: {Type: String, AllowedValues: [none, one]}}\n"
           "Conditions: {HasNat: !Equals [!Ref Nat, one]}\nResources:\n"
           "  Net: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: " +
           range +
           "}}\n"
           "  Gateway: {Type: AWS::EC2::NatGateway, Condition: HasNat, Properties: {SubnetId: !Ref Net}}\n"
           "Outputs: {Id: {Condition: HasNat, Value: !Ref Net}}\n";
  };
  const auto compared = [&](const Values& values) {
    return compare(network("10.0.0.0/24"), network("10.0.1.0/24"), values, values);
  };
  EXPECT_THAT(compared({{"Nat", "none"}}).resources, SizeIs(1));
  EXPECT_THAT(compared({{"Nat", "none"}}).outputs, IsEmpty());
  for (const Values& values : {Values{}, Values{{"Nat", "one"}}}) {
    EXPECT_THAT(compared(values).resources, SizeIs(2));
    EXPECT_THAT(compared(values).outputs, SizeIs(1));
  }
}

TEST(Change, ConditionsAreJoined) {
  const auto join = [](std::string when, const char* more) {
    add_conditions(when, more);
    return when;
  };
  EXPECT_EQ(join("", "A"), "A");
  EXPECT_EQ(join("A", ""), "A");
  EXPECT_EQ(join("A", "A"), "A");
  EXPECT_EQ(join("A", "not A"), "A and not A");
  EXPECT_EQ(join("AB", "A and B and AB"), "AB and A and B");
  EXPECT_EQ(join("A and B", "B and C"), "A and B and C");
  EXPECT_EQ(without_conditions("A and B", "B and A"), "");
  EXPECT_EQ(without_conditions("A and B or C", "A"), "B or C");
  EXPECT_EQ(without_conditions("Name is B", "B"), "Name is B");
}

}  // namespace
}  // namespace virga
