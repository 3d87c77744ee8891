#include "rules/rds/rules.h"

#include "rules/rds/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3062", "Instance class not supported by the engine version",
     "RDS refuses an instance class that the version of the engine does not support.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Compare-v2-v3.html"},
    {"E3682", "Cluster property on an Aurora instance",
     "Aurora sets storage, snapshots and authentication on the cluster; on an instance they do not apply.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3686", "Scaling configuration of the other Aurora Serverless version",
     "Aurora Serverless v1 and v2 have different scaling configurations, and RDS refuses that of the other version.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3689", "Monitoring interval without a role, or a role without it",
     "Enhanced monitoring requires both an interval and a role.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3690", "Unsupported cluster engine", "RDS only supports clusters of Aurora, MySQL and PostgreSQL.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3691", "Unknown engine version", "RDS does not have this version of the engine.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html"},
    {"E3692", "Missing or unsupported property of a Multi-AZ cluster",
     "A MySQL or PostgreSQL cluster requires storage and an instance class, and does not support Aurora properties.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3693", "Property not allowed for Aurora clusters",
     "RDS refuses storage size, IOPS and public access on an Aurora cluster.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3707", "Cluster and instance have different engines",
     "An instance of a cluster must have the engine of the cluster.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3709", "Cluster and instance have different encryption",
     "The instances of a cluster share its storage, so they cannot be encrypted differently.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3719", "Backup retention is out of range",
     "RDS keeps automated backups for 0 to 35 days; for Aurora this is set on the cluster.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3720", "KMS key for unencrypted storage", "RDS refuses a KMS key for storage that is not encrypted.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3721", "Unknown replica mode", "An Oracle or Db2 replica can only be mounted or open-read-only.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"W3688", "Value is taken from the snapshot",
     "A cluster restored from a snapshot has the user name of the snapshot, whatever the template says.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"W3689", "Value is taken from the source cluster",
     "A cluster restored from another cluster has that cluster's password, whatever the template says.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"W3690", "Retired cluster version", "No cluster can be created with a version that RDS has retired.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.VersionPolicy.html", nullptr,
     check_cluster_version},
    {"W3691", "Engine version past end of support",
     "No instance can be created with a version that has reached end of support.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html", nullptr,
     check_instance_version},
    {"W3693", "Performance Insights is ignored",
     "Aurora Serverless v1 does not support Performance Insights, so its settings have no effect.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"W3699", "Replica mode is ignored", "Only Oracle and Db2 replicas have a mode; elsewhere it has no effect.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
};

}  // namespace

std::span<const Rule> rds_rules() { return kRules; }

}  // namespace virga
