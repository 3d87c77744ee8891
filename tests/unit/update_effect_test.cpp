// Effects that more than the property decides on, compared with the pages of the types.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string resource(const std::string& type, const std::string& properties, const std::string& attributes = {}) {
  return one_resource(type, properties, attributes, "Parameters: {P: {Type: String}}");
}

UpdateEffect effect(const std::string& before, const std::string& after) {
  const TemplateChange change = compare(before, after);
  return change.resources.empty() ? UpdateEffect::None : change.resources.front().effect;
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-opensearchservice-domain.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticsearch-domain.html
TEST(UpdateEffect, TheUpdatePolicyDecidesOnTheVersionOfADomain) {
  for (const auto& [type, property] : {std::pair("AWS::OpenSearchService::Domain", "EngineVersion"),
                                       {"AWS::Elasticsearch::Domain", "ElasticsearchVersion"}}) {
    const auto with = [domain = std::string(type), name = std::string(property)](const std::string& version,
                                                                                 const std::string& policy) {
      return resource(domain, name + ": " + version,
                      policy.empty() ? "" : "UpdatePolicy: {EnableVersionUpgrade: " + policy + "}");
    };
    EXPECT_EQ(effect(with("a", ""), with("b", "")), UpdateEffect::Replace) << type;
    EXPECT_EQ(effect(with("a", "false"), with("b", "false")), UpdateEffect::Replace) << type;
    EXPECT_EQ(effect(with("a", ""), with("b", "true")), UpdateEffect::NoInterruption) << type;
    EXPECT_EQ(effect(with("a", ""), with("b", "!Ref P")), UpdateEffect::MayReplace) << type;
    // The default may be the same version.
    EXPECT_EQ(
        effect(resource(type, "DomainName: a"), resource(type, "DomainName: a, " + std::string(property) + ": b")),
        UpdateEffect::MayReplace)
        << type;
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-opensearchservice-domain.html
TEST(UpdateEffect, WhatIsAddedOrRemovedMayHaveAnotherEffect) {
  const auto with = [](const std::string& more) {
    return resource("AWS::OpenSearchService::Domain", "DomainName: a" + more);
  };
  const std::string vpc = ", VPCOptions: {SubnetIds: [a]}", key = ", EncryptionAtRestOptions: {Enabled: true}";
  EXPECT_EQ(effect(with(vpc), with("")), UpdateEffect::Replace);
  EXPECT_EQ(effect(with(vpc), with(", VPCOptions: {SubnetIds: [b]}")), UpdateEffect::NoInterruption);
  EXPECT_EQ(effect(with(""), with(key)), UpdateEffect::NoInterruption);
  EXPECT_EQ(effect(with(key), with("")), UpdateEffect::MayReplace);
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
TEST(UpdateEffect, AnAttributeDefinitionThatIsEditedReplacesTheTable) {
  const auto with = [](const std::string& attributes) {
    std::string list;
    for (const char attribute : attributes) {
      const bool is_number = attribute >= 'A' && attribute <= 'Z';
      list += std::string(list.empty() ? "" : ", ") + "{AttributeName: " + static_cast<char>(attribute | 0x20) +
              ", AttributeType: " + (is_number ? "N" : "S") + "}";
    }
    return resource("AWS::DynamoDB::Table", "AttributeDefinitions: [" + list + "]");
  };
  EXPECT_EQ(effect(with("ab"), with("aB")), UpdateEffect::Replace);
  EXPECT_EQ(effect(with("ab"), with("Ba")), UpdateEffect::Replace);
  EXPECT_EQ(effect(with("ab"), with("Bc")), UpdateEffect::Replace);
  EXPECT_EQ(effect(with("ab"), with("aC")), UpdateEffect::SomeInterruption);
  EXPECT_EQ(effect(with("ab"), with("a")), UpdateEffect::SomeInterruption);
  EXPECT_THAT(compare(with("ab"), with("aB")).risks, ElementsAre(testing::Field(&Risk::kind, RiskKind::DataLoss)));
}

TEST(UpdateEffect, AnAttributeDefinitionIsEditedByWhatItIsMadeOf) {
  const auto with = [](const std::string& fallback, const std::string& name, const std::string& type) {
    return "Parameters: {P: {Type: String, Default: " + fallback +
           "}, Q: {Type: String}, A: {Type: String, Default: a}}\n" + "Conditions: {C: !Equals [!Ref P, N]}\n" +
           "Resources: {R: {Type: AWS::DynamoDB::Table, Properties: {" +
           "AttributeDefinitions: [{AttributeName: " + name + ", AttributeType: " + type + "}]}}}";
  };
  const auto effect_of = [](const std::string& before, const std::string& after, const Values& old_values = {},
                            const Values& new_values = {}) {
    const TemplateChange change = compare(before, after, old_values, new_values);
    return change.resources.empty() ? UpdateEffect::None : change.resources.front().effect;
  };
  const std::string of_p = with("S", "a", "!Ref P"), by_condition = with("S", "a", "!If [C, N, S]");
  EXPECT_EQ(effect_of(of_p, with("N", "a", "!Ref P")), UpdateEffect::MayReplace) << "unless a deployment gives P";
  EXPECT_EQ(effect_of(of_p, of_p, {{"P", "S"}}, {{"P", "N"}}), UpdateEffect::Replace);
  EXPECT_EQ(effect_of(by_condition, by_condition, {{"P", "S"}}, {{"P", "N"}}), UpdateEffect::Replace);
  EXPECT_EQ(effect_of(with("S", "a", "S"), with("S", "a", "!Ref Q")), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of(with("S", "!Ref A", "S"), with("S", "!Ref A", "N")), UpdateEffect::Replace);
  EXPECT_EQ(effect_of(with("S", "!Ref Q", "S"), with("S", "!Ref Q", "N")), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of(with("S", "a", "S"), with("S", "b", "N")), UpdateEffect::SomeInterruption) << "another attribute";
}

TEST(UpdateEffect, MoreTypesLoseDataThanThePackagesKnow) {
  for (const char* type :
       {"AWS::MSK::Cluster", "AWS::CodeCommit::Repository", "AWS::S3Tables::Table", "AWS::APS::Workspace"}) {
    EXPECT_THAT(compare("Resources: {A: {Type: '" + std::string(type) + "'}, B: {Type: AWS::SNS::Topic}}",
                        "Resources: {B: {Type: AWS::SNS::Topic}}")
                    .risks,
                ElementsAre(testing::Field(&Risk::kind, RiskKind::DataLoss)))
        << type;
  }
  EXPECT_THAT(compare("Resources: {A: {Type: AWS::S3::Bucket}, B: {Type: AWS::SNS::Topic}}",
                      "Resources: {B: {Type: AWS::SNS::Topic}}")
                  .risks,
              IsEmpty());
}

}  // namespace
}  // namespace virga
