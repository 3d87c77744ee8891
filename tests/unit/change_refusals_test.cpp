// What CloudFormation and its services refuse of an update in place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "compiler/change/render.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ChangeRisks, WhatPagesForbidIsRefused) {
  const auto refused = [](const std::string& type, const std::string& before, const std::string& after) {
    const auto text = [&](const std::string& properties) {
      return "Resources: {R: {Type: " + type + ", Properties: {" + properties + "}}}";
    };
    return refusals(compare(text(before), text(after)));
  };
  const std::string ttl = "TimeToLiveSpecification: {Enabled: ";
  EXPECT_THAT(refused("AWS::DynamoDB::Table", ttl + "true, AttributeName: x}", ttl + "true, AttributeName: y}"),
              ElementsAre(HasSubstr("TTL attribute (y instead of x)")));
  EXPECT_THAT(refused("AWS::DynamoDB::Table", ttl + "true, AttributeName: x}", ttl + "false, AttributeName: y}"),
              IsEmpty());
  EXPECT_THAT(refused("AWS::EC2::PrefixList", "MaxEntries: 1, Entries: [{Cidr: 10.0.0.0/8}]",
                      "MaxEntries: 2, Entries: [{Cidr: 10.0.0.0/8}, {Cidr: 11.0.0.0/8}]"),
              ElementsAre(HasSubstr("MaxEntries and Entries")));
  EXPECT_THAT(refused("AWS::EC2::PrefixList", "MaxEntries: 1", "MaxEntries: 2"), IsEmpty());
  EXPECT_THAT(refused("AWS::EKS::Nodegroup", "Version: '1.30', Labels: {a: b}", "Version: '1.31', Labels: {a: c}"),
              ElementsAre(HasSubstr("Version and Labels")));
  EXPECT_THAT(
      refused("AWS::EKS::Nodegroup", "Version: '1.30', ReleaseVersion: a", "Version: '1.31', ReleaseVersion: b"),
      IsEmpty());
  EXPECT_THAT(refused("AWS::ElastiCache::CacheCluster", "Engine: memcached, CacheNodeType: a",
                      "Engine: memcached, CacheNodeType: b"),
              SizeIs(1));
  EXPECT_THAT(
      refused("AWS::ElastiCache::CacheCluster", "Engine: redis, CacheNodeType: a", "Engine: redis, CacheNodeType: b"),
      IsEmpty());
  EXPECT_THAT(refused("AWS::CloudTrail::EventDataStore", "KmsKeyId: a", ""), SizeIs(1));
  EXPECT_THAT(refused("AWS::CloudTrail::EventDataStore", "", "KmsKeyId: a"), IsEmpty());
  EXPECT_THAT(refused("AWS::Cognito::UserPool", "UsernameAttributes: [email]", "UsernameAttributes: [phone_number]"),
              SizeIs(1));
  EXPECT_THAT(refused("AWS::Cognito::UserPool", "Schema: [{Name: a}, {Name: b}]", "Schema: [{Name: b}]"),
              ElementsAre(HasSubstr("the custom attribute a;")));
  EXPECT_THAT(refused("AWS::Cognito::UserPool", "Schema: [{Name: email}, {Name: b}]", "Schema: [{Name: b}]"),
              IsEmpty());
  EXPECT_THAT(refused("AWS::Cognito::UserPool", "Schema: [{Name: a}, {Name: b}]", "Schema: [{Name: b}, {Name: a}]"),
              IsEmpty());
  EXPECT_THAT(refused("AWS::Cognito::UserPool", "Schema: [{Name: a}]", "Schema: [{Name: a}, {Name: b}]"), IsEmpty());
}

// The properties of a user pool.
std::vector<std::string> refused_of_pool(const std::string& before, const std::string& after) {
  return refusals(
      compare(one_resource("AWS::Cognito::UserPool", before), one_resource("AWS::Cognito::UserPool", after)));
}

TEST(ChangeRisks, AttributesOfAUserPoolStay) {
  EXPECT_THAT(refused_of_pool("Schema: [{Name: email, Required: true}]", "Schema: [{Name: email, Required: false}]"),
              ElementsAre(HasSubstr("R cannot make the attribute email optional")));
  EXPECT_THAT(refused_of_pool("", "Schema: [{Name: email, Required: true}]"),
              ElementsAre(HasSubstr("R cannot make the attribute email required")));
  EXPECT_THAT(refused_of_pool("Schema: [{Name: email, Required: true}]", ""), SizeIs(1));
  EXPECT_THAT(refused_of_pool("", "Schema: [{Name: email, Mutable: true}]"), IsEmpty());
  EXPECT_THAT(refused_of_pool("Schema: [{Name: a, AttributeDataType: String}]",
                              "Schema: [{Name: a, AttributeDataType: Number}]"),
              ElementsAre(HasSubstr("R cannot change AttributeDataType of the custom attribute a")));
  EXPECT_THAT(refused_of_pool("Schema: [{Name: a, StringAttributeConstraints: {MaxLength: 5}}]",
                              "Schema: [{Name: a, StringAttributeConstraints: {MaxLength: 9}}]"),
              ElementsAre(HasSubstr("R cannot change MaxLength of the custom attribute a")));
  EXPECT_THAT(refused_of_pool("UsernameAttributes: [email, phone_number]", "UsernameAttributes: [phone_number, email]"),
              IsEmpty());
  EXPECT_THAT(refused_of_pool("AliasAttributes: [email, phone_number]", "AliasAttributes: [email]"), SizeIs(1));
}

