// What the old version keeps safe and the new one does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string with(const std::string& type, const std::string& body) {
  return "Parameters: {P: {Type: String, Default: 'true'}, Q: {Type: String}, S: {Type: String}}\n"
         "Conditions: {C: !Equals [!Ref Q, a], D: !Equals [!Ref S, a]}\n"
         "Mappings: {M: {a: {n: 7, b: true}, b: {n: 30, b: true}}, N: {a: {n: 7, b: false}, b: {n: 7, b: true}}}\n"
         "Resources: {R: {Type: '" +
         type + "', " + body + "}}";
}

std::vector<std::string> told(const std::string& type, const std::string& before, const std::string& after) {
  return messages(compare(with(type, "Properties: {" + before + "}"), with(type, "Properties: {" + after + "}")),
                  RiskKind::Unprotected);
}

TEST(Protections, EachIsToldWhenItIsTurnedOffAndNotWhenItIsTurnedOn) {
  struct Case {
    const char *type, *on, *off, *message;
  };
  constexpr Case kCases[] = {
      {"AWS::AutoScaling::AutoScalingGroup", "DeletionProtection: prevent-all-deletion", "DeletionProtection: none",
       "is no longer protected from deletion: DeletionProtection is none"},
      {"AWS::Cassandra::Table", "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false",
       "is no longer recoverable to a point in time: PointInTimeRecoveryEnabled is false"},
      {"AWS::CloudTrail::EventDataStore", "RetentionPeriod: 90", "RetentionPeriod: 30",
       "keeps events for less time: RetentionPeriod is 30, and was 90"},
      // On where it is not set.
      {"AWS::CloudTrail::EventDataStore", "Name: a", "Name: a, TerminationProtectionEnabled: false",
       "is no longer protected from deletion: TerminationProtectionEnabled is false"},
      {"AWS::Cognito::UserPool", "DeletionProtection: ACTIVE", "DeletionProtection: INACTIVE",
       "is no longer protected from deletion: DeletionProtection is INACTIVE"},
      {"AWS::DAX::Cluster", "SSESpecification: {SSEEnabled: true}", "SSESpecification: {SSEEnabled: false}",
       "is no longer encrypted at rest: SSEEnabled is false"},
      {"AWS::DocDB::DBCluster", "DeletionProtection: true", "DeletionProtection: false",
       "is no longer protected from deletion: DeletionProtection is false"},
      {"AWS::DynamoDB::GlobalTable",
       "Replicas: [{Region: a, DeletionProtectionEnabled: true}, {Region: b, DeletionProtectionEnabled: true}]",
       "Replicas: [{Region: b, DeletionProtectionEnabled: true}, {Region: a, DeletionProtectionEnabled: false}]",
       "is no longer protected from deletion: DeletionProtectionEnabled of a is false"},
      {"AWS::DynamoDB::Table", "DeletionProtectionEnabled: true", "BillingMode: PAY_PER_REQUEST",
       "may no longer be protected from deletion: DeletionProtectionEnabled is not set"},
      {"AWS::DynamoDB::Table", "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}",
       "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: 'false'}",
       "is no longer recoverable to a point in time: PointInTimeRecoveryEnabled is false"},
      {"AWS::EC2::Instance", "DisableApiTermination: true", "DisableApiTermination: false",
       "is no longer protected from termination: DisableApiTermination is false"},
      {"AWS::EC2::Instance",
       "BlockDeviceMappings: [{DeviceName: /dev/a, Ebs: {DeleteOnTermination: true}}, {DeviceName: /dev/b, Ebs: "
       "{DeleteOnTermination: false}}]",
       "BlockDeviceMappings: [{DeviceName: /dev/b, Ebs: {DeleteOnTermination: true}}, {DeviceName: /dev/a, Ebs: "
       "{DeleteOnTermination: true}}]",
       "is no longer keeping its volumes when it is terminated: DeleteOnTermination of /dev/b is true"},
      {"AWS::EC2::Instance", "NetworkInterfaces: [{DeviceIndex: '0', DeleteOnTermination: 'false'}]",
       "NetworkInterfaces: [{DeviceIndex: 0, DeleteOnTermination: 'true'}]",
       "is no longer keeping its network interfaces when it is terminated: DeleteOnTermination of 0 is true"},
      {"AWS::EC2::LaunchTemplate",
       "LaunchTemplateData: {BlockDeviceMappings: [{DeviceName: /dev/a, Ebs: {Encrypted: true}}]}",
       "LaunchTemplateData: {BlockDeviceMappings: [{DeviceName: /dev/a, Ebs: {Encrypted: false}}]}",
       "is no longer encrypting its volumes at rest: Encrypted of /dev/a is false"},
      {"AWS::EC2::LaunchTemplate",
       "LaunchTemplateData: {BlockDeviceMappings: [{DeviceName: /dev/a, Ebs: {DeleteOnTermination: false}}]}",
       "LaunchTemplateData: {BlockDeviceMappings: [{DeviceName: /dev/a, Ebs: {VolumeSize: 9}}]}",
       "may no longer be keeping the volumes of its instances when they are terminated: DeleteOnTermination of /dev/a "
       "is not set"},
      {"AWS::Glue::DataCatalogEncryptionSettings",
       "DataCatalogEncryptionSettings: {EncryptionAtRest: {CatalogEncryptionMode: SSE-KMS}}",
       "DataCatalogEncryptionSettings: {EncryptionAtRest: {CatalogEncryptionMode: DISABLED}}",
       "is no longer encrypted at rest: CatalogEncryptionMode is DISABLED"},
      {"AWS::KinesisFirehose::DeliveryStream",
       "DeliveryStreamType: DirectPut, DeliveryStreamEncryptionConfigurationInput: {KeyType: AWS_OWNED_CMK}",
       "DeliveryStreamType: DirectPut",
       "is no longer encrypted at rest: DeliveryStreamEncryptionConfigurationInput is not set"},
      // On where it is not set, and not needed with a key.
      {"AWS::SQS::Queue", "DelaySeconds: 1", "SqsManagedSseEnabled: false",
       "is no longer encrypted at rest: SqsManagedSseEnabled is false"},
      {"AWS::SQS::Queue", "KmsMasterKeyId: alias/a, SqsManagedSseEnabled: false", "SqsManagedSseEnabled: false",
       "is no longer encrypted at rest: SqsManagedSseEnabled is false"},
      {"AWS::WorkSpaces::Workspace", "RootVolumeEncryptionEnabled: true", "RootVolumeEncryptionEnabled: false",
       "is no longer encrypting its root volume: RootVolumeEncryptionEnabled is false"},
      {"AWS::EFS::FileSystem", "BackupPolicy: {Status: ENABLED}", "BackupPolicy: {Status: DISABLED}",
       "is no longer backed up automatically: Status is DISABLED"},
      {"AWS::ElasticLoadBalancingV2::LoadBalancer",
       "LoadBalancerAttributes: [{Key: a, Value: b}, {Key: deletion_protection.enabled, Value: 'true'}]",
       "LoadBalancerAttributes: [{Key: deletion_protection.enabled, Value: 'false'}]",
       "is no longer protected from deletion: deletion_protection.enabled is false"},
      {"AWS::IAM::Role", "PermissionsBoundary: !Ref P", "RoleName: a",
       "is no longer limited by a permissions boundary: PermissionsBoundary is not set"},
      {"AWS::Backup::BackupPlan", "BackupPlan: {BackupPlanRule: [{RuleName: a, Lifecycle: {DeleteAfterDays: -1}}]}",
       "BackupPlan: {BackupPlanRule: [{RuleName: a, Lifecycle: {DeleteAfterDays: 30}}]}",
       "keeps backups for less time: DeleteAfterDays of a is 30, and was -1"},
      {"AWS::Backup::BackupVault", "LockConfiguration: {MinRetentionDays: 90}",
       "LockConfiguration: {MinRetentionDays: 7}", "keeps backups for less time: MinRetentionDays is 7, and was 90"},
      {"AWS::DLM::LifecyclePolicy", "PolicyDetails: {Schedules: [{Name: a, RetainRule: {Count: 30}}]}",
       "PolicyDetails: {Schedules: [{Name: a, RetainRule: {Count: 3}}]}",
       "keeps fewer backups: Count of a is 3, and was 30"},
      // 0 is for ever.
      {"AWS::Events::Archive", "RetentionDays: 0", "RetentionDays: 30",
       "keeps events for less time: RetentionDays is 30, and was 0"},
      {"AWS::SQS::Queue", "QueueName: a", "QueueName: a, MessageRetentionPeriod: 60",
       "keeps messages for less time: MessageRetentionPeriod is 60, and was not set"},
      {"AWS::Kinesis::Stream", "RetentionPeriodHours: 48", "Name: a",
       "may keep records for less time: RetentionPeriodHours is not set, and was 48"},
      {"AWS::Kinesis::Stream", "StreamEncryption: {EncryptionType: KMS, KeyId: a}", "Name: a",
       "is no longer encrypted at rest: EncryptionType is not set"},
      // For ever where it is not set.
      {"AWS::Logs::LogGroup", "LogGroupName: a", "LogGroupName: a, RetentionInDays: 30",
       "keeps log events for less time: RetentionInDays is 30, and was not set"},
      {"AWS::Neptune::DBCluster", "StorageEncrypted: true", "StorageEncrypted: false",
       "is no longer encrypted at rest: StorageEncrypted is false"},
      {"AWS::RDS::DBCluster", "DeletionProtection: true", "DeletionProtection: false",
       "is no longer protected from deletion: DeletionProtection is false"},
      {"AWS::RDS::DBInstance", "BackupRetentionPeriod: 7", "BackupRetentionPeriod: 0",
       "keeps no automated backups: BackupRetentionPeriod is 0, and was 7"},
      {"AWS::S3::Bucket", "VersioningConfiguration: {Status: Enabled}", "BucketName: a",
       "may no longer be keeping old versions of its objects: Status is not set"},
      {"AWS::SNS::Topic", "KmsMasterKeyId: a", "DisplayName: a",
       "is no longer encrypted at rest: KmsMasterKeyId is not set"},
      {"AWS::VerifiedPermissions::PolicyStore", "DeletionProtection: {Mode: ENABLED}",
       "DeletionProtection: {Mode: DISABLED}", "is no longer protected from deletion: Mode is DISABLED"},
  };
  for (const Case& one : kCases) {
    EXPECT_THAT(told(one.type, one.on, one.off), ElementsAre(std::string("R (") + one.type + ") " + one.message));
    EXPECT_THAT(told(one.type, one.off, one.on), IsEmpty()) << one.type;
    EXPECT_THAT(told(one.type, one.on, std::string(one.on) + ", Tags: []"), IsEmpty()) << one.type;
  }
}

