#include "rules/instance_types/rules.h"

#include "rules/instance_types/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3025", "No instance type of RDS", "RDS refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html"},
    {"E3617", "No instance type of Managed Blockchain",
     "Managed Blockchain refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-managedblockchain-node-nodeconfiguration.html"},
    {"E3620", "No instance type of DocumentDB", "DocumentDB refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-classes.html"},
    {"E3621", "No instance type of AppStream", "AppStream refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appstream-fleet.html"},
    {"E3628", "No instance type of EC2", "EC2 refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html", nullptr, check_ec2_type},
    {"E3635", "No instance type of Neptune", "Neptune refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/neptune/latest/userguide/instance-types.html"},
    {"E3640", "No instance type of SageMaker Model Monitor",
     "SageMaker Model Monitor refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MonitoringClusterConfig.html", nullptr,
     check_processing_type},
    {"E3641", "No instance type of GameLift", "GameLift refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/gamelift/latest/apireference/API_CreateFleet.html", nullptr, check_gamelift_type},
    {"E3642", "No instance type of SageMaker Inference",
     "SageMaker Inference refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_RealTimeInferenceConfig.html", nullptr,
     check_hosting_type},
    {"E3643", "No instance type of SageMaker batch transform",
     "SageMaker batch transform refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html", nullptr,
     check_transform_type},
    {"E3644", "No instance type of SageMaker HyperPod",
     "SageMaker HyperPod refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClusterInstanceGroupSpecification.html", nullptr,
     check_cluster_type},
    {"E3647", "No instance type of ElastiCache", "ElastiCache refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html"},
    {"E3652", "No instance type of Elasticsearch", "Elasticsearch refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html"},
    {"E3653", "No instance type of OpenSearch", "OpenSearch refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html"},
    {"E3667", "No instance type of Redshift", "Redshift refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html"},
    {"E3670", "No instance type of Amazon MQ", "Amazon MQ refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/activemq-broker-instance-types.html"},
    {"E3672", "No instance type of DAX", "DAX refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.cluster.html"},
    {"E3675", "No instance type of EMR", "EMR refuses an instance type that it does not have.",
     "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-supported-instance-types.html"},
    {"E3694", "No instance class of a Multi-AZ DB cluster",
     "RDS refuses a Multi-AZ DB cluster of a class without local storage.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html"},
};

}  // namespace

std::span<const Rule> instance_types_rules() { return kRules; }

}  // namespace virga