TEST(ChangeRisks, RefusalsSayWhenTheyAre) {
  const std::string around =
      std::string(kParameters) + "Conditions: {IsA: !Equals [!Ref P, a], IsB: !Equals [!Ref P, b]}\n";
  const auto refused = [&](const std::string& type, const std::string& before, const std::string& after,
                           const std::string& old_around, const std::string& new_around) {
    const auto text = [&](const std::string& properties) {
      return "Resources: {R: {Type: " + type + ", Properties: {" + properties + "}}}";
    };
    return refusals(compare(old_around + text(before), new_around + text(after)));
  };
  const auto group = [&](const std::string& before, const std::string& after) {
    return refused("AWS::EKS::Nodegroup", before, after, around, around);
  };
  EXPECT_THAT(group("Version: '1.30', Tags: {a: b}", "Version: '1.31', Tags: {a: c}"),
              ElementsAre("R cannot have Version and Tags updated at the same time; split the change"));
  EXPECT_THAT(group("Version: '1.30', Tags: {a: b}", "Version: !If [IsA, '1.31', '1.30'], Tags: {a: c}"),
              ElementsAre("R cannot have Version and Tags updated at the same time when IsA; split the change"));
  EXPECT_THAT(group("Version: '1.30', Tags: {a: b}", "Version: !If [IsA, '1.31', '1.30'], Tags: {a: !If [IsA, c, b]}"),
              ElementsAre(HasSubstr(" when IsA;")));
  // In no case both.
  EXPECT_THAT(group("Version: '1.30', Tags: {a: b}", "Version: !If [IsA, '1.31', '1.30'], Tags: {a: !If [IsB, c, b]}"),
              IsEmpty());
  EXPECT_THAT(group("Version: '1.30'", "Version: '1.31', ForceUpdateEnabled: true"), IsEmpty());
  // Only the Default differs.
  const auto version = [](const std::string& value) {
    return "Parameters: {V: {Type: String, Default: '" + value + "'}}\n";
  };
  EXPECT_THAT(refused("AWS::EKS::Nodegroup", "Version: !Ref V, Labels: {a: b}", "Version: !Ref V, Labels: {a: c}",
                      version("1.30"), version("1.31")),
              ElementsAre(HasSubstr("Version and Labels updated at the same time when V is not given;")));
  const auto table = [&](const std::string& before, const std::string& after) {
    const std::string ttl = "TimeToLiveSpecification: {Enabled: ";
    return refused("AWS::DynamoDB::Table", ttl + before + "}", ttl + after + "}", around, around);
  };
  EXPECT_THAT(table("true, AttributeName: x", "true, AttributeName: !If [IsA, y, x]"),
              ElementsAre(HasSubstr("(y instead of x) while TTL is enabled when IsA;")));
  EXPECT_THAT(table("true, AttributeName: x", "!If [IsA, false, true], AttributeName: y"),
              ElementsAre(HasSubstr("while TTL is enabled when not IsA;")));
  EXPECT_THAT(table("!If [IsA, true, false], AttributeName: x", "!If [IsB, true, false], AttributeName: y"), IsEmpty());
  EXPECT_THAT(
      refused("AWS::DynamoDB::Table", "GlobalSecondaryIndexes: [{IndexName: a}]",
              "GlobalSecondaryIndexes: [{IndexName: a}, {IndexName: b}, !If [IsA, {IndexName: c}, !Ref AWS::NoValue]]",
              around, around),
      ElementsAre(HasSubstr("R creates b, c when IsA, but DynamoDB")));
  EXPECT_THAT(refused("AWS::Cognito::UserPool", "Schema: [{Name: a}]",
                      "Schema: [!If [IsA, {Name: a}, !Ref AWS::NoValue]]", around, around),
              ElementsAre(HasSubstr("cannot lose the custom attribute a when not IsA;")));
  EXPECT_THAT(refused("AWS::ElastiCache::CacheCluster", "Engine: !If [IsA, memcached, redis], CacheNodeType: a",
                      "Engine: !If [IsA, memcached, redis], CacheNodeType: b", around, around),
              ElementsAre(HasSubstr("while Engine is memcached when IsA;")));
}

