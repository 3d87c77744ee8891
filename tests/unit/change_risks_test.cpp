// What an update loses, and what CloudFormation refuses of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/change/render.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(Change, PoliciesSayWhatBecomesOfTheOldOne) {
  const auto table = [](const std::string& policies, const std::string& key) {
    return "Resources: {T: {Type: AWS::DynamoDB::Table, " + policies +
           " Properties: {KeySchema: [{AttributeName: " + key + ", KeyType: HASH}]}}}";
  };
  const TemplateChange kept =
      compare(table("UpdateReplacePolicy: Retain,", "a"), table("UpdateReplacePolicy: Retain,", "b"));
  EXPECT_THAT(kept.risks, IsEmpty());
  const TemplateChange lost = compare(table("", "a"), table("", "b"));
  ASSERT_THAT(lost.risks, SizeIs(1));
  EXPECT_EQ(lost.risks[0].kind, RiskKind::DataLoss);
  EXPECT_THAT(lost.risks[0].source, HasSubstr("updatereplacepolicy"));
  // The default for DBInstance is a snapshot.
  const TemplateChange snapshot = compare_with_none("Resources: {D: {Type: AWS::RDS::DBInstance}}");
  ASSERT_THAT(snapshot.resources, SizeIs(1));
  EXPECT_EQ(snapshot.resources[0].policy, "Snapshot");
  EXPECT_THAT(snapshot.risks, IsEmpty());
}

TEST(Change, ANameIsTakenUntilItsOwnerIsDeleted) {
  const auto queue = [](const std::string& id, const std::string& name, const std::string& more = {}) {
    return std::string(kParameters) +
           "Conditions: {IsA: !Equals [!Ref P, a], IsB: !Equals [!Ref P, b]}\nResources:\n  " + id +
           ": {Type: AWS::SQS::Queue, " + more + "Properties: {QueueName: " + name + "}}\n";
  };
  EXPECT_THAT(refusals(compare(queue("Old", "q"), queue("New", "q"))),
              ElementsAre("New is created with the name q (QueueName), which Old still has, as CloudFormation creates "
                          "before it deletes; give it another name, or remove Old in an update before this one"));
  // Equal after evaluation, or the same expression.
  EXPECT_THAT(refusals(compare(queue("Old", "q-b"), queue("New", "!Sub 'q-${P}'"), {{"P", "b"}}, {{"P", "b"}})),
              SizeIs(1));
  EXPECT_THAT(refusals(compare(queue("Old", "!Ref P"), queue("New", "!Ref P"))), SizeIs(1));
  // Names that differ, names that CloudFormation makes, resources that never exist at once.
  EXPECT_THAT(refusals(compare(queue("Old", "q"), queue("New", "r"))), IsEmpty());
  EXPECT_THAT(refusals(compare(queue("Old", "!Ref P"), queue("New", "!Ref Q"))), IsEmpty());
  EXPECT_THAT(refusals(compare(queue("Old", "!Ref AWS::NoValue"), queue("New", "!Ref AWS::NoValue"))), IsEmpty());
  EXPECT_THAT(refusals(compare(queue("Old", "q", "Condition: IsA, "), queue("New", "q", "Condition: IsB, "),
                               {{"P", "b"}}, {{"P", "b"}})),
              IsEmpty());
  // The owner only gives the name up.
  const std::string both = "Resources:\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: a}}\n";
  EXPECT_THAT(refusals(compare(both,
                               "Resources:\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: b}}\n"
                               "  B: {Type: AWS::SQS::Queue, Properties: {QueueName: a}}\n")),
              ElementsAre(HasSubstr("B is created with the name a (QueueName), which A still has")));
}

TEST(Change, NamesWithinAClusterAreOfThatCluster) {
  const auto service = [](const std::string& id, const std::string& cluster) {
    return "Resources:\n  " + id + ": {Type: AWS::ECS::Service, Properties: {ServiceName: s, Cluster: " + cluster +
           "}}\n";
  };
  EXPECT_THAT(refusals(compare(service("Old", "one"), service("New", "one"))), SizeIs(1));
  EXPECT_THAT(refusals(compare(service("Old", "one"), service("New", "two"))), IsEmpty());
}