TEST(Protections, ConditionsParametersAndMappingsSayWhen) {
  const auto database = [](const std::string& before, const std::string& after) {
    return told("AWS::RDS::DBCluster", "Engine: a, DeletionProtection: " + before,
                "Engine: a, DeletionProtection: " + after);
  };
  const std::string lost = "R (AWS::RDS::DBCluster) is no longer protected from deletion";
  const std::string maybe = "R (AWS::RDS::DBCluster) may no longer be protected from deletion";
  EXPECT_THAT(database("true", "!If [C, true, false]"), ElementsAre(lost + " when not C: DeletionProtection is false"));
  EXPECT_THAT(database("!If [C, true, false]", "false"), ElementsAre(lost + " when C: DeletionProtection is false"));
  EXPECT_THAT(database("!If [C, true, false]", "!If [C, false, true]"),
              ElementsAre(lost + " when C: DeletionProtection is false"));
  EXPECT_THAT(database("!If [C, true, false]", "!If [D, true, false]"),
              ElementsAre(lost + " when C and not D: DeletionProtection is false"));
  EXPECT_THAT(database("!FindInMap [M, !Ref Q, b]", "!FindInMap [N, !Ref Q, b]"),
              ElementsAre(lost + " when Q is a: DeletionProtection is false"));
  EXPECT_THAT(database("!Ref P", "false"), ElementsAre(maybe + ": DeletionProtection is false"));
  EXPECT_THAT(database("!Ref Q", "false"), IsEmpty());
  EXPECT_THAT(database("true", "!Ref Q"), IsEmpty());
  EXPECT_THAT(database("!Ref P", "!Ref P"), IsEmpty());
  // A resource that comes, or goes, in that case loses nothing.
  EXPECT_THAT(messages(compare(with("AWS::RDS::DBCluster", "Properties: {DeletionProtection: true}"),
                               with("AWS::RDS::DBCluster", "Condition: C, Properties: {DeletionProtection: false}")),
                       RiskKind::Unprotected),
              ElementsAre(lost + " when C: DeletionProtection is false"));
}

