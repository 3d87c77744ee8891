// Facts of resource types that do not hang on the packages: lint and diff both use them.
#pragma once

#include <algorithm>
#include <string_view>

namespace virga {

// Custom::Anything and AWS::CloudFormation::CustomResource, whose provider decides on their properties.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
inline bool is_custom_resource(std::string_view type) {
  return type == "AWS::CloudFormation::CustomResource" || type.starts_with("Custom::");
}

// Whether CloudFormation can take a snapshot before it deletes a resource of this type (DeletionPolicy: Snapshot).
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
inline bool takes_snapshots(std::string_view type) {
  constexpr std::string_view kTypes[] = {"AWS::DocDB::DBCluster",          "AWS::EC2::Volume",
                                         "AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup",
                                         "AWS::Neptune::DBCluster",        "AWS::RDS::DBCluster",
                                         "AWS::RDS::DBInstance",           "AWS::Redshift::Cluster"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

}  // namespace virga