TEST(ChangeRisks, ParametersNeedAValueThatIsAllowed) {
  const auto with = [](const std::string& parameter) {
    return topic("!Ref P", "Parameters: {P: {Type: String" + parameter + "}}");
  };
  const std::string allowed = ", AllowedValues: [a, b]";
  EXPECT_THAT(refusals(compare(with(""), with(allowed), {{"P", "c"}}, {{"P", "c"}})),
              ElementsAre("The value of parameter P is not allowed: 'c' is not one of the AllowedValues"));
  EXPECT_THAT(refusals(compare(with(""), with(allowed), {{"P", "b"}}, {{"P", "b"}})), IsEmpty());
  EXPECT_THAT(refusals(compare(with(""), with(allowed))), IsEmpty());
  // Whatever the new template asks of it.
  const auto given = [&](const std::string& constraint, const std::string& value) {
    return refusals(compare(with(""), with(constraint), {{"P", value}}, {{"P", value}}));
  };
  EXPECT_THAT(given(", AllowedPattern: '[a-z]+'", "a1"), ElementsAre(HasSubstr("does not match the AllowedPattern")));
  EXPECT_THAT(given(", AllowedPattern: '[a-z]+'", "a"), IsEmpty());
  EXPECT_THAT(given(", MinLength: 3", "ab"), ElementsAre(HasSubstr("too short (2 characters, MinLength is 3)")));
  EXPECT_THAT(given(", MaxLength: 1", "ab"), SizeIs(1));
  EXPECT_THAT(given(", MaxLength: 1, NoEcho: true", "hunter2"),
              ElementsAre(HasSubstr("'****' is too long (MaxLength")));
  // A Default is a value, too, unless the old one was refused already.
  const std::string other = ", Default: c", no_default = "The Default of parameter P is not allowed: ";
  EXPECT_THAT(refusals(compare(with(other), with(other + allowed))),
              ElementsAre(no_default + "'c' is not one of the AllowedValues"));
  EXPECT_THAT(refusals(compare(with(", Default: b" + allowed), with(other + allowed))), SizeIs(1));
  EXPECT_THAT(refusals(compare(with(other), with(other + ", MinLength: 2"), {{"P", "dd"}}, {{"P", "dd"}})),
              ElementsAre(HasSubstr(no_default + "'c' is too short")));
  EXPECT_THAT(refusals(compare(with(other + allowed), with(other + allowed))), IsEmpty());
  EXPECT_THAT(refusals(compare(with(other), with(other + ", AllowedPattern: '[a-z]'"))), IsEmpty());
  const auto number = [](const std::string& least) {
    return topic("!Ref P", "Parameters: {P: {Type: Number, Default: 3, MinValue: " + least + "}}");
  };
  EXPECT_THAT(refusals(compare(number("1"), number("5"))),
              ElementsAre(HasSubstr(no_default + "3 is less than the MinValue of 5")));
  const auto typed = [&](const std::string& type, const std::string& value) {
    return refusals(
        compare(with(""), topic("!Ref P", "Parameters: {P: {Type: " + type + "}}"), {{"P", value}}, {{"P", value}}));
  };
  EXPECT_THAT(typed("Number", "ten"), ElementsAre("The value of parameter P is not allowed: 'ten' is not a number"));
  EXPECT_THAT(typed("Number, MinValue: 5", "4"), ElementsAre(HasSubstr("less than the MinValue of 5")));
  EXPECT_THAT(typed("List<Number>", "1, x"), SizeIs(1));
  EXPECT_THAT(typed("List<Number>", "1, 2"), IsEmpty());
  EXPECT_THAT(typed("CommaDelimitedList, AllowedValues: [a, b]", "a,b"), IsEmpty());
  EXPECT_THAT(typed("'AWS::SSM::Parameter::Value<String>', AllowedValues: [a]", "/x"), IsEmpty());
  EXPECT_THAT(render_change_text(compare(with(""), with(", MaxLength: 5")), {}),
              HasSubstr("P.MaxLength: nothing -> 5"));
  const TemplateChange lost = compare(with(", Default: a"), with(""));
  ASSERT_THAT(lost.risks, SizeIs(1));
  EXPECT_EQ(lost.risks[0].kind, RiskKind::NeedsInput);
  EXPECT_THAT(lost.risks[0].message, HasSubstr("P has no Default any more"));
  EXPECT_THAT(compare(with(", Default: a"), with(""), {}, {{"P", "a"}}).risks, IsEmpty());
  EXPECT_THAT(compare(with(""), with("")).risks, IsEmpty());
  EXPECT_THAT(refusals(compare(with(allowed), with(allowed), {{"P", "c"}}, {{"P", "c"}})), SizeIs(1));
  // A value that is given is no default.
  const std::string bare = "Resources: {T: {Type: AWS::SNS::Topic}}";
  const TemplateChange with_value = compare(bare, with(", Default: a"), {}, {{"P", "c"}});
  EXPECT_THAT(render_change_text(with_value, {}), HasSubstr("!Ref P (c)"));
  EXPECT_THAT(render_change_text(compare(bare, with(", Default: a")), {}), HasSubstr("!Ref P (a by default)"));
}

