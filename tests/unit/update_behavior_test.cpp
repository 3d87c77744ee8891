// The effects of updates, compared with "Update requires" on the pages of
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "compiler/change/update_behavior.h"

namespace virga {
namespace {

constexpr UpdateEffect kNone = UpdateEffect::NoInterruption;
constexpr UpdateEffect kSome = UpdateEffect::SomeInterruption;
constexpr UpdateEffect kMay = UpdateEffect::MayReplace;
constexpr UpdateEffect kReplace = UpdateEffect::Replace;
constexpr UpdateEffect kRefused = UpdateEffect::Unsupported;

struct Fact {
  const char* type;
  const char* page;
  const char* property;
  UpdateEffect effect;
};

constexpr Fact kFacts[] = {
    {"AWS::ApiGateway::Resource", "aws-resource-apigateway-resource.html", "PathPart", kReplace},
    {"AWS::ApiGateway::RestApi", "aws-resource-apigateway-restapi.html", "Body", kNone},
    {"AWS::ApiGateway::RestApi", "aws-resource-apigateway-restapi.html", "Name", kNone},
    {"AWS::ApiGateway::Stage", "aws-resource-apigateway-stage.html", "DeploymentId", kNone},
    {"AWS::ApiGateway::Stage", "aws-resource-apigateway-stage.html", "StageName", kReplace},
    {"AWS::AutoScaling::AutoScalingGroup", "aws-resource-autoscaling-autoscalinggroup.html", "MaxSize", kNone},
    {"AWS::AutoScaling::AutoScalingGroup", "aws-resource-autoscaling-autoscalinggroup.html", "AutoScalingGroupName",
     kReplace},
    {"AWS::AutoScaling::LaunchConfiguration", "aws-resource-autoscaling-launchconfiguration.html", "ImageId", kReplace},
    {"AWS::CertificateManager::Certificate", "aws-resource-certificatemanager-certificate.html", "DomainName",
     kReplace},
    {"AWS::CertificateManager::Certificate", "aws-resource-certificatemanager-certificate.html", "Tags", kNone},
    {"AWS::CloudFormation::Stack", "aws-resource-cloudformation-stack.html", "TimeoutInMinutes", kRefused},
    {"AWS::CloudFormation::WaitCondition", "aws-resource-cloudformation-waitcondition.html", "Timeout", kRefused},
    {"AWS::CloudFormation::WaitCondition", "aws-resource-cloudformation-waitcondition.html", "Handle", kRefused},
    {"AWS::CloudFront::Distribution", "aws-resource-cloudfront-distribution.html", "DistributionConfig", kNone},
    {"AWS::CloudWatch::Alarm", "aws-resource-cloudwatch-alarm.html", "AlarmName", kReplace},
    {"AWS::CloudWatch::Alarm", "aws-resource-cloudwatch-alarm.html", "Threshold", kNone},
    {"AWS::Cognito::UserPool", "aws-resource-cognito-userpool.html", "Policies", kNone},
    // The page of the type says "No interruption".
    {"AWS::Cognito::UserPool", "cognito-user-pool-updating.html", "UsernameAttributes", kRefused},
    {"AWS::DynamoDB::Table", "aws-resource-dynamodb-table.html", "AttributeDefinitions", kSome},
    {"AWS::DynamoDB::Table", "aws-resource-dynamodb-table.html", "BillingMode", kNone},
    {"AWS::DynamoDB::Table", "aws-resource-dynamodb-table.html", "KeySchema", kReplace},
    {"AWS::DynamoDB::Table", "aws-resource-dynamodb-table.html", "TableName", kReplace},
    {"AWS::DynamoDB::Table", "aws-properties-dynamodb-table-localsecondaryindex.html", "LocalSecondaryIndexes",
     kRefused},
    {"AWS::EC2::EIP", "aws-resource-ec2-eip.html", "InstanceId", kSome},
    {"AWS::EC2::Instance", "aws-resource-ec2-instance.html", "AvailabilityZone", kReplace},
    {"AWS::EC2::Instance", "aws-resource-ec2-instance.html", "IamInstanceProfile", kNone},
    {"AWS::EC2::Instance", "aws-resource-ec2-instance.html", "InstanceType", kMay},
    {"AWS::EC2::Instance", "aws-resource-ec2-instance.html", "ImageId", kReplace},
    {"AWS::EC2::Instance", "aws-resource-ec2-instance.html", "KeyName", kReplace},
    {"AWS::EC2::Instance", "aws-resource-ec2-instance.html", "Monitoring", kNone},
    {"AWS::EC2::LaunchTemplate", "aws-resource-ec2-launchtemplate.html", "LaunchTemplateData", kNone},
    {"AWS::EC2::LaunchTemplate", "aws-resource-ec2-launchtemplate.html", "LaunchTemplateName", kReplace},
    {"AWS::EC2::NatGateway", "aws-resource-ec2-natgateway.html", "SubnetId", kReplace},
    {"AWS::EC2::Route", "aws-resource-ec2-route.html", "DestinationCidrBlock", kReplace},
    {"AWS::EC2::Route", "aws-resource-ec2-route.html", "GatewayId", kNone},
    {"AWS::EC2::SecurityGroup", "aws-resource-ec2-securitygroup.html", "GroupDescription", kReplace},
    {"AWS::EC2::SecurityGroup", "aws-resource-ec2-securitygroup.html", "SecurityGroupIngress", kNone},
    {"AWS::EC2::SecurityGroup", "aws-resource-ec2-securitygroup.html", "VpcId", kReplace},
    {"AWS::EC2::Subnet", "aws-resource-ec2-subnet.html", "AvailabilityZone", kReplace},
    {"AWS::EC2::Subnet", "aws-resource-ec2-subnet.html", "MapPublicIpOnLaunch", kNone},
    {"AWS::EC2::Volume", "aws-resource-ec2-volume.html", "Encrypted", kRefused},
    {"AWS::EC2::Volume", "aws-resource-ec2-volume.html", "Size", kNone},
    {"AWS::EC2::VPC", "aws-resource-ec2-vpc.html", "CidrBlock", kReplace},
    {"AWS::EC2::VPC", "aws-resource-ec2-vpc.html", "EnableDnsSupport", kNone},
    {"AWS::EC2::VPC", "aws-resource-ec2-vpc.html", "InstanceTenancy", kMay},
    {"AWS::ECR::Repository", "aws-resource-ecr-repository.html", "RepositoryName", kReplace},
    {"AWS::ECR::Repository", "aws-resource-ecr-repository.html", "LifecyclePolicy", kNone},
    {"AWS::ECS::Cluster", "aws-resource-ecs-cluster.html", "ClusterName", kReplace},
    {"AWS::ECS::Service", "aws-resource-ecs-service.html", "Cluster", kReplace},
    {"AWS::ECS::Service", "aws-resource-ecs-service.html", "DesiredCount", kNone},
    {"AWS::ECS::Service", "aws-resource-ecs-service.html", "TaskDefinition", kNone},
    {"AWS::ECS::TaskDefinition", "aws-resource-ecs-taskdefinition.html", "ContainerDefinitions", kReplace},
    {"AWS::ECS::TaskDefinition", "aws-resource-ecs-taskdefinition.html", "Cpu", kReplace},
    {"AWS::EFS::FileSystem", "aws-resource-efs-filesystem.html", "Encrypted", kReplace},
    {"AWS::EFS::FileSystem", "aws-resource-efs-filesystem.html", "ThroughputMode", kNone},
    {"AWS::ElastiCache::ReplicationGroup", "aws-resource-elasticache-replicationgroup.html", "AtRestEncryptionEnabled",
     kReplace},
    {"AWS::ElastiCache::ReplicationGroup", "aws-resource-elasticache-replicationgroup.html", "NumNodeGroups", kMay},
    {"AWS::ElastiCache::CacheCluster", "aws-resource-elasticache-cachecluster.html", "NumCacheNodes", kMay},
    {"AWS::ElasticLoadBalancingV2::Listener", "aws-resource-elasticloadbalancingv2-listener.html", "Certificates",
     kSome},
    {"AWS::ElasticLoadBalancingV2::Listener", "aws-resource-elasticloadbalancingv2-listener.html", "LoadBalancerArn",
     kReplace},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "aws-resource-elasticloadbalancingv2-loadbalancer.html", "Scheme",
     kReplace},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "aws-resource-elasticloadbalancingv2-loadbalancer.html",
     "SecurityGroups", kNone},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "aws-resource-elasticloadbalancingv2-targetgroup.html", "Port",
     kReplace},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "aws-resource-elasticloadbalancingv2-targetgroup.html",
     "HealthCheckPath", kNone},
    {"AWS::Events::Rule", "aws-resource-events-rule.html", "Name", kReplace},
    {"AWS::Events::Rule", "aws-resource-events-rule.html", "ScheduleExpression", kNone},
    {"AWS::IAM::ManagedPolicy", "aws-resource-iam-managedpolicy.html", "Description", kReplace},
    {"AWS::IAM::ManagedPolicy", "aws-resource-iam-managedpolicy.html", "PolicyDocument", kNone},
    {"AWS::IAM::Role", "aws-resource-iam-role.html", "AssumeRolePolicyDocument", kNone},
    {"AWS::IAM::Role", "aws-resource-iam-role.html", "Path", kReplace},
    {"AWS::IAM::Role", "aws-resource-iam-role.html", "RoleName", kReplace},
    {"AWS::KMS::Key", "aws-resource-kms-key.html", "KeyPolicy", kNone},
    {"AWS::KMS::Key", "aws-resource-kms-key.html", "KeySpec", kRefused},
    {"AWS::Kinesis::Stream", "aws-resource-kinesis-stream.html", "Name", kReplace},
    {"AWS::Kinesis::Stream", "aws-resource-kinesis-stream.html", "ShardCount", kNone},
    {"AWS::Lambda::EventSourceMapping", "aws-resource-lambda-eventsourcemapping.html", "BatchSize", kNone},
    {"AWS::Lambda::EventSourceMapping", "aws-resource-lambda-eventsourcemapping.html", "EventSourceArn", kReplace},
    {"AWS::Lambda::Function", "aws-resource-lambda-function.html", "Code", kNone},
    {"AWS::Lambda::Function", "aws-resource-lambda-function.html", "FunctionName", kReplace},
    {"AWS::Lambda::Permission", "aws-resource-lambda-permission.html", "Principal", kReplace},
    {"AWS::Logs::LogGroup", "aws-resource-logs-loggroup.html", "LogGroupName", kReplace},
    {"AWS::Logs::LogGroup", "aws-resource-logs-loggroup.html", "RetentionInDays", kNone},
    {"AWS::Neptune::DBInstance", "aws-resource-neptune-dbinstance.html", "DBInstanceClass", kSome},
    {"AWS::OpenSearchService::Domain", "aws-resource-opensearchservice-domain.html", "EncryptionAtRestOptions", kMay},
    {"AWS::RDS::DBCluster", "aws-resource-rds-dbcluster.html", "KmsKeyId", kReplace},
    {"AWS::RDS::DBCluster", "aws-resource-rds-dbcluster.html", "StorageEncrypted", kReplace},
    {"AWS::RDS::DBCluster", "aws-resource-rds-dbcluster.html", "GlobalClusterIdentifier", kSome},
    {"AWS::RDS::DBCluster", "aws-resource-rds-dbcluster.html", "BackupRetentionPeriod", kNone},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "AllocatedStorage", kNone},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "DBInstanceClass", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "AutoMinorVersionUpgrade", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "BackupRetentionPeriod", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "DBParameterGroupName", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "DBSnapshotIdentifier", kMay},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "EngineVersion", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "MultiAZ", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "PreferredMaintenanceWindow", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "StorageType", kSome},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "DBInstanceIdentifier", kReplace},
    {"AWS::RDS::DBInstance", "aws-resource-rds-dbinstance.html", "KmsKeyId", kReplace},
    {"AWS::RDS::DBSubnetGroup", "aws-resource-rds-dbsubnetgroup.html", "SubnetIds", kNone},
    {"AWS::Redshift::Cluster", "aws-resource-redshift-cluster.html", "MasterUsername", kReplace},
    {"AWS::Redshift::Cluster", "aws-resource-redshift-cluster.html", "NodeType", kNone},
    {"AWS::Route53::RecordSet", "aws-resource-route53-recordset.html", "Name", kReplace},
    {"AWS::Route53::RecordSet", "aws-resource-route53-recordset.html", "TTL", kNone},
    {"AWS::S3::Bucket", "aws-resource-s3-bucket.html", "BucketName", kReplace},
    {"AWS::S3::Bucket", "aws-resource-s3-bucket.html", "VersioningConfiguration", kNone},
    {"AWS::SageMaker::NotebookInstance", "aws-resource-sagemaker-notebookinstance.html", "InstanceType", kSome},
    {"AWS::SageMaker::NotebookInstance", "aws-resource-sagemaker-notebookinstance.html", "SubnetId", kReplace},
    {"AWS::SecretsManager::Secret", "aws-resource-secretsmanager-secret.html", "Name", kReplace},
    {"AWS::SecretsManager::Secret", "aws-resource-secretsmanager-secret.html", "SecretString", kNone},
    {"AWS::SNS::Topic", "aws-resource-sns-topic.html", "DisplayName", kNone},
    {"AWS::SNS::Topic", "aws-resource-sns-topic.html", "FifoTopic", kReplace},
    {"AWS::SQS::Queue", "aws-resource-sqs-queue.html", "FifoQueue", kReplace},
    {"AWS::SQS::Queue", "aws-resource-sqs-queue.html", "VisibilityTimeout", kNone},
    {"AWS::SSM::Parameter", "aws-resource-ssm-parameter.html", "Name", kReplace},
    {"AWS::SSM::Parameter", "aws-resource-ssm-parameter.html", "Value", kNone},
    {"AWS::StepFunctions::StateMachine", "aws-resource-stepfunctions-statemachine.html", "StateMachineType", kReplace},
    {"AWS::StepFunctions::StateMachine", "aws-resource-stepfunctions-statemachine.html", "RoleArn", kNone},
    {"AWS::WorkSpaces::Workspace", "aws-resource-workspaces-workspace.html", "BundleId", kRefused},
    {"AWS::WorkSpaces::Workspace", "aws-resource-workspaces-workspace.html", "UserName", kReplace},
    {"AWS::WorkSpaces::Workspace", "aws-resource-workspaces-workspace.html", "WorkspaceProperties", kNone},
    {"AWS::AmazonMQ::Broker", "aws-resource-amazonmq-broker.html", "EngineVersion", kNone},
    {"AWS::AmazonMQ::Broker", "aws-resource-amazonmq-broker.html", "DeploymentMode", kReplace},
    {"AWS::DMS::ReplicationInstance", "aws-resource-dms-replicationinstance.html", "ReplicationInstanceClass", kNone},
    {"AWS::DMS::ReplicationInstance", "aws-resource-dms-replicationinstance.html", "PubliclyAccessible", kReplace},
    {"AWS::DocDB::DBCluster", "aws-resource-docdb-dbcluster.html", "StorageEncrypted", kReplace},
    {"AWS::DocDB::DBCluster", "aws-resource-docdb-dbcluster.html", "PreferredBackupWindow", kNone},
    {"AWS::EMR::Cluster", "aws-resource-emr-cluster.html", "ReleaseLabel", kReplace},
    {"AWS::EMR::Cluster", "aws-resource-emr-cluster.html", "Tags", kNone},
    {"AWS::Glue::Table", "aws-resource-glue-table.html", "TableInput", kNone},
    {"AWS::Glue::Table", "aws-resource-glue-table.html", "DatabaseName", kReplace},
};

