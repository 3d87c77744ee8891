// Private resource types and overrides.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "schemas/layered_database.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

using nlohmann::json;

class Folder {
public:
  Folder() : path_(std::filesystem::path(testing::TempDir()) / "virga_schema_layers_test") {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "below");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

private:
  std::filesystem::path path_;
};

constexpr const char* kPrivateType = R"({"typeName": "Acme::Web::Site", "description": "a site",
  "properties": {"Name": {"type": "string", "maxLength": 8, "description": "its name"}, "Url": {"type": "string"},
    "Parts": {"type": "array", "items": {"$ref": "#/definitions/Part"}}},
  "definitions": {"Part": {"type": "object", "properties": {"Port": {"type": "integer"}}}},
  "required": ["Name"], "additionalProperties": false, "handlers": {"create": {"permissions": []}},
  "readOnlyProperties": ["/properties/Url"], "primaryIdentifier": ["/properties/Name"]})";

TEST(SchemaLayers, RegistrySchemasStandBesideTheBuiltInOnes) {
  const Folder folder;
  folder.write("below/site.json", kPrivateType);
  const auto made = with_registry_schemas(SchemaDatabase::built_in(), {folder.path()});
  ASSERT_TRUE(made) << made.message();
  const std::unique_ptr<SchemaDatabase>& facts = *made;
  EXPECT_EQ(facts->type_count(), SchemaDatabase::built_in().type_count() + 1);
  const auto type = facts->find_type("Acme::Web::Site");
  ASSERT_TRUE(type.has_value());
  EXPECT_EQ(facts->documentation(type->documentation()), "a site");
  EXPECT_EQ(type->attribute_count(), 1U);
  EXPECT_EQ(type->attribute(0).name, "Url");
  EXPECT_EQ(type->primary_identifier(0), "Name");
  const auto name = type->properties().find(KeywordId::Properties)->find("Name");
  EXPECT_EQ(name->schema.find(KeywordId::MaxLength)->number(), 8);
  EXPECT_EQ(facts->documentation(name->documentation), "its name");
  EXPECT_TRUE(facts->find_type("AWS::S3::Bucket").has_value());
  EXPECT_TRUE(facts->find_type("Custom::Anything").has_value());
  for (std::uint32_t i = 1; i < facts->type_count(); ++i) {
    ASSERT_LT(facts->type(i - 1).name(), facts->type(i).name());
  }
}

TEST(SchemaLayers, FaultyRegistrySchemasAreNamed) {
  const Folder folder;
  const auto refused = [&](const std::string& file) {
    const auto made = with_registry_schemas(SchemaDatabase::built_in(), {file});
    EXPECT_FALSE(made);
    EXPECT_NE(made.message().find(file), std::string::npos) << made.message();
    return made.message();
  };
  EXPECT_NE(refused(folder.write("a.json", "{")).find("not valid JSON"), std::string::npos);
  EXPECT_NE(refused(folder.write("b.json", "[]")).find("typeName"), std::string::npos);
  EXPECT_NE(refused(folder.write("c.json", R"({"typeName": "A::B::C", "properties": {"x": {"type": "txt"}}})"))
                .find("/properties/x/type"),
            std::string::npos);
  EXPECT_NE(refused(folder.path() + "/none.json").find("it cannot be read"), std::string::npos);
}

TEST(SchemaLayers, OverridesPatchTypes) {
  const json overrides = json::parse(R"({"Patches": {"AWS::SQS::Queue": [
    {"op": "add", "path": "/required", "value": ["QueueName"]},
    {"op": "add", "path": "/properties/QueueName/maxLength", "value": 5},
    {"op": "remove", "path": "/properties/FifoQueue"}]}})");
  const auto made = with_overrides(SchemaDatabase::built_in(), overrides);
  ASSERT_TRUE(made) << made.message();
  const std::unique_ptr<SchemaDatabase>& facts = *made;
  EXPECT_EQ(facts->type_count(), SchemaDatabase::built_in().type_count());
  const auto queue = facts->find_type("AWS::SQS::Queue");
  EXPECT_EQ(queue->properties().find(KeywordId::Required)->name(0), "QueueName");
  const auto properties = queue->properties().find(KeywordId::Properties);
  EXPECT_EQ(properties->find("QueueName")->schema.find(KeywordId::MaxLength)->number(), 5);
  EXPECT_EQ(properties->find("QueueName")->replacement, Replacement::Always);
  EXPECT_FALSE(facts->documentation(properties->find("QueueName")->documentation).empty());
  EXPECT_FALSE(properties->find("FifoQueue").has_value());
  EXPECT_TRUE(queue->find_attribute("Arn").has_value());
}

TEST(SchemaLayers, OverridesChooseTypes) {
  const json overrides = {{"IncludeResourceTypes", {"AWS::S3::*", "AWS::SNS::Topic"}},
                          {"ExcludeResourceTypes", {"*::BucketPolicy"}}};
  const auto made = with_overrides(SchemaDatabase::built_in(), overrides);
  ASSERT_TRUE(made) << made.message();
  const std::unique_ptr<SchemaDatabase>& facts = *made;
  EXPECT_TRUE(facts->find_type("AWS::S3::Bucket").has_value());
  EXPECT_TRUE(facts->find_type("AWS::SNS::Topic").has_value());
  EXPECT_FALSE(facts->find_type("AWS::S3::BucketPolicy").has_value());
  EXPECT_FALSE(facts->find_type("AWS::SQS::Queue").has_value());
}

TEST(SchemaLayers, FaultyOverridesAreRefused) {
  const auto refused = [&](const std::string& text) {
    const auto made = with_overrides(SchemaDatabase::built_in(), json::parse(text));
    EXPECT_FALSE(made) << text;
    return made.message();
  };
  refused("[]");
  refused(R"({"IncludeResourceTypes": [3]})");
  EXPECT_NE(refused(R"({"Patches": {"AWS::No::Type": []}})").find("AWS::No::Type"), std::string::npos);
  EXPECT_NE(refused(R"({"Patches": {"AWS::SQS::Queue": [{"op": "remove", "path": "/properties/Nope"}]}})")
                .find("AWS::SQS::Queue"),
            std::string::npos);
  refused(R"({"Patches": {"AWS::SQS::Queue": {"op": "remove"}}})");
  for (const std::string value : {"5", "[]", "\"x\"", "null"}) {
    EXPECT_NE(refused(R"({"Patches": {"AWS::SQS::Queue": [{"op": "replace", "path": "", "value": )" + value + "}]}}")
                  .find("must stay an object"),
              std::string::npos);
  }
  // Each copy doubles the document.
  std::string copies;
  for (int i = 0; i < 30; ++i) {
    copies +=
        (i == 0 ? "" : ",") + std::string(R"({"op": "copy", "from": "", "path": "/x)") + std::to_string(i) + "\"}";
  }
  EXPECT_NE(refused(R"({"Patches": {"AWS::SQS::Queue": [)" + copies + "]}}").find("too large or nests it too deeply"),
            std::string::npos);
  refused(R"({"Patches": {"AWS::SQS::Queue": [{"op": "add", "path": "/properties/QueueName/type", "value": "x"}]}})");
}

}  // namespace
}  // namespace virga