// https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/contract-tests.html
TEST(ChangeRefusals, AnotherLogicalIdWithTheSameIdentifierIsRefused) {
  const auto as = [](const std::string& id, const std::string& type, const std::string& properties) {
    return "Parameters: {Z: {Type: String}}\nConditions: {C: !Equals [!Ref Z, a]}\nResources: {Api: {Type: "
           "AWS::ApiGateway::RestApi, Properties: {Name: a}}, B: {Type: AWS::S3::Bucket}, " +
           id + ": {Type: '" + type + "', Properties: {" + properties + "}}}";
  };
  const auto moved = [&](const std::string& type, const std::string& before, const std::string& after) {
    return refusals(compare(as("Old", type, before), as("New", type, after)));
  };
  const std::string method = "AWS::ApiGateway::Method",
                    root = "RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: ";
  EXPECT_THAT(moved(method, root + "GET", root + "GET, AuthorizationType: AWS_IAM"),
              ElementsAre("New is created with the same RestApiId, ResourceId and HttpMethod as Old, which is still "
                          "there, as CloudFormation creates before it deletes; keep the logical ID Old, or remove Old "
                          "in an update before this one"));
  EXPECT_THAT(moved(method, root + "GET", root + "PUT"), IsEmpty());
  const std::string policy = "AWS::S3::BucketPolicy", document = ", PolicyDocument: {Statement: []}";
  EXPECT_THAT(moved(policy, "Bucket: !Ref B" + document, "Bucket: !Ref B" + document),
              ElementsAre(HasSubstr("New is created with the same Bucket !Ref B as Old")));
  EXPECT_THAT(moved(policy, "Bucket: !Ref B" + document, "Bucket: b" + document), IsEmpty());
  EXPECT_THAT(moved(policy, "Bucket: !ImportValue b" + document, "Bucket: !ImportValue b" + document), SizeIs(1));
  // The identifier is read-only.
  const std::string subscription = "TopicArn: t, Protocol: sqs, Endpoint: e";
  EXPECT_THAT(moved("AWS::SNS::Subscription", subscription, subscription), IsEmpty());
  // Names that are unique within something.
  const std::string group = "AWS::Cognito::UserPoolGroup";
  EXPECT_THAT(moved(group, "UserPoolId: p, GroupName: g", "UserPoolId: p, GroupName: g, Description: d"), SizeIs(1));
  EXPECT_THAT(moved(group, "UserPoolId: p, GroupName: g", "UserPoolId: q, GroupName: g"), IsEmpty());
  EXPECT_THAT(moved(group, "UserPoolId: p", "UserPoolId: p"), IsEmpty());
  const std::string record = "AWS::Route53::RecordSet", name = "Name: a.example.com, TTL: 60, Type: ";
  EXPECT_THAT(moved(record, name + "A, HostedZoneId: z", name + "A, HostedZoneId: z"), SizeIs(1));
  EXPECT_THAT(moved(record, name + "A, HostedZoneName: example.com.", name + "A, HostedZoneName: example.com."),
              SizeIs(1));
  EXPECT_THAT(moved(record, name + "A, HostedZoneId: z", name + "A, HostedZoneName: example.com."), IsEmpty());
  EXPECT_THAT(moved(record, name + "A, HostedZoneId: z", name + "AAAA, HostedZoneId: z"), IsEmpty());
  const std::string weighted = name + "A, HostedZoneId: z, Weight: 1, SetIdentifier: ";
  EXPECT_THAT(moved(record, weighted + "a", weighted + "b"), IsEmpty());
  EXPECT_THAT(moved(record, weighted + "a", weighted + "a"),
              ElementsAre(HasSubstr("the same Name, HostedZoneId, Type and SetIdentifier as Old")));
  EXPECT_THAT(moved("AWS::ApiGateway::BasePathMapping", "DomainName: a.example.com, RestApiId: !Ref Api",
                    "DomainName: a.example.com, RestApiId: !Ref Api, Stage: s"),
              SizeIs(1));
  // Nothing else counts.
  const std::string provider = "UserPoolId: p, ProviderName: n, ProviderDetails: {}, ProviderType: ";
  EXPECT_THAT(moved("AWS::Cognito::UserPoolIdentityProvider", provider + "OIDC", provider + "SAML"), SizeIs(1));
  EXPECT_THAT(moved("AWS::Batch::JobDefinition", "JobDefinitionName: j", "JobDefinitionName: j"), IsEmpty());
  constexpr const char* kTarget =
      "ResourceId: service/a/b, ScalableDimension: 'ecs:service:DesiredCount', ServiceNamespace: ecs";
  EXPECT_THAT(moved("AWS::ApplicationAutoScaling::ScalableTarget", kTarget, kTarget), IsEmpty());
  constexpr const char* kFirewall = "ResourceArn: arn:a, WebACLArn: arn:b";
  EXPECT_THAT(moved("AWS::WAFv2::WebACLAssociation", kFirewall, kFirewall), IsEmpty());
  constexpr const char* kMember = "GroupName: g, UserPoolId: p, Username: u";
  EXPECT_THAT(moved("AWS::Cognito::UserPoolUserToGroupAttachment", kMember, kMember), IsEmpty());
}