TEST(Protections, AnItemThatIsNotKnownMayBeTheOne) {
  const auto balancer = [](const std::string& items) {
    return told("AWS::ElasticLoadBalancingV2::LoadBalancer",
                "LoadBalancerAttributes: [{Key: deletion_protection.enabled, Value: 'true'}]",
                "LoadBalancerAttributes: " + items);
  };
  const std::string lost = "R (AWS::ElasticLoadBalancingV2::LoadBalancer) may no longer be protected from deletion";
  EXPECT_THAT(balancer("[]"), ElementsAre(lost + ": deletion_protection.enabled is not set"));
  EXPECT_THAT(balancer("[!If [C, {Key: deletion_protection.enabled, Value: 'true'}, !Ref AWS::NoValue]]"),
              ElementsAre(lost + " when not C: deletion_protection.enabled is not set"));
  EXPECT_THAT(balancer("[{Key: !Ref Q, Value: 'true'}]"), IsEmpty());
  EXPECT_THAT(balancer("!Ref Q"), IsEmpty());
  // A replica that goes is another matter.
  EXPECT_THAT(told("AWS::DynamoDB::GlobalTable",
                   "Replicas: [{Region: a, DeletionProtectionEnabled: true}, {Region: b}]", "Replicas: [{Region: b}]"),
              IsEmpty());
}

