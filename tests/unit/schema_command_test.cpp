// `virga schema`: names, pages, differences.
#include "compiler/driver/schema_command.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/driver/schema_update.h"
#include "compiler/driver/settings.h"
#include "compiler/support/dates.h"
#include "compiler/workspace/run_settings.h"
#include "schemas/layered_database.h"
#include "schemas/schema_words.h"

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

TEST(SchemaCommand, AgesAreSortedWithTheirPages) {
  const std::string ages = schema_ages(facts(), *parse_date("2027-01-01"));
  EXPECT_NE(
      ages.find(
          "   36 days 2026-11-26  schemas/overlay/tables/rds-retired-versions.yaml  https://docs.aws.amazon.com/"),
      std::string::npos)
      << ages;
  EXPECT_LT(ages.find("2026-11-22"), ages.find("2026-11-26"));
}

// If this fails, read the page again, correct the overlay and update its date.
TEST(SchemaCommand, NoFactIsOlderThanAYear) {
  constexpr std::int64_t kYear = 365;
  for (std::string_view file : facts().keys("fact-dates")) {
    const std::vector<std::string_view> row = facts().lookup("fact-dates", file);
    ASSERT_EQ(row.size(), 2U) << file;
    const std::optional<std::int64_t> day = parse_date(row[0]);
    ASSERT_TRUE(day.has_value()) << file;
    EXPECT_LE(*today() - *day, kYear) << file << " was read on " << row[0] << " from " << row[1];
  }
}

TEST(Dates, OnlyDatesOfTheCalendar) {
  EXPECT_EQ(parse_date("1970-01-02"), 1);
  EXPECT_EQ(parse_date("2026-11-26"), 20783);
  for (std::string_view text :
       {"", "2026-11-2", "2026-02-30", "2026-13-01", "2026/11/26", "x026-11-26", "2026-11-2x"}) {
    EXPECT_FALSE(parse_date(text).has_value()) << text;
  }
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

// Valid for draft 7 validators: contains no advice, and our keywords are replaced by standard ones.
TEST(SchemaCommand, JsonIsASchemaOfDraft7) {
  const auto queue = nlohmann::json::parse(schema_json_text(facts(), place_of("AWS::SQS::Queue")));
  EXPECT_EQ(queue["$schema"], "http://json-schema.org/draft-07/schema#");
  const std::string text = queue.dump();
  for (const char* part : {R"("rule":"I)", R"("rule":"W)", R"("rule":"V)", "requiredXor", "requiredOr",
                           "dependentRequired", "prefixItems", "contentSchema"}) {
    EXPECT_EQ(text.find(part), std::string::npos) << part << " in " << text;
  }
  const auto group = nlohmann::json::parse(schema_json_text(facts(), place_of("AWS::EC2::SecurityGroupIngress")));
  EXPECT_NE(group["allOf"].dump().find(R"({"oneOf":[{"required":["CidrIp"]},{"required":["CidrIpv6"]})"),
            std::string::npos)
      << group["allOf"].dump();
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
  EXPECT_NE(property.find("128 to 32768"), std::string::npos) << property;
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
  const auto changed = with_overrides(facts(), nlohmann::json::parse(R"({"ExcludeResourceTypes": ["AWS::S3::Bucket"],
    "Patches": {"AWS::SQS::Queue": [{"op": "remove", "path": "/properties/FifoQueue"},
      {"op": "add", "path": "/properties/New", "value": {"type": "boolean"}},
      {"op": "add", "path": "/properties/DelaySeconds/type", "value": "string"}],
    "AWS::S3::AccessPoint": [{"op": "replace", "path": "/properties/NetworkOrigin/enum", "value": ["VPC", "Moon"]}]}})"));
  ASSERT_TRUE(changed) << changed.message();
  const std::string changes = schema_changes(facts(), **changed);
  EXPECT_NE(changes.find("- AWS::S3::Bucket\n"), std::string::npos) << changes;
  EXPECT_NE(changes.find("- AWS::SQS::Queue.FifoQueue\n"), std::string::npos);
  EXPECT_NE(changes.find("+ AWS::SQS::Queue.New: boolean\n"), std::string::npos);
  EXPECT_NE(changes.find("~ AWS::SQS::Queue.DelaySeconds is string, was integer\n"), std::string::npos);
  EXPECT_NE(changes.find("~ AWS::S3::AccessPoint.NetworkOrigin now accepts Moon\n"), std::string::npos);
  EXPECT_NE(changes.find("~ AWS::S3::AccessPoint.NetworkOrigin no longer accepts Internet\n"), std::string::npos);
}

TEST(SchemaWords, TypesAreNamed) {
  EXPECT_EQ(type_phrase(place_of("AWS::EC2::Instance.BlockDeviceMappings").property->schema),
            "list of {DeviceName, Ebs, NoDevice, …}");
  EXPECT_EQ(type_phrase(place_of("AWS::Lambda::Function.Environment.Variables").property->schema), "map of string");
  EXPECT_EQ(type_phrase(Schema()), "anything");
}

}  // namespace
}  // namespace virga
