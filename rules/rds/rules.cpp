#include "rules/rds/rules.h"

#include "rules/rds/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3062", "Class that the engine's version does not have",
     "RDS refuses an instance of a class that the version of its engine does not run on.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html"},
    {"E3682", "Property of the cluster on an Aurora instance",
     "Storage, snapshots and authentication of Aurora are properties of the cluster; on an instance they do not apply.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3686", "Scaling of the other Aurora Serverless",
     "Aurora Serverless v1 and v2 each have a scaling configuration of their own, and RDS refuses that of the other.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3689", "Monitoring interval and role belong together",
     "RDS refuses enhanced monitoring of which it knows only the interval or only the role.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3690", "No engine of a cluster", "RDS makes clusters of Aurora, MySQL and PostgreSQL only.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3691", "No version of the engine", "RDS refuses a version that the engine never had.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html"},
    {"E3692", "Property missing or wrong for a Multi-AZ cluster",
     "A cluster of MySQL or PostgreSQL needs its storage and instance class, and has none of the properties of Aurora.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3693", "Property that an Aurora cluster does not take",
     "RDS refuses storage sizes, IOPS and public access on an Aurora cluster.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"E3707", "Engines of cluster and instance differ",
     "An instance of a cluster has the engine of the cluster, and RDS refuses another.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3709", "Encryption of cluster and instance differ",
     "The instances of a cluster share its storage, and RDS refuses another encryption.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3719", "Retention of backups is out of range",
     "RDS keeps automated backups for 0 to 35 days, and those of Aurora for the cluster alone.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3720", "A key for storage that is not encrypted",
     "RDS refuses a key for the storage of an instance that says its storage is not encrypted.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"E3721", "Unknown replica mode",
     "A replica of Oracle or Db2 is mounted or open-read-only; RDS refuses anything else.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
    {"W3688", "Value that the snapshot decides",
     "A cluster that is restored from a snapshot has the user name of the snapshot, whatever the template says.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"W3689", "Value that the source cluster decides",
     "A cluster that is restored from another has the password of that one, whatever the template says.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"W3690", "Cluster version that is retired", "No cluster can be made with a version that RDS has retired.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.VersionPolicy.html", nullptr,
     check_cluster_version},
    {"W3691", "Version past its end of support",
     "No instance can be made with a version that is past its end of support.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html", nullptr,
     check_instance_version},
    {"W3693", "Performance Insights that are ignored",
     "Aurora Serverless v1 has no Performance Insights, so their settings do nothing.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html"},
    {"W3699", "Replica mode that is ignored", "Only replicas of Oracle and Db2 have a mode; elsewhere it does nothing.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html"},
};

}  // namespace

std::span<const Rule> rds_rules() { return kRules; }

}  // namespace virga
