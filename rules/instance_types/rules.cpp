#include "rules/instance_types/rules.h"

#include "rules/instance_types/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3025", "Unknown RDS instance class", "RDS does not have this instance class.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html"},
    {"E3617", "Unknown Managed Blockchain instance type", "Managed Blockchain does not have this instance type.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-managedblockchain-node-nodeconfiguration.html"},
    {"E3620", "Unknown DocumentDB instance class", "DocumentDB does not have this instance class.",
     "https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-classes.html"},
    {"E3621", "Unknown AppStream instance type", "AppStream does not have this instance type.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appstream-fleet.html"},
    {"E3628", "Unknown EC2 instance type", "EC2 does not have this instance type.",
     "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html", nullptr, check_ec2_type},
    {"E3635", "Unknown Neptune instance class", "Neptune does not have this instance class.",
     "https://docs.aws.amazon.com/neptune/latest/userguide/instance-types.html"},
    {"E3640", "Unknown SageMaker Model Monitor instance type",
     "SageMaker Model Monitor does not have this instance type.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MonitoringClusterConfig.html", nullptr,
     check_processing_type},
    {"E3641", "Unknown GameLift instance type", "GameLift does not have this instance type.",
     "https://docs.aws.amazon.com/gamelift/latest/apireference/API_CreateFleet.html", nullptr, check_gamelift_type},
    {"E3642", "Unknown SageMaker inference instance type", "SageMaker inference does not have this instance type.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RealTimeInferenceConfig.html", nullptr,
     check_hosting_type},
    {"E3643", "Unknown SageMaker batch transform instance type",
     "SageMaker batch transform does not have this instance type.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html", nullptr,
     check_transform_type},
    {"E3644", "Unknown SageMaker HyperPod instance type", "SageMaker HyperPod does not have this instance type.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterInstanceGroupSpecification.html", nullptr,
     check_cluster_type},
    {"E3647", "Unknown ElastiCache node type", "ElastiCache does not have this node type.",
     "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html"},
    {"E3652", "Unknown Elasticsearch instance type", "Elasticsearch does not have this instance type.",
     "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html"},
    {"E3653", "Unknown OpenSearch instance type", "OpenSearch does not have this instance type.",
     "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html"},
    {"E3667", "Unknown Redshift node type", "Redshift does not have this node type.",
     "https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html"},
    {"E3670", "Unknown Amazon MQ instance type", "Amazon MQ does not have this instance type.",
     "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/activemq-broker-instance-types.html"},
    {"E3672", "Unknown DAX node type", "DAX does not have this node type.",
     "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.cluster.html"},
    {"E3675", "Unknown EMR instance type", "EMR does not have this instance type.",
     "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-supported-instance-types.html"},
    {"E3694", "Unsupported instance class of a Multi-AZ DB cluster",
     "The instance class of a Multi-AZ DB cluster must have local storage.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html"},
};

}  // namespace

std::span<const Rule> instance_types_rules() { return kRules; }

}  // namespace virga