TEST(ChangeRefusals, AFunctionReadsASourceOnce) {
  const auto as = [](const std::string& id, const std::string& properties) {
    return "Resources: {Q: {Type: AWS::SQS::Queue}, F: {Type: AWS::Lambda::Function}, " + id +
           ": {Type: AWS::Lambda::EventSourceMapping, Properties: {" + properties + "}}}";
  };
  const auto moved = [&](const std::string& before, const std::string& after) {
    return refusals(compare(as("Old", before), as("New", after)));
  };
  const std::string mapping = "FunctionName: !Ref F, EventSourceArn: !GetAtt Q.Arn";
  EXPECT_THAT(
      moved(mapping, mapping + ", BatchSize: 5"),
      ElementsAre("New is created with the same FunctionName and EventSourceArn as Old, which is still there, as "
                  "CloudFormation creates before it deletes; keep the logical ID Old, or remove Old in an "
                  "update before this one"));
  EXPECT_THAT(moved(mapping, "FunctionName: other, EventSourceArn: !GetAtt Q.Arn"), IsEmpty());
  EXPECT_THAT(moved(mapping, "FunctionName: !Ref F, EventSourceArn: !ImportValue q"), IsEmpty());
  EXPECT_THAT(moved(mapping + ", Topics: [a]", mapping + ", Topics: [b]"), IsEmpty());
  EXPECT_THAT(moved(mapping + ", Topics: [a]", mapping + ", Topics: [a]"), SizeIs(1));
  EXPECT_THAT(moved("FunctionName: f, SelfManagedEventSource: {}", "FunctionName: f, SelfManagedEventSource: {}"),
              IsEmpty());
  // One that is replaced is created before the old one goes, too.
  const auto stays = [&](const std::string& before, const std::string& after) {
    return refusals(compare(as("M", before), as("M", after)));
  };
  EXPECT_THAT(stays(mapping + ", StartingPosition: LATEST", mapping + ", StartingPosition: TRIM_HORIZON"),
              ElementsAre(HasSubstr("M is replaced, and the new one conflicts with the old one, which has the same "
                                    "EventSourceArn")));
  EXPECT_THAT(stays(mapping + ", Topics: [a], StartingPosition: LATEST",
                    mapping + ", Topics: [b], StartingPosition: TRIM_HORIZON"),
              IsEmpty());
}

TEST(ChangeRefusals, SizesAndVersionsThatAreOnlyRaised) {
  const auto refused = [](const std::string& type, const std::string& before, const std::string& after) {
    return refusals(compare(one_resource(type, before), one_resource(type, after)));
  };
  EXPECT_THAT(refused("AWS::EC2::Volume", "Size: 100", "Size: 20"),
              ElementsAre("R.Size cannot be lowered (20 instead of 100); leave it as it was, or give the resource "
                          "another logical ID to create it anew"));
  EXPECT_THAT(refused("AWS::EC2::Volume", "Size: 20", "Size: '100'"), IsEmpty());
  EXPECT_THAT(refused("AWS::EC2::Volume", "Size: 20", "SnapshotId: s"), IsEmpty());
  EXPECT_THAT(refused("AWS::EC2::Volume", "Size: !ImportValue a", "Size: 1"), IsEmpty());
  const auto broker = [](const std::string& size) {
    return "BrokerNodeGroupInfo: {StorageInfo: {EBSStorageInfo: {VolumeSize: " + size + "}}}";
  };
  EXPECT_THAT(refused("AWS::MSK::Cluster", broker("200"), broker("100")),
              ElementsAre(HasSubstr("R.BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize cannot be lowered")));
  const auto version = [&](const std::string& before, const std::string& after) {
    return refused("AWS::ElastiCache::ReplicationGroup", "EngineVersion: '" + before + "'",
                   "EngineVersion: '" + after + "'");
  };
  for (const auto& [before, after] :
       {std::pair("7.1", "7.0"), {"7.1", "6.2"}, {"10.0", "9.9"}, {"5.0.6", "5.0.5"}, {"7.0", "6.x"}}) {
    EXPECT_THAT(version(before, after), SizeIs(1)) << before << " " << after;
  }
  for (const auto& [before, after] : {std::pair("7.0", "7.1"),
                                      {"6.x", "6.2"},
                                      {"6.2", "6.x"},
                                      {"9.9", "10.0"},
                                      {"7", "7.0"},
                                      {"7.0", "7"},
                                      {"", "1"},
                                      {"a", "b"},
                                      {"7.", "7"}}) {
    EXPECT_THAT(version(before, after), IsEmpty()) << before << " " << after;
  }
}

