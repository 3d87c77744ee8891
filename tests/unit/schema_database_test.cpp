#include "schemas/schema_database.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace virga {
namespace {

const SchemaDatabase& facts() { return SchemaDatabase::built_in(); }

Property property_of(std::string_view type, std::string_view name) {
  const auto found = facts().find_type(type);
  EXPECT_TRUE(found.has_value()) << type;
  const auto properties = found->properties().find(KeywordId::Properties);
  const auto property = properties->find(name);
  EXPECT_TRUE(property.has_value()) << type << "." << name;
  return property.value_or(Property{});
}

TEST(SchemaDatabase, KnowsResourceTypes) {
  EXPECT_GT(facts().type_count(), 1500U);
  const auto bucket = facts().find_type("AWS::S3::Bucket");
  ASSERT_TRUE(bucket.has_value());
  EXPECT_EQ(bucket->name(), "AWS::S3::Bucket");
  EXPECT_TRUE(bucket->is_stateful());
  EXPECT_TRUE(bucket->find_attribute("Arn").has_value());
  EXPECT_TRUE(bucket->find_attribute("RegionalDomainName").has_value());
  EXPECT_FALSE(bucket->find_attribute("Nope").has_value());
  EXPECT_EQ(bucket->primary_identifier(0), "BucketName");
  EXPECT_EQ(bucket->ref().types(), json_type::kString);
  EXPECT_FALSE(facts().documentation(bucket->documentation()).empty());
  EXPECT_FALSE(facts().find_type("AWS::S3::Buckets").has_value());
  EXPECT_FALSE(facts().find_type("").has_value());
}

TEST(SchemaDatabase, TypesAreSorted) {
  for (std::uint32_t i = 1; i < facts().type_count(); ++i) {
    EXPECT_LT(facts().type(i - 1).name(), facts().type(i).name());
  }
}

TEST(SchemaDatabase, PropertiesKnowWhatAChangeMeans) {
  EXPECT_EQ(property_of("AWS::SQS::Queue", "FifoQueue").replacement, Replacement::Always);
  EXPECT_EQ(property_of("AWS::SQS::Queue", "DelaySeconds").replacement, Replacement::Never);
  EXPECT_EQ(property_of("AWS::SQS::Queue", "DelaySeconds").schema.types(), json_type::kInteger);
  EXPECT_TRUE(property_of("AWS::SQS::Queue", "Arn").read_only);
  EXPECT_FALSE(property_of("AWS::SQS::Queue", "QueueName").read_only);
}

TEST(SchemaDatabase, UnknownPropertiesAreRefused) {
  const auto queue = facts().find_type("AWS::SQS::Queue");
  const auto rest = queue->properties().find(KeywordId::AdditionalProperties);
  ASSERT_TRUE(rest.has_value());
  EXPECT_TRUE(rest->schema().accepts_none());
}

TEST(SchemaDatabase, ConstraintsOfTheDeclarationsAreThere) {
  EXPECT_EQ(property_of("AWS::Lambda::Function", "Description").schema.find(KeywordId::MaxLength)->number(), 256);
  const Schema layers = property_of("AWS::Lambda::Function", "FileSystemConfigs").schema;
  EXPECT_EQ(layers.find(KeywordId::MaxItems)->number(), 1);
}

TEST(SchemaDatabase, ReadOnlyPropertiesAreMarkedAbove) {
  EXPECT_TRUE(facts().find_type("AWS::S3::Bucket")->properties().has_read_only());
  EXPECT_FALSE(property_of("AWS::S3::Bucket", "Tags").schema.has_read_only());
}

TEST(SchemaDatabase, ValuesOfATableAreFoundWhereverTheyStand) {
  for (const char* table : {"iam-actions", "sagemaker-hosting-sizes"}) {
    for (const std::string_view key : facts().keys(table)) {
      for (const std::string_view value : facts().lookup(table, key)) EXPECT_TRUE(facts().has_value(table, key, value));
    }
  }
  EXPECT_FALSE(facts().has_value("iam-actions", "sqs", "SendMessages"));
  EXPECT_FALSE(facts().has_value("iam-actions", "no such service", ""));
}

TEST(SchemaDatabase, WhatIsNotThereIsEmpty) {
  EXPECT_FALSE(facts().find_schema("no such schema"));
  EXPECT_TRUE(facts().lookup("no such table", "x").empty());
  EXPECT_TRUE(facts().keys("no such table").empty());
  EXPECT_EQ(facts().documentation(0xFFFFFFFF), "");
  EXPECT_NE(facts().provenance().find("service-spec"), std::string_view::npos);
}

}  // namespace
}  // namespace virga
