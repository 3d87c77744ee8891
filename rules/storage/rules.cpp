#include "rules/storage/rules.h"

#include "rules/storage/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    claims(Claim::Missing,
           {"E3039", "Attributes and keys of a table do not match",
            "DynamoDB refuses a table whose keys use other attributes than those that it declares.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html",
            check_table_keys}),
    {"E3045", "Access control list of a bucket that has them disabled",
     "New buckets have access control lists disabled, and S3 refuses to create them with one.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"},
    {"E3061", "Unsupported days of an archive tier",
     "S3 moves objects to an archive tier after 90 or 180 days at the earliest and 730 days at the latest.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-tiering.html"},
    claims(Claim::Missing, {"E3504", "Backup is deleted too early",
                            "A backup that was moved to cold storage stays there for at least 90 days.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-properties-backup-backupplan-lifecycleresourcetype.html",
                            nullptr, check_cold_storage}),
    {"E3638", "Throughput of a table that is paid per request",
     "DynamoDB refuses provisioned throughput on a table that is paid per request.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html"},
    {"E3639", "Missing provisioned throughput",
     "A table requires provisioned throughput unless its BillingMode is PAY_PER_REQUEST.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html"},
    {"E3704", "Missing in-transit encryption setting for Valkey",
     "ElastiCache refuses a Valkey replication group without TransitEncryptionEnabled.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticache-replicationgroup.html"},
    {"W3045", "Legacy AccessControl property",
     "S3 recommends bucket policies over ACLs, which are disabled for new buckets.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"},
};

}  // namespace

std::span<const Rule> storage_rules() { return kRules; }

}  // namespace virga