TEST(ChangeRefusals, ADotAtTheEndOfARecordIsNoOtherName) {
  const auto record = [](const std::string& id, const std::string& name) {
    return "Resources: {" + id +
           ": {Type: AWS::Route53::RecordSet, Properties: {HostedZoneId: Z, Type: A, Name: " + name + "}}}";
  };
  EXPECT_THAT(refusals(compare(record("A", "a.example.com"), record("B", "a.example.com."))), SizeIs(1));
  EXPECT_THAT(refusals(compare(record("A", "a.example.com"), record("B", "b.example.com."))), IsEmpty());
}

TEST(ChangeRefusals, TheIdentifierOfWhatIsReplacedIsAnotherOne) {
  const auto with = [](const std::string& vpc, const std::string& id) {
    return "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: " + vpc + "}}, " +
           id +
           ": {Type: AWS::EC2::SecurityGroupVpcAssociation, Properties: {GroupId: !GetAtt G.GroupId, VpcId: vpc-9}}}";
  };
  EXPECT_THAT(refusals(compare(with("vpc-1", "Old"), with("vpc-1", "New"))), SizeIs(1));
  EXPECT_THAT(refusals(compare(with("vpc-1", "Old"), with("vpc-2", "New"))), IsEmpty());
  // One that takes what another one had.
  const auto two = [](const std::string& first, const std::string& second) {
    const std::string type = ": {Type: AWS::Cognito::UserPoolGroup, Properties: {UserPoolId: p, GroupName: ";
    return "Resources: {A" + type + first + "}}, B" + type + second + "}}}";
  };
  EXPECT_THAT(refusals(compare(two("a", "b"), two("b", "c"))),
              ElementsAre("A is replaced by one with the same UserPoolId and GroupName as B, which is still there, as "
                          "CloudFormation creates before it deletes; change that of B in an update before this one"));
}