TEST(Protections, PoliciesThatNoLongerKeepData) {
  const auto policies = [](const std::string& type, const std::string& before, const std::string& after) {
    return messages(compare(with(type, before + "Metadata: {A: a}"), with(type, after + "Metadata: {A: a}")),
                    RiskKind::Unprotected);
  };
  const std::string table = "AWS::DynamoDB::Table", retain = "DeletionPolicy: Retain, ";
  EXPECT_THAT(policies(table, retain, ""),
              ElementsAre("The data of R (AWS::DynamoDB::Table) is no longer kept when it is removed: DeletionPolicy "
                          "is not set, and was Retain"));
  EXPECT_THAT(policies(table, "UpdateReplacePolicy: RetainExceptOnCreate, ", "UpdateReplacePolicy: Delete, "),
              ElementsAre("The data of R (AWS::DynamoDB::Table) is no longer kept when it is replaced: "
                          "UpdateReplacePolicy is Delete, and was Retain"));
  EXPECT_THAT(policies("AWS::EC2::Volume", "DeletionPolicy: Snapshot, ", ""), SizeIs(1));
  EXPECT_THAT(policies(table, "", retain), IsEmpty());
  // CloudFormation takes a snapshot by itself, keeps what is in a bucket, or there are no data.
  EXPECT_THAT(policies("AWS::RDS::DBInstance", retain, ""), IsEmpty());
  EXPECT_THAT(policies("AWS::S3::Bucket", retain, ""), IsEmpty());
  EXPECT_THAT(policies("AWS::SNS::Topic", retain, ""), IsEmpty());
}

TEST(Protections, APolicyThatConditionsDecideIsLostInSomeCases) {
  const auto table = [](const std::string& policies) {
    return "Transform: AWS::LanguageExtensions\nParameters: {Env: {Type: String}}\nConditions: {P: !Equals [!Ref Env, "
           "prod]}\nResources: {R: {Type: AWS::DynamoDB::Table, " +
           policies + ", Properties: {BillingMode: PAY_PER_REQUEST}}}";
  };
  const auto lost = [&](const std::string& before, const std::string& after) {
    return messages(compare(table(before), table(after)), RiskKind::Unprotected);
  };
  const std::string some = "DeletionPolicy: !If [P, Retain, Delete]";
  EXPECT_THAT(lost(some, "DeletionPolicy: Delete"),
              ElementsAre("The data of R (AWS::DynamoDB::Table) is no longer kept when it is removed, when P: "
                          "DeletionPolicy is Delete, and was Retain"));
  EXPECT_THAT(lost(some, "DeletionPolicy: Retain"), IsEmpty());
  EXPECT_THAT(lost(some, "DeletionPolicy: !If [P, Retain, Snapshot]"), IsEmpty());
  EXPECT_THAT(lost(some, "Metadata: {A: a}"), SizeIs(1));
}