TEST(UpdateBehavior, IsThatOfTheDocumentation) {
  std::set<std::string> types;
  for (const Fact& fact : kFacts) {
    types.insert(fact.type);
    const std::vector<std::string> path = {fact.property};
    EXPECT_EQ(to_string(update_effect(SchemaDatabase::built_in(), fact.type, path)), to_string(fact.effect))
        << fact.type << "." << fact.property << " (" << fact.page << ")";
  }
  EXPECT_GE(types.size(), 40U);
}

TEST(UpdateBehavior, PartsHaveThatOfTheirPropertyUnlessTheTableKnowsMore) {
  const SchemaDatabase& facts = SchemaDatabase::built_in();
  const auto effect = [&](std::string_view type, std::vector<std::string> path) {
    return update_effect(facts, type, path);
  };
  EXPECT_EQ(effect("AWS::AutoScaling::AutoScalingGroup",
                   {"MixedInstancesPolicy", "InstancesDistribution", "OnDemandBaseCapacity"}),
            kSome);
  EXPECT_EQ(effect("AWS::AutoScaling::AutoScalingGroup", {"MixedInstancesPolicy", "InstancesDistribution"}), kNone);
  EXPECT_EQ(effect("AWS::DynamoDB::Table", {"KeySchema", "1", "AttributeName"}), kReplace);
  EXPECT_EQ(effect("AWS::S3::Bucket", {"VersioningConfiguration", "Status"}), kNone);
  EXPECT_EQ(effect("AWS::OpenSearchService::Domain", {"EncryptionAtRestOptions", "KmsKeyId"}), kMay);
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-fsx-filesystem-lustreconfiguration.html
  EXPECT_EQ(effect("AWS::FSx::FileSystem", {"LustreConfiguration", "DeploymentType"}), kMay);
  EXPECT_EQ(effect("AWS::FSx::FileSystem", {"LustreConfiguration", "DataCompressionType"}), kNone);
  EXPECT_EQ(effect("AWS::FSx::FileSystem", {"LustreConfiguration"}), kNone);
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-instance-blockdevicemapping.html
  const std::vector<std::string> size = {"BlockDeviceMappings", "0", "Ebs", "VolumeSize"};
  EXPECT_EQ(effect("AWS::EC2::Instance", size), kReplace);
  EXPECT_EQ(update_effect(facts, "AWS::EC2::Instance", size, ChangeAction::Add), kMay);
  EXPECT_EQ(effect("AWS::EC2::Instance", {"BlockDeviceMappings", "0", "Ebs", "DeleteOnTermination"}), kSome);
  EXPECT_EQ(effect("AWS::EC2::Instance", {"BlockDeviceMappings", "1"}), kMay);
  EXPECT_EQ(effect("Custom::Thing", {"ServiceToken"}), kRefused);
  EXPECT_EQ(effect("Custom::Thing", {"Size"}), kNone);
  EXPECT_EQ(effect("AWS::CloudFormation::CustomResource", {"Size"}), kNone);
  EXPECT_EQ(effect("AWS::DynamoDB::Table", {"LocalSecondaryIndexes", "0", "Projection"}), kRefused);
  EXPECT_EQ(effect("AWS::ElastiCache::SecurityGroupIngress", {"EC2SecurityGroupName"}), kRefused);
  EXPECT_EQ(effect("AWS::DynamoDB::Table", {"GlobalSecondaryIndexes", "0", "KeySchema"}), kRefused);
  EXPECT_EQ(effect("AWS::DynamoDB::Table", {"GlobalSecondaryIndexes", "0", "ProvisionedThroughput"}), kNone);
}