TEST(Change, WhatIsReplacedAnywayNeedsNoUpdateOfTheRest) {
  const auto table = [](const std::string& keys, const std::string& indexes) {
    return "Resources:\n  T: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{AttributeName: " + keys +
           ", KeyType: HASH}], LocalSecondaryIndexes: [" + indexes + "]}}\n";
  };
  EXPECT_THAT(refusals(compare(table("a", ""), table("a", "{IndexName: one}"))),
              ElementsAre(HasSubstr("T.LocalSecondaryIndexes[0] cannot be updated")));
  const TemplateChange replaced = compare(table("a", ""), table("b", "{IndexName: one}"));
  EXPECT_THAT(refusals(replaced), IsEmpty());
  EXPECT_EQ(replaced.resources.front().effect, UpdateEffect::Replace);
}

TEST(Change, RowsThatDifferLookDifferent) {
  const auto policy = [](const std::string& last) {
    return "Resources:\n  P: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, "
           "Resource: a, Action: [s3:GetObject, s3:PutObject, s3:ListBucket, s3:GetBucketLocation, " +
           last + "]}]}}}\n";
  };
  const TemplateChange change = compare(policy("s3:DeleteObject"), policy("s3:AbortMultipartUpload"));
  const std::string text = render_change_text(change, {});
  EXPECT_THAT(text, HasSubstr("-  Allow   …cation, s3:DeleteObject]"));
  EXPECT_THAT(text, HasSubstr("+  Allow   …cation, s3:AbortMultipartUpload]"));
  EXPECT_THAT(render_change_markdown(std::vector{change}, {}), HasSubstr("s3:AbortMultipartUpload]` |"));
}

