// Facts of resource types that do not hang on the packages: lint and diff both use them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/model/macro_calls.h"
#include "compiler/syntax/node.h"

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

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html
inline constexpr std::array<std::string_view, 9> kResourceAttributes = {
    "Condition",  "CreationPolicy", "DeletionPolicy", "DependsOn",          "Metadata",
    "Properties", "Type",           "UpdatePolicy",   "UpdateReplacePolicy"};

// Attributes that only the serverless transform supports.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
inline constexpr std::array<std::string_view, 2> kServerlessAttributes = {"Connectors", "IgnoreGlobals"};

inline bool is_resource_attribute(std::string_view name) {
  return std::find(kResourceAttributes.begin(), kResourceAttributes.end(), name) != kResourceAttributes.end() ||
         std::find(kServerlessAttributes.begin(), kServerlessAttributes.end(), name) != kServerlessAttributes.end();
}

// Whether a resource without Properties has a map under a name that is no attribute's: they may be misspelt.
inline bool may_have_other_properties(const Node& resource) {
  return resource.find("Properties") == nullptr &&
         std::any_of(resource.members().begin(), resource.members().end(), [](const Member& member) {
           return member.value->is_mapping() && !is_resource_attribute(member.key->text()) &&
                  !may_be_macro_call(member);
         });
}

}  // namespace virga