TEST(UpdateBehavior, WhatTheFactsDoNotHaveIsUnknown) {
  const SchemaDatabase& facts = SchemaDatabase::built_in();
  const std::vector<std::string> path = {"Nme"};
  EXPECT_EQ(update_effect(facts, "AWS::S3::Bucket", path), UpdateEffect::Unlisted);
  EXPECT_EQ(update_effect(facts, "AWS::Nothing::Known", path), UpdateEffect::Unknown);
  EXPECT_EQ(replacement_of(UpdateEffect::Unknown), "Conditional");
  EXPECT_TRUE(may_replace(UpdateEffect::Unlisted));
  EXPECT_FALSE(may_replace(UpdateEffect::Unsupported));
}

TEST(UpdateBehavior, NamesThatCannotBeTakenTwice) {
  const SchemaDatabase& facts = SchemaDatabase::built_in();
  EXPECT_EQ(name_property(facts, "AWS::S3::Bucket"), "BucketName");
  EXPECT_EQ(name_property(facts, "AWS::RDS::DBInstance"), "DBInstanceIdentifier");
  EXPECT_EQ(name_property(facts, "AWS::ElastiCache::ReplicationGroup"), "ReplicationGroupId");
  EXPECT_EQ(name_property(facts, "AWS::SSM::Parameter"), "Name");
  EXPECT_EQ(name_property(facts, "AWS::ElastiCache::CacheCluster"), "ClusterName");
  EXPECT_EQ(name_property(facts, "AWS::EC2::SecurityGroup"), "GroupName");
  EXPECT_EQ(name_property(facts, "AWS::Route53::RecordSet"), "");
  EXPECT_EQ(name_property(facts, "AWS::SecretsManager::Secret"), "Name");
  // Names that are labels.
  EXPECT_EQ(name_property(facts, "AWS::Route53::HostedZone"), "");
  EXPECT_EQ(name_property(facts, "AWS::EMR::Cluster"), "");
  // The property names another resource.
  EXPECT_EQ(name_property(facts, "AWS::EKS::AccessEntry"), "");
  EXPECT_EQ(name_property(facts, "AWS::EC2::Instance"), "");
}

TEST(UpdateBehavior, PagesOfTypes) {
  EXPECT_EQ(documentation_page("AWS::S3::Bucket"),
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html");
}

}  // namespace
}  // namespace virga