TEST(Protections, APolicyIsLostOnlyWhereTheResourceIs) {
  const auto table = [](const std::string& attributes) {
    return "Transform: AWS::LanguageExtensions\nParameters: {Env: {Type: String}}\nConditions: {P: !Equals [!Ref Env, "
           "prod], D: !Equals [!Ref Env, dev], NP: !Not [!Condition P]}\nResources: {R: {Type: AWS::DynamoDB::Table, " +
           attributes + "Properties: {BillingMode: PAY_PER_REQUEST}}, T: {Type: AWS::SNS::Topic}}";
  };
  const auto compared = [&](const std::string& before, const std::string& after) {
    return compare(table(before), table(after));
  };
  const std::string some = "DeletionPolicy: !If [P, Retain, Delete], UpdateReplacePolicy: !If [P, Retain, Delete], ";
  for (const char* condition : {"Condition: NP, ", "Condition: D, "}) {
    EXPECT_TRUE(compared(condition + some, condition).is_empty()) << condition;
    EXPECT_THAT(messages(compared(some, condition), RiskKind::Unprotected), IsEmpty()) << condition;
  }
  EXPECT_THAT(messages(compared("Condition: P, " + some, "Condition: P, "), RiskKind::Unprotected),
              ElementsAre(HasSubstr("is no longer kept when it is removed, when P: "),
                          HasSubstr("is no longer kept when it is replaced, when P: ")));
}

TEST(Protections, AnotherPropertyMayProtectAsWell) {
  const std::string queue = "AWS::SQS::Queue", managed = "SqsManagedSseEnabled: true",
                    off = "SqsManagedSseEnabled: false", key = "KmsMasterKeyId: alias/a";
  EXPECT_THAT(told(queue, managed, off + ", " + key), IsEmpty());
  EXPECT_THAT(told(queue, off, off + ", DelaySeconds: 1"), IsEmpty());
  EXPECT_THAT(told(queue, key, "DelaySeconds: 1"), IsEmpty());
  EXPECT_THAT(
      told(queue, managed, off + ", KmsMasterKeyId: !If [C, alias/a, !Ref AWS::NoValue]"),
      ElementsAre("R (AWS::SQS::Queue) is no longer encrypted at rest when not C: SqsManagedSseEnabled is false"));
  EXPECT_THAT(told(queue, off + ", KmsMasterKeyId: !If [C, alias/a, !Ref AWS::NoValue]", off),
              ElementsAre("R (AWS::SQS::Queue) is no longer encrypted at rest when C: SqsManagedSseEnabled is false"));
}

TEST(Protections, ItemsOfListsAreToldApart) {
  const std::string instance = "AWS::EC2::Instance";
  const auto volumes = [](const std::string& name, const std::string& goes, const std::string& more = "") {
    return "BlockDeviceMappings: [{DeviceName: " + name + ", Ebs: {DeleteOnTermination: " + goes + "}}" + more + "]";
  };
  EXPECT_THAT(told(instance, volumes("a", "false"), volumes("b", "true")), IsEmpty());
  EXPECT_THAT(told(instance, volumes("a", "false"), volumes("!Ref Q", "true")), IsEmpty());
  EXPECT_THAT(
      told(instance, volumes("a", "false"),
           "BlockDeviceMappings: !If [C, !Ref AWS::NoValue, [{DeviceName: a, "
           "Ebs: {DeleteOnTermination: !If [D, true, false]}}]]"),
      ElementsAre("R (AWS::EC2::Instance) is no longer keeping its volumes when it is terminated when not C and "
                  "D: DeleteOnTermination of a is true"));
}

TEST(Protections, AParameterThatNoLongerHidesItsValueIsTold) {
  const auto hidden = [](const std::string& how) {
    return "Parameters: {A: {Type: String" + how + "}}\nResources: {T: {Type: AWS::SNS::Topic}}\n";
  };
  const auto lost = [&](const std::string& before, const std::string& after) {
    return messages(compare(hidden(before), hidden(after)), RiskKind::Unprotected);
  };
  EXPECT_THAT(lost(", NoEcho: true", ""), ElementsAre("Parameter A no longer hides its value: NoEcho is not set"));
  EXPECT_THAT(lost(", NoEcho: 'true'", ", NoEcho: 'false'"),
              ElementsAre("Parameter A no longer hides its value: NoEcho is false"));
  EXPECT_THAT(lost("", ", NoEcho: true"), IsEmpty());
  EXPECT_THAT(lost(", NoEcho: true", ", NoEcho: true, MinLength: 8"), IsEmpty());
  EXPECT_THAT(
      messages(compare(hidden(", NoEcho: true"), "Resources: {T: {Type: AWS::SNS::Topic}}\n"), RiskKind::Unprotected),
      IsEmpty());
}

}  // namespace
}  // namespace virga
