#include "rules/storage/rules.h"

#include "rules/storage/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3039", "Attributes and keys of a table do not match",
     "DynamoDB refuses a table whose keys use other attributes than those that it declares.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html",
     check_table_keys},
    {"E3045", "Access control list of a bucket that has them disabled",
     "New buckets have access control lists disabled, and S3 refuses to create them with one.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"},
    {"W3045", "Access control lists are a thing of the past",
     "S3 recommends policies in place of access control lists, which new buckets have disabled.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html"},
};

}  // namespace

std::span<const Rule> storage_rules() { return kRules; }

}  // namespace virga
