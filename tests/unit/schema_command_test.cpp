// `virga schema`: names, pages, differences.
#include "compiler/driver/schema_command.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/driver/schema_update.h"
#include "compiler/driver/schema_words.h"
#include "schemas/layered_database.h"

namespace virga {
namespace {

const SchemaDatabase& facts() { return SchemaDatabase::built_in(); }

SchemaPlace place_of(std::string_view text) {
  const Result<SchemaPlace> place = find_schema_place(facts(), text);
  EXPECT_TRUE(place) << place.message();
  return place ? *place : SchemaPlace{facts().type(0), {}, std::nullopt};
}

std::string error_of(std::string_view text) {
  const Result<SchemaPlace> place = find_schema_place(facts(), text);
  EXPECT_FALSE(place) << text;
  return place.message();
}

TEST(SchemaCommand, PathsStepThroughListsAndMaps) {
  const SchemaPlace place = place_of("AWS::EC2::Instance.NetworkInterfaces[].SubnetId");
  EXPECT_EQ(place.path, (std::vector<std::string>{"NetworkInterfaces", "SubnetId"}));
  EXPECT_EQ(place.property->schema.find(KeywordId::Format)->text(), "AWS::EC2::Subnet.Id");
  EXPECT_EQ(place_of("AWS::EC2::Instance.NetworkInterfaces.SubnetId").path, place.path);
  EXPECT_EQ(place_of("AWS::EC2::Instance.Properties.ImageId").path.front(), "ImageId");
  EXPECT_FALSE(place_of("AWS::S3::Bucket").property.has_value());
}

TEST(SchemaCommand, CaseDoesNotMatterWhereItIsClear) {
  EXPECT_EQ(place_of("aws::s3::bucket.bucketname").path.front(), "BucketName");
}

TEST(SchemaCommand, UnknownNamesGetASuggestion) {
  EXPECT_NE(error_of("AWS::S3::Buckets").find("did you mean AWS::S3::Bucket?"), std::string::npos);
  EXPECT_NE(error_of("AWS::S3::Bucket.BuketName").find("did you mean BucketName?"), std::string::npos);
  EXPECT_NE(error_of("AWS::S3::Bucket.BucketName.Deeper").find("no properties of its own"), std::string::npos);
  EXPECT_NE(error_of("bucket").find("--list bucket"), std::string::npos);
}

TEST(SchemaCommand, ListsByPartsOfNames) {
  EXPECT_EQ(schema_list(facts(), "sqs::queue"),
            "AWS::SQS::Queue\nAWS::SQS::QueueInlinePolicy\nAWS::SQS::QueuePolicy\n");
  EXPECT_EQ(schema_list(facts(), "no such part"), "");
}

TEST(SchemaCommand, PagesSayWhatAPersonWantsToKnow) {
  const std::string type = schema_page(facts(), place_of("AWS::EC2::SecurityGroupIngress"), 100, false);
  EXPECT_NE(type.find("*! IpProtocol"), std::string::npos) << type;
  EXPECT_NE(type.find("exactly one of CidrIp, CidrIpv6"), std::string::npos);
  const std::string property = schema_page(facts(), place_of("AWS::Lambda::Function.MemorySize"), 100, false);
  EXPECT_NE(property.find("128 to 10240"), std::string::npos) << property;
  EXPECT_NE(property.find("updates the resource in place"), std::string::npos);
  EXPECT_EQ(property.find('\033'), std::string::npos);
  const std::string narrow = schema_page(facts(), place_of("AWS::EC2::Instance.InstanceType"), 1, true);
  EXPECT_NE(narrow.find("a1.2xlarge"), std::string::npos);
  EXPECT_NE(narrow.find("more (--json has all)"), std::string::npos);
}

TEST(SchemaCommand, JsonIsASchema) {
  const auto json = nlohmann::json::parse(schema_json_text(facts(), place_of("AWS::SQS::Queue")));
  EXPECT_EQ(json["typeName"], "AWS::SQS::Queue");
  EXPECT_EQ(json["properties"]["DelaySeconds"]["maximum"], 900);
  const auto property = nlohmann::json::parse(schema_json_text(facts(), place_of("AWS::SQS::Queue.DelaySeconds")));
  EXPECT_EQ(property["type"], "integer");
}

TEST(SchemaCommand, EveryTypeHasAPage) {
  for (std::uint32_t i = 0; i < facts().type_count(); ++i) {
    const SchemaPlace place{facts().type(i), {}, std::nullopt};
    EXPECT_NE(schema_page(facts(), place, 80, false).find(facts().type(i).name()), std::string::npos);
  }
}

TEST(SchemaCommand, ChangesAreTold) {
  EXPECT_EQ(schema_changes(facts(), facts()), "");
  std::string error;
  const auto changed = with_overrides(facts(), nlohmann::json::parse(R"({"ExcludeResourceTypes": ["AWS::S3::Bucket"],
    "Patches": {"AWS::SQS::Queue": [{"op": "remove", "path": "/properties/FifoQueue"},
      {"op": "add", "path": "/properties/New", "value": {"type": "boolean"}},
      {"op": "add", "path": "/properties/DelaySeconds/type", "value": "string"}],
    "AWS::S3::AccessPoint": [{"op": "replace", "path": "/properties/NetworkOrigin/enum", "value": ["VPC", "Moon"]}]}})"),
                                      error);
  ASSERT_NE(changed, nullptr) << error;
  const std::string changes = schema_changes(facts(), *changed);
  EXPECT_NE(changes.find("- AWS::S3::Bucket\n"), std::string::npos) << changes;
  EXPECT_NE(changes.find("- AWS::SQS::Queue.FifoQueue\n"), std::string::npos);
  EXPECT_NE(changes.find("+ AWS::SQS::Queue.New: boolean\n"), std::string::npos);
  EXPECT_NE(changes.find("~ AWS::SQS::Queue.DelaySeconds is string, was integer\n"), std::string::npos);
  EXPECT_NE(changes.find("~ AWS::S3::AccessPoint.NetworkOrigin also takes Moon\n"), std::string::npos);
  EXPECT_NE(changes.find("~ AWS::S3::AccessPoint.NetworkOrigin no longer takes Internet\n"), std::string::npos);
}

TEST(SchemaWords, TypesAreNamed) {
  EXPECT_EQ(type_phrase(place_of("AWS::EC2::Instance.BlockDeviceMappings").property->schema),
            "list of {DeviceName, Ebs, NoDevice, …}");
  EXPECT_EQ(type_phrase(place_of("AWS::Lambda::Function.Environment.Variables").property->schema), "map of string");
  EXPECT_EQ(type_phrase(Schema()), "anything");
}

}  // namespace
}  // namespace virga