// Names are unique within what the resource belongs to, and those of recipes together with their version.
TEST(ChangeRefusals, ANameIsFreeWhereElseThanBefore) {
  const auto refused = [](const std::string& type, const std::string& before, const std::string& after) {
    return refusals(compare(one_resource(type, before), one_resource(type, after)));
  };
  EXPECT_THAT(refused("AWS::ImageBuilder::ImageRecipe", "Name: a, Version: 1.0.0", "Name: a, Version: 1.0.1"),
              IsEmpty());
  EXPECT_THAT(
      refused("AWS::ImageBuilder::ImageRecipe", "Name: a, Version: 1.0.0", "Name: a, Version: 1.0.0, Description: b"),
      SizeIs(1));
  EXPECT_THAT(refused("AWS::ECS::Service", "ServiceName: a, Cluster: b", "ServiceName: a, Cluster: c"), IsEmpty());
  EXPECT_THAT(refused("AWS::ECS::Service", "ServiceName: a, Cluster: b", "ServiceName: a, Cluster: b, LaunchType: EC2"),
              SizeIs(1));
  struct Named {
    std::string type, name, place;
  };
  for (const Named& one :
       std::initializer_list<Named>{{"AWS::ApiGateway::Model", "Name", "RestApiId"},
                                    {"AWS::ApiGateway::Stage", "StageName", "RestApiId"},
                                    {"AWS::ApiGatewayV2::Stage", "StageName", "ApiId"},
                                    {"AWS::Amplify::Branch", "BranchName", "AppId"},
                                    {"AWS::AppSync::DataSource", "Name", "ApiId"},
                                    {"AWS::AutoScaling::LifecycleHook", "LifecycleHookName", "AutoScalingGroupName"},
                                    {"AWS::CodeDeploy::DeploymentGroup", "DeploymentGroupName", "ApplicationName"},
                                    {"AWS::EC2::SecurityGroup", "GroupName", "VpcId"},
                                    {"AWS::EKS::Addon", "AddonName", "ClusterName"},
                                    {"AWS::EKS::FargateProfile", "FargateProfileName", "ClusterName"},
                                    {"AWS::EKS::Nodegroup", "NodegroupName", "ClusterName"},
                                    {"AWS::Events::Rule", "Name", "EventBusName"},
                                    {"AWS::Lambda::Alias", "Name", "FunctionName"},
                                    {"AWS::Logs::LogStream", "LogStreamName", "LogGroupName"},
                                    {"AWS::ServiceDiscovery::Service", "Name", "NamespaceId"},
                                    {"AWS::WAFv2::IPSet", "Name", "Scope"}}) {
    const auto& [type, name, place] = one;
    EXPECT_THAT(refused(type, name + ": n, " + place + ": a", name + ": n, " + place + ": b"), IsEmpty()) << type;
    // Under another logical ID, too.
    const auto with_id = [&one](const std::string& id, const std::string& where) {
      return "Resources: {" + id + ": {Type: '" + one.type + "', Properties: {" + one.name + ": n, " + one.place +
             ": " + where + "}}}";
    };
    EXPECT_THAT(refusals(compare(with_id("A", "a"), with_id("B", "b"))), IsEmpty()) << type;
    EXPECT_THAT(refusals(compare(with_id("A", "a"), with_id("B", "a"))), SizeIs(1)) << type;
  }
  // What looks like a place and is none: the name is that of a region, and what replaces the resource leaves it taken.
  for (const auto& [type, name, property] : std::initializer_list<std::tuple<std::string, std::string, std::string>>{
           {"AWS::Batch::ComputeEnvironment", "ComputeEnvironmentName", "Type"},
           {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", "Type"},
           {"AWS::ElasticLoadBalancingV2::TargetGroup", "Name", "VpcId"},
           {"AWS::NetworkFirewall::Firewall", "FirewallName", "VpcId"}}) {
    const std::string named = name + ": n, " + property;
    EXPECT_THAT(refused(type, named + ": a", named + ": b"), SizeIs(1)) << type;
  }
  // The parent is replaced.
  const auto alias = [](const std::string& function) {
    return "Resources:\n  F: {Type: AWS::Lambda::Function, Properties: {" + function +
           "}}\n  A: {Type: AWS::Lambda::Alias, Properties: {Name: live, FunctionName: !Ref F, FunctionVersion: "
           "'1'}}\n";
  };
  EXPECT_THAT(refusals(compare(alias("Runtime: a"), alias("Runtime: a, FunctionName: f"))), IsEmpty());
}

TEST(ChangeRefusals, WhatIsKeptKeepsItsName) {
  const auto queue = [](const std::string& id, const std::string& attributes = {}) {
    return "Resources: {" + id + ": {Type: AWS::SQS::Queue, " + attributes + "Properties: {QueueName: q}}}";
  };
  EXPECT_THAT(refusals(compare(queue("Old", "DeletionPolicy: Retain, "), queue("New"))),
              ElementsAre(testing::EndsWith("; give it another name, or keep the logical ID Old")));
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
TEST(ChangeRefusals, AConditionMayTakeAwayWhatIsReferredTo) {
  const auto topic = [](const std::string& condition, const std::string& user) {
    return "Parameters: {Env: {Type: String}}\nConditions: {P: !Equals [!Ref Env, prod], D: !Equals [!Ref Env, "
           "dev]}\nResources:\n  T: {Type: AWS::SNS::Topic" +
           condition + "}\n  U: {Type: AWS::SSM::Parameter, " + user + "}\n";
  };
  const auto refused = [&](const std::string& condition, const std::string& user, Values given = {}) {
    return refusals(compare(topic("", user), topic(condition, user), given, given));
  };
  const auto with = [](const std::string& value) { return "Properties: {Type: String, Value: " + value + "}"; };
  const std::string only_prod = ", Condition: P";
  EXPECT_THAT(refused(only_prod, with("!Ref T")),
              ElementsAre("U refers to T, which is not there when not P; leave that out, too"));
  EXPECT_THAT(refused(only_prod, with("!GetAtt T.TopicName")), SizeIs(1));
  EXPECT_THAT(refused(only_prod, with("!Sub '${T.TopicName}-${Env}'")), SizeIs(1));
  EXPECT_THAT(refused(only_prod, with("!If [D, !Ref T, x]")),
              ElementsAre("U refers to T, which is not there when not P and D; leave that out, too"));
  EXPECT_THAT(refused(only_prod, with("!If [P, !Ref T, x]")), IsEmpty());
  EXPECT_THAT(refused(only_prod, "Condition: P, " + with("!Ref T")), IsEmpty());
  EXPECT_THAT(refused(only_prod, "DependsOn: T, " + with("x")), IsEmpty());
  EXPECT_THAT(refused(only_prod, with("!Ref T"), {{"Env", "prod"}}), IsEmpty());
  EXPECT_THAT(refused(only_prod, with("!Ref T"), {{"Env", "dev"}}),
              ElementsAre("U refers to T, which is not there; leave that out, too"));
  // It was so before.
  EXPECT_THAT(refusals(compare(topic(only_prod, with("!Ref T")), topic(only_prod, with("!Sub '${T}'")))), IsEmpty());
}

TEST(Change, ProtectionMayDependOnConditionsAndParameters) {
  const std::string head =
      "Parameters: {Env: {Type: String}, Prot: {Type: String, AllowedValues: ['true', 'false']}, Any: {Type: String}}\n"
      "Conditions: {IsProd: !Equals [!Ref Env, prod]}\nResources:\n  Keep: {Type: AWS::SNS::Topic}\n";
  const auto table = [&](const std::string& on, const std::string& key = "a") {
    return head + "  R: {Type: AWS::DynamoDB::Table, Properties: {DeletionProtectionEnabled: " + on +
           ", KeySchema: [{AttributeName: " + key + ", KeyType: HASH}]}}\n";
  };
  const std::string gone = head;
  const std::string by_condition = "!If [IsProd, true, false]";
  const TemplateChange removed = compare(table(by_condition), gone);
  EXPECT_THAT(refusals(removed),
              ElementsAre(HasSubstr("R cannot be deleted when IsProd while DeletionProtectionEnabled is on")));
  EXPECT_THAT(messages(removed, RiskKind::DataLoss), ElementsAre(HasSubstr("deleted with its data when not IsProd;")));
  EXPECT_THAT(refusals(compare(table(by_condition), table("false", "b"))),
              ElementsAre(HasSubstr("the old one cannot be deleted when IsProd while")));
  EXPECT_THAT(refusals(compare(table("!Ref Prot"), gone)),
              ElementsAre(HasSubstr("cannot be deleted when Prot is true")));
  EXPECT_THAT(messages(compare(table("!Ref Prot"), gone), RiskKind::DataLoss),
              ElementsAre(HasSubstr("deleted with its data when Prot is false;")));
  // Known, or not known at all.
  EXPECT_THAT(refusals(compare(table(by_condition), gone, {{"Env", "prod"}})),
              ElementsAre(HasSubstr("R cannot be deleted while")));
  EXPECT_THAT(refusals(compare(table(by_condition), gone, {{"Env", "test"}})), IsEmpty());
  EXPECT_THAT(refusals(compare(table("!Ref Any"), gone)), IsEmpty());
  EXPECT_THAT(messages(compare(table("!Ref Any"), gone), RiskKind::DataLoss).size(), 1U);
  EXPECT_THAT(refusals(compare(table("!If [IsProd, true, true]"), gone)),
              ElementsAre(HasSubstr("R cannot be deleted while")));
}

// What is protected in one case and replaced or removed in the other is refused in none.
TEST(Change, ProtectionCountsWhereTheResourceGoes) {
  const std::string around =
      "Parameters: {Env: {Type: String}}\nConditions: {IsProd: !Equals [!Ref Env, prod], NotProd: !Not [!Equals [!Ref "
      "Env, prod]]}";
  const auto database = [&](const std::string& encrypted, const std::string& attributes = {}) {
    return one_resource("AWS::RDS::DBInstance",
                        "DeletionProtection: !If [IsProd, true, false], StorageEncrypted: " + encrypted, attributes,
                        around);
  };
  EXPECT_THAT(refusals(compare(database("!If [IsProd, true, false]"), database("true"))), IsEmpty());
  EXPECT_THAT(
      refusals(compare(database("!If [NotProd, true, false]"), database("true"))),
      ElementsAre(HasSubstr("may be replaced when not NotProd, and the old one could not then be deleted while")));
  EXPECT_THAT(refusals(compare(database("true"), database("true", "Condition: IsProd"))), IsEmpty());
  EXPECT_THAT(refusals(compare(database("true"), database("true", "Condition: NotProd"))),
              ElementsAre("R cannot be deleted, as it is when not NotProd, while DeletionProtection is on; turn it off "
                          "in an update before this one"));
}

TEST(Change, ProtectionIsThatOfTheDeployedResource) {
  const auto table = [](const std::string& key, const std::string& on) {
    return one_resource("AWS::DynamoDB::Table", "DeletionProtectionEnabled: " + on +
                                                    ", KeySchema: [{AttributeName: " + key + ", KeyType: HASH}]");
  };
  for (const std::string after : {"true", "false"}) {
    const TemplateChange change = compare(table("a", "true"), table("b", after));
    EXPECT_THAT(refusals(change),
                ElementsAre("R is replaced, and the old one cannot be deleted while DeletionProtectionEnabled is on; "
                            "turn it off in an update before this one"));
    EXPECT_THAT(messages(change, RiskKind::DataLoss), IsEmpty());
  }
  const TemplateChange open = compare(table("a", "false"), table("b", "true"));
  EXPECT_THAT(refusals(open), IsEmpty());
  EXPECT_THAT(messages(open, RiskKind::DataLoss), SizeIs(1));
  const auto balancer = [](const std::string& scheme, const std::string& on) {
    return one_resource("AWS::ElasticLoadBalancingV2::LoadBalancer",
                        "Scheme: " + scheme +
                            ", LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: "
                            "60}, {Key: deletion_protection.enabled, Value: " +
                            on + "}]");
  };
  EXPECT_THAT(refusals(compare(balancer("internal", "'true'"), balancer("internet-facing", "'false'"))),
              ElementsAre(HasSubstr("while deletion_protection.enabled is on")));
  EXPECT_THAT(refusals(compare(balancer("internal", "'false'"), topic("a"))), IsEmpty());
}

}  // namespace
}  // namespace virga