TEST(Change, DataIsAtRiskOnlyWhereItCanBeDeleted) {
  const auto lost = [](const std::string& resource) {
    const TemplateChange change = compare_with_none("Resources: {R: " + resource + "}");
    return std::any_of(change.risks.begin(), change.risks.end(),
                       [](const Risk& risk) { return risk.kind == RiskKind::DataLoss; });
  };
  EXPECT_FALSE(lost("{Type: AWS::S3::Bucket}"));
  EXPECT_FALSE(lost("{Type: AWS::ECR::Repository}"));
  EXPECT_TRUE(lost("{Type: AWS::ECR::Repository, Properties: {EmptyOnDelete: true}}"));
  EXPECT_TRUE(lost("{Type: AWS::MemoryDB::Cluster}"));
  EXPECT_TRUE(lost("{Type: AWS::FSx::Volume}"));
  EXPECT_TRUE(lost("{Type: AWS::RDS::DBSnapshot}"));
  // A vault with recovery points in it stays.
  EXPECT_FALSE(lost("{Type: AWS::Backup::BackupVault}"));
  // Protected unless the template says that it is not.
  for (const std::string protection :
       {"AWS::CloudTrail::EventDataStore TerminationProtectionEnabled", "AWS::QLDB::Ledger DeletionProtection"}) {
    const std::size_t space = protection.find(' ');
    const std::string type = "{Type: " + protection.substr(0, space), name = protection.substr(space + 1);
    EXPECT_FALSE(lost(type + "}"));
    EXPECT_TRUE(lost(type + ", Properties: {" + name + ": false}}"));
    EXPECT_THAT(refusals(compare_with_none("Resources: {R: " + type + "}}")),
                ElementsAre(HasSubstr("R cannot be deleted while " + name + " is on")));
  }
  EXPECT_THAT(refusals(compare_with_none(
                  "Resources: {U: {Type: AWS::Cognito::UserPool, Properties: {DeletionProtection: ACTIVE}}}")),
              ElementsAre(HasSubstr("U cannot be deleted while DeletionProtection is on")));
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
TEST(Change, AnInterruptedDatabaseIsNotReplaced) {
  const auto database = [](const std::string& more) {
    return one_resource("AWS::RDS::DBInstance", "DBInstanceIdentifier: mine, " + more);
  };
  for (const auto& [before, after] : std::vector<std::pair<std::string, std::string>>{
           {"MultiAZ: false", "MultiAZ: true"},
           {"BackupRetentionPeriod: 1", "BackupRetentionPeriod: 7"},
           {"DBParameterGroupName: a", "DBParameterGroupName: b"},
           {"PreferredMaintenanceWindow: 'sun:01:00-sun:02:00'", "PreferredMaintenanceWindow: 'mon:01:00-mon:02:00'"},
           {"AutoMinorVersionUpgrade: false", "AutoMinorVersionUpgrade: true"}}) {
    const TemplateChange change = compare(database(before), database(after));
    ASSERT_THAT(change.resources, SizeIs(1)) << after;
    EXPECT_EQ(change.resources[0].effect, UpdateEffect::SomeInterruption) << after;
    EXPECT_THAT(change.risks, IsEmpty()) << after;
  }
}

TEST(Change, RisksOfWhatMayBeReplacedAreNotCertain) {
  const auto database = [](const std::string& snapshot) {
    return one_resource("AWS::RDS::DBInstance", "DBInstanceIdentifier: mine, DBSnapshotIdentifier: " + snapshot);
  };
  const TemplateChange change = compare(database("a"), database("b"));
  EXPECT_THAT(messages(change, RiskKind::DataLoss),
              ElementsAre("R (AWS::RDS::DBInstance) may be replaced, because DBSnapshotIdentifier changes, which would "
                          "delete the old one with its data; set UpdateReplacePolicy to Retain or Snapshot"));
  EXPECT_THAT(refusals(change),
              ElementsAre("R may be replaced, and CloudFormation could not then create the new one while the old one "
                          "has the name mine (DBInstanceIdentifier); change the name too"));
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
TEST(Change, SnapshotsAreOnlyTakenOfSomeTypes) {
  const auto removed = [](const std::string& type, const std::string& policies) {
    return compare_with_none(one_resource(type, "", policies));
  };
  EXPECT_THAT(messages(removed("AWS::DynamoDB::Table", ""), RiskKind::DataLoss),
              ElementsAre("R (AWS::DynamoDB::Table) is deleted with its data; set DeletionPolicy to Retain and deploy "
                          "that first"));
  EXPECT_THAT(messages(removed("AWS::Redshift::Cluster", ""), RiskKind::DataLoss),
              ElementsAre(HasSubstr("set DeletionPolicy to Retain or Snapshot")));
  const TemplateChange impossible = removed("AWS::DynamoDB::Table", "DeletionPolicy: Snapshot");
  EXPECT_EQ(impossible.resources.at(0).policy, "Delete");
  EXPECT_THAT(messages(impossible, RiskKind::DataLoss), SizeIs(1));
  EXPECT_EQ(removed("AWS::Redshift::Cluster", "DeletionPolicy: Snapshot").resources.at(0).policy, "Snapshot");
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
TEST(Change, MembersOfClustersAndReplicasHaveNoDataOfTheirOwn) {
  const auto removed = [](const std::string& properties, const std::string& policies = "DeletionPolicy: Delete") {
    return compare_with_none(one_resource("AWS::RDS::DBInstance", properties, policies));
  };
  EXPECT_THAT(removed("Engine: mysql").risks, SizeIs(1));
  EXPECT_THAT(removed("DBClusterIdentifier: c").risks, IsEmpty());
  EXPECT_THAT(removed("DBClusterIdentifier: c, DeletionProtection: true").risks, IsEmpty());
  EXPECT_THAT(removed("SourceDBInstanceIdentifier: s").risks, IsEmpty());
  // Restored to a time, it is a database by itself.
  EXPECT_THAT(removed("SourceDBInstanceIdentifier: s, UseLatestRestorableTime: true").risks, SizeIs(1));
  EXPECT_EQ(removed("SourceDBInstanceIdentifier: s", "DeletionPolicy: Snapshot").resources.at(0).policy, "Delete");
  EXPECT_EQ(removed("SourceDBInstanceIdentifier: s", "").resources.at(0).policy, "Delete");
  const auto member = [](const std::string& cluster) {
    return one_resource("AWS::RDS::DBInstance", "DBClusterIdentifier: " + cluster);
  };
  EXPECT_THAT(compare(member("a"), member("b")).risks, IsEmpty());
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
TEST(Change, GlobalTablesChangeOneIndexAndOneReplicaAtATime) {
  const auto table = [](const std::string& properties) {
    return one_resource("AWS::DynamoDB::GlobalTable", properties);
  };
  const auto replicas = [&](const std::string& regions, const std::string& more = {}) {
    return table("Replicas: [" + regions + "]" + more);
  };
  const std::string one = "{Region: us-east-1}", two = "{Region: eu-west-1}", three = "{Region: eu-north-1}";
  EXPECT_THAT(refusals(compare(replicas(one), replicas(one + "," + two))), IsEmpty());
  EXPECT_THAT(refusals(compare(replicas(one + "," + two), replicas(one + "," + three))),
              ElementsAre("R adds the replica in eu-north-1 and removes that in eu-west-1, but DynamoDB only adds or "
                          "removes one replica per update; split the change"));
  const std::string strong = ", MultiRegionConsistency: STRONG";
  EXPECT_THAT(refusals(compare(replicas(one, strong), replicas(one + "," + two + "," + three, strong))), IsEmpty());
  EXPECT_THAT(refusals(compare(table("GlobalSecondaryIndexes: []"),
                               table("GlobalSecondaryIndexes: [{IndexName: a}, {IndexName: b}]"))),
              ElementsAre(HasSubstr("R creates a, b, but DynamoDB only creates or deletes one")));
  // What functions decide is not known.
  EXPECT_THAT(refusals(compare(replicas(one + "," + two), replicas("{Region: !Ref A}, {Region: !Ref B}"))), IsEmpty());
  EXPECT_THAT(refusals(compare(table("GlobalSecondaryIndexes: [{IndexName: a}, {IndexName: b}]"),
                               table("GlobalSecondaryIndexes: !If [C, [{IndexName: a}, {IndexName: b}], []]"))),
              ElementsAre(HasSubstr("R deletes a, b when not C, but DynamoDB")));
}

TEST(Change, AnIndexThatIsExchangedIsNotUpdated) {
  const auto table = [](const std::string& index, const std::string& key) {
    return one_resource("AWS::DynamoDB::Table", "GlobalSecondaryIndexes: [{IndexName: " + index +
                                                    ", KeySchema: [{AttributeName: " + key + ", KeyType: HASH}]}]");
  };
  EXPECT_THAT(refusals(compare(table("i1", "a"), table("i2", "b"))),
              ElementsAre(HasSubstr("R creates i2 and deletes i1, but DynamoDB only creates or deletes one")));
  EXPECT_THAT(refusals(compare(table("i1", "a"), table("i1", "b"))),
              ElementsAre(HasSubstr("give the index another name to create it anew")));
}

// https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions.html
TEST(Change, AFileThatIsPartOfATemplateNeedsNoResources) {
  const auto refused = [](const std::string& name) {
    const auto side = [&](const std::string& text) { return open(std::make_shared<const SourceFile>(name, text)); };
    return refusals(compare_templates(*side("Resources: {Q: {Type: AWS::SQS::Queue}}"), *side("Resources: {}")));
  };
  EXPECT_THAT(refused("template.yaml"), ElementsAre(HasSubstr("The new template has no resources")));
  EXPECT_THAT(refused("site/.ebextensions/01.config"), IsEmpty());
}

TEST(Change, AFileThatIsPartOfATemplateMayReferToOthers) {
  const auto refused = [](const std::string& name) {
    const auto side = [&](const std::string& text) { return open(std::make_shared<const SourceFile>(name, text)); };
    const std::string user =
        "  P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !GetAtt Q.QueueName}}\n";
    return refusals(
        compare_templates(*side("Resources:\n  Q: {Type: AWS::SQS::Queue}\n" + user), *side("Resources:\n" + user)));
  };
  EXPECT_THAT(refused("template.yaml"), ElementsAre(HasSubstr("The resource Q is removed, but P still refers to it")));
  EXPECT_THAT(refused("site/.ebextensions/01.config"), IsEmpty());
}

// With the language extensions a policy may be a function of parameters, whose Defaults decide nothing.
TEST(Change, APolicyThatParametersDecideIsNotCertain) {
  const auto table = [](const std::string& policy, const std::string& name, const std::string& parameter) {
    return "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: String" + parameter +
           "}}\nConditions: {C: !Equals [!Ref P, a]}\nResources: {T: {Type: AWS::DynamoDB::Table, "
           "UpdateReplacePolicy: " +
           policy + ", Properties: {TableName: " + name + "}}}";
  };
  const auto lost = [&](const std::string& policy, const std::string& parameter, const Values& values = {}) {
    return messages(compare(table(policy, "a", parameter), table(policy, "b", parameter), values, values),
                    RiskKind::DataLoss);
  };
  for (const char* parameter : {"", ", Default: a", ", Default: b"}) {
    EXPECT_THAT(lost("!If [C, Retain, Delete]", parameter), ElementsAre(HasSubstr("the old one may be deleted")));
    EXPECT_THAT(lost("!If [C, Retain, Delete]", parameter, {{"P", "a"}}), IsEmpty());
    EXPECT_THAT(lost("!If [C, Retain, Delete]", parameter, {{"P", "b"}}),
                ElementsAre(HasSubstr("the old one is deleted")));
    EXPECT_THAT(lost("!If [C, Retain, Retain]", parameter), IsEmpty());
  }
  EXPECT_THAT(lost("!Ref P", ", Default: Retain"), ElementsAre(HasSubstr("the old one may be deleted")));
  EXPECT_THAT(lost("!Ref P", ", Default: Delete", {{"P", "Retain"}}), IsEmpty());
}

TEST(Change, APolicyIsTheOneOfTheCaseInWhichTheResourceGoes) {
  const auto side = [](const std::string& resources) {
    return "Transform: AWS::LanguageExtensions\nParameters: {Env: {Type: String}}\nConditions: {P: !Equals [!Ref Env, "
           "prod], NP: !Not [!Condition P]}\nResources:\n  N: {Type: AWS::SNS::Topic}\n" +
           resources + "\n";
  };
  const auto told = [&](const std::string& before, const std::string& after) {
    std::vector<std::string> found;
    for (const ResourceChange& one : compare(side(before), side(after)).resources) {
      found.push_back(one.policy + (one.is_policy_open ? "?" : "") + " when " + one.when);
    }
    return found;
  };
  const auto queue = [](const std::string& condition, const std::string& name) {
    return "  Q: {Type: AWS::SQS::Queue, " + condition +
           "DeletionPolicy: !If [P, Retain, Delete], UpdateReplacePolicy: !If [P, Retain, Delete], Properties: "
           "{QueueName: " +
           name + "}}";
  };
  EXPECT_THAT(told(queue("Condition: P, ", "a"), ""), ElementsAre("Retain when P"));
  EXPECT_THAT(told(queue("Condition: NP, ", "a"), ""), ElementsAre("Delete when NP"));
  EXPECT_THAT(told(queue("", "a"), ""), ElementsAre("Delete? when "));
  EXPECT_THAT(told(queue("", "a"), queue("Condition: NP, ", "a")), ElementsAre("Retain when not NP"));
  // The old one is replaced in some cases only.
  EXPECT_THAT(told(queue("Condition: P, ", "a"), queue("Condition: P, ", "b")), ElementsAre("Retain when P"));
  EXPECT_THAT(told(queue("", "a"), queue("", "!If [P, b, a]")), ElementsAre("Retain when "));
  EXPECT_THAT(told(queue("", "a"), queue("", "!If [P, a, b]")), ElementsAre("Delete when "));
  EXPECT_THAT(told(queue("", "a"), queue("", "!If [P, c, b]")), ElementsAre("Delete? when "));
}

TEST(Change, OnlyWhatWasNotOpenIsOpenedWide) {
  const auto key = [](const std::string& action, const std::string& principal) {
    return "Resources: {K: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [{Effect: Allow, Action: '" +
           action + "', Resource: '*', Principal: " + principal + "}]}}}}";
  };
  const auto opened = [](const std::string& before, const std::string& after) {
    return messages(compare(before, after), RiskKind::Permission);
  };
  EXPECT_THAT(opened(key("kms:Sign", "{AWS: '1'}"), key("kms:Sign", "{AWS: ['1', '*']}")),
              ElementsAre("K allows kms:Sign to everyone"));
  EXPECT_THAT(opened(key("kms:Sign", "'*'"), key("kms:*", "'*'")), ElementsAre("K allows kms:* to everyone"));
  EXPECT_THAT(opened(key("kms:*", "{AWS: '*'}"), key("kms:Sign", "'*'")), IsEmpty());
  EXPECT_THAT(opened(key("*", "'*'"), key("kms:*", "'*'")), IsEmpty());
  EXPECT_THAT(opened(key("kms:*", "{AWS: '1'}"), key("kms:Sign", "'*'")), ElementsAre("K allows kms:Sign to everyone"));
  const auto group = [](const std::string& rule) {
    return "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, SecurityGroupIngress: [{" +
           rule + ", CidrIp: 0.0.0.0/0}]}}}";
  };
  const std::string all = "IpProtocol: '-1'", ssh = "IpProtocol: tcp, FromPort: 22, ToPort: 22";
  EXPECT_THAT(opened(group(all), group(ssh)), IsEmpty());
  EXPECT_THAT(opened(group("IpProtocol: tcp, FromPort: 20, ToPort: 30"), group(ssh)), IsEmpty());
  EXPECT_THAT(opened(group("IpProtocol: udp, FromPort: 20, ToPort: 30"), group(ssh)), SizeIs(1));
  EXPECT_THAT(opened(group(ssh), group("IpProtocol: tcp, FromPort: 20, ToPort: 30")), SizeIs(1));
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-deployment.html
TEST(Change, DeploymentsOfWebSocketApisDoNotPickUpChanges) {
  const auto api = [](const std::string& key, const std::string& stage) {
    return "Resources:\n  A: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: WEBSOCKET}}\n"
           "  R: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref A, RouteKey: " +
           key + "}}\n  D: {Type: AWS::ApiGatewayV2::Deployment, Properties: {ApiId: !Ref A}}\n" + stage;
  };
  EXPECT_THAT(messages(compare(api("a", ""), api("b", "")), RiskKind::NotPickedUp),
              ElementsAre(HasSubstr("deployment D of API A does not")));
  const std::string alone = "  S: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref A, AutoDeploy: true}}\n";
  EXPECT_THAT(messages(compare(api("a", alone), api("b", alone)), RiskKind::NotPickedUp), IsEmpty());
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
TEST(Change, ShardsOfACacheChangeOnlineWhereThePolicySaysSo) {
  const auto cache = [](const std::string& policy, int count) {
    return "Resources: {C: {Type: AWS::ElastiCache::ReplicationGroup, " + policy +
           " Properties: {NumNodeGroups: " + std::to_string(count) + ", ReplicationGroupDescription: d}}}";
  };
  const std::string online = "UpdatePolicy: {UseOnlineResharding: true},";
  EXPECT_EQ(compare(cache(online, 1), cache(online, 2)).resources.at(0).effect, UpdateEffect::NoInterruption);
  EXPECT_EQ(compare(cache(online, 1), cache("", 2)).resources.at(0).effect, UpdateEffect::MayReplace);
  EXPECT_EQ(compare(cache("", 1), cache("", 2)).resources.at(0).effect, UpdateEffect::MayReplace);
}

TEST(Change, OpenPortsAreFoundHoweverTheAddressesAreWritten) {
  const auto group = [](const std::string& peer, const std::string& port = "22") {
    return "Parameters: {C: {Type: String, Default: 0.0.0.0/0}, D: {Type: String, Default: 10.0.0.0/8}, "
           "S: {Type: String, Default: 0.0.0.0/0, NoEcho: true}}\n" +
           one_resource("AWS::EC2::SecurityGroup", "SecurityGroupIngress: [{IpProtocol: tcp, FromPort: " + port +
                                                       ", ToPort: " + port + ", " + peer + "}]");
  };
  const std::string closed = group("CidrIp: 10.0.0.0/8");
  const auto opened = [&](const std::string& peer, Values values = {}) {
    return messages(compare(closed, group(peer), values, values), RiskKind::Permission);
  };
  EXPECT_THAT(opened("CidrIp: 0.0.0.0/0"), ElementsAre("R opens port 22 to 0.0.0.0/0"));
  EXPECT_THAT(opened("CidrIp: !Ref C"), ElementsAre("R opens port 22 to !Ref C (0.0.0.0/0 by default)"));
  EXPECT_THAT(opened("CidrIp: !Ref D", {{"D", "0.0.0.0/0"}}), SizeIs(1));
  for (const std::string all : {"'::/0'", "0::/0", "'0:0:0:0:0:0:0:0/0'"}) {
    EXPECT_THAT(opened("CidrIpv6: " + all), SizeIs(1)) << all;
  }
  EXPECT_THAT(opened("CidrIp: !Ref D"), IsEmpty());
  EXPECT_THAT(opened("CidrIp: !Ref C", {{"C", "10.1.0.0/16"}}), IsEmpty());
  EXPECT_THAT(opened("CidrIp: 0.0.0.0/8"), IsEmpty());
  EXPECT_THAT(opened("SourceSecurityGroupId: sg-1"), IsEmpty());
  EXPECT_THAT(render_change_text(compare(closed, group("CidrIp: !Ref S")), {}), Not(HasSubstr("0.0.0.0/0")));
}

// Exports go by their names, not by the outputs that have them.
TEST(Change, AProtocolIsTheSameUnderItsNumber) {
  const auto group = [](const std::string& protocol, const std::string& from, const std::string& to) {
    return one_resource("AWS::EC2::SecurityGroup", "SecurityGroupIngress: [{IpProtocol: " + protocol + ", FromPort: " +
                                                       from + ", ToPort: " + to + ", CidrIp: 0.0.0.0/0}]");
  };
  for (const char* number : {"6", "'6'", "TCP"}) {
    EXPECT_THAT(compare(group("tcp", "22", "22"), group(number, "22", "22")).openings, IsEmpty()) << number;
    EXPECT_THAT(opened(group("tcp", "20", "25"), group(number, "22", "22")), IsEmpty()) << number;
    EXPECT_THAT(opened(group("tcp", "20", "25"), group(number, "22", "26")), SizeIs(1)) << number;
  }
  EXPECT_THAT(opened(group("tcp", "20", "25"), group("17", "22", "22")), ElementsAre("R opens port 22 to 0.0.0.0/0"));
  EXPECT_THAT(opened(group("tcp", "22", "22"), group("1", "8", "-1")), ElementsAre(HasSubstr("ICMP of type 8")));
}

TEST(Change, APortThatARuleWhichStaysOpensIsNotOpened) {
  const auto rule = [](const std::string& protocol, const std::string& ports, const std::string& peer = "0.0.0.0/0") {
    return "{IpProtocol: '" + protocol + "', " + ports + ", CidrIp: " + peer + "}";
  };
  const auto with = [&](const std::string& rules) {
    return one_resource("AWS::EC2::SecurityGroup", "SecurityGroupIngress: [" + rules + "]");
  };
  const std::string ssh = "FromPort: 22, ToPort: 22", all = "FromPort: 0, ToPort: 65535";
  const auto added = [&](const std::string& there, const std::string& more) {
    return opened(with(there), with(there + ", " + more));
  };
  EXPECT_THAT(added(rule("tcp", all), rule("6", ssh)), IsEmpty());
  EXPECT_THAT(added(rule("-1", all), rule("udp", ssh)), IsEmpty());
  EXPECT_THAT(added(rule("tcp", all), rule("udp", ssh)), SizeIs(1));
  EXPECT_THAT(added(rule("tcp", ssh), rule("tcp", all)), SizeIs(1));
  EXPECT_THAT(added(rule("tcp", all, "10.0.0.0/8"), rule("tcp", ssh)), SizeIs(1));
}

TEST(Change, StatementsThatSayTheSameAreNoChange) {
  const auto bucket = [](const std::string& statement) {
    return "Resources: {B: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: b, PolicyDocument: {Statement: [{Effect: "
           "Allow, " +
           statement + "}]}}}}";
  };
  const auto rows = [&](const std::string& before, const std::string& after) {
    return compare(bucket(before), bucket(after)).statements;
  };
  const std::string rest = ", Resource: '*', Principal: '*'";
  EXPECT_THAT(rows("Action: 's3:GetObject'" + rest, "Action: ['s3:GetObject']" + rest), IsEmpty());
  EXPECT_THAT(
      rows("Action: ['s3:GetObject', 's3:PutObject']" + rest, "Action: ['s3:putobject', 's3:getobject']" + rest),
      IsEmpty());
  EXPECT_THAT(rows("Action: 's3:GetObject'" + rest, "Action: 's3:PutObject'" + rest), SizeIs(2));
  const std::string read = "Action: 's3:GetObject', Resource: '*', Principal: ";
  EXPECT_THAT(rows(read + "'*'", read + "{AWS: '*'}"), IsEmpty());
  EXPECT_THAT(rows(read + "'*'", read + "{AWS: ['*']}"), IsEmpty());
  EXPECT_THAT(rows(read + "{AWS: '123456789012'}", read + "{AWS: 'arn:aws:iam::123456789012:root'}"), IsEmpty());
  EXPECT_THAT(rows(read + "{AWS: '*'}", read + "{Service: '*'}"), SizeIs(2));
  EXPECT_THAT(rows("Not" + read + "'*'", read + "'*'"), SizeIs(2));
}

TEST(ChangeRisks, AnExportThatAnotherOutputTakesOverChangesItsValue) {
  const auto exports = [](const std::string& a, const std::string& b, const std::string& value = "vb") {
    return "Resources: {K: {Type: AWS::SNS::Topic}}\nOutputs:\n  A: {Value: va, Export: {Name: " + a +
           "}}\n  B: {Value: " + value + ", Export: {Name: " + b + "}}\n";
  };
  const auto told = [](const TemplateChange& change) {
    std::vector<std::string> found;
    for (const Risk& risk : change.risks) {
      if (risk.kind == RiskKind::Refused) found.push_back(risk.message.substr(0, risk.message.find(", which")));
    }
    return found;
  };
  using ::testing::UnorderedElementsAre;
  EXPECT_THAT(told(compare(exports("ea", "eb"), exports("eb", "ea"))),
              UnorderedElementsAre("Export ea changes its value", "Export eb changes its value"));
  EXPECT_THAT(told(compare(exports("ea", "eb", "va"), exports("eb", "ea", "va"))), UnorderedElementsAre());
  EXPECT_THAT(told(compare(exports("ea", "eb"), exports("eb", "!Sub eb"))),
              UnorderedElementsAre("Export ea is removed", "Outputs A and B both export eb"));
  EXPECT_THAT(told(compare(exports("eb", "eb"), exports("eb", "eb"))), UnorderedElementsAre());
}

}  // namespace
}  // namespace virga
