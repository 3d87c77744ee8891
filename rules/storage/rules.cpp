#include "rules/storage/rules.h"

#include "rules/storage/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    claims(Claim::Missing,
           {"E3039", "Table keys do not match the attribute definitions",
            "DynamoDB refuses a table whose attribute definitions and key attributes differ.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html",
            check_table_keys}),
    {"E3045", "AccessControl on a bucket with ACLs disabled",
     "ACLs are disabled for new buckets, and S3 refuses to create a bucket with one.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"},
    {"E3061", "Unsupported days of an archive tier",
     "S3 moves objects to an archive tier after 90 or 180 days at the earliest and 730 days at the latest.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-tiering.html"},
    claims(Claim::Missing,
           {"E3504", "Backup is deleted too early", "A backup must stay in cold storage for at least 90 days.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-properties-backup-backupplan-lifecycleresourcetype.html",
            nullptr, check_cold_storage}),
    {"E3638", "Provisioned throughput of a PAY_PER_REQUEST table",
     "DynamoDB refuses provisioned throughput on a table with BillingMode PAY_PER_REQUEST.",
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
