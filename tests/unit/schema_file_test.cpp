// The file format: what is written can be read back, and damaged files are harmless.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "schemas/database_file.h"
#include "schemas/facts_compiler.h"
#include "schemas/schema_database.h"
#include "schemas/schema_json.h"

namespace virga {
namespace {

using nlohmann::json;

json small_facts() {
  return json::parse(R"({
    "provenance": "a test",
    "types": {
      "A::B::C": {
        "description": "about C",
        "properties": {
          "Size": {"type": "integer", "minimum": 1, "maximum": 1.5, "replacement": "conditional", "description": "how big"},
          "Kind": {"enum": ["x", 3, true, null, {"a": [1]}]},
          "Tree": {"$ref": "#/definitions/Tree"},
          "Pair": {"type": "array", "items": [{"type": "string"}, {"type": "null"}], "additionalItems": false}
        },
        "required": ["Size"], "additionalProperties": false,
        "dependentExcluded": {"Size": ["Kind"]}, "requiredXor": ["Kind", "Tree"],
        "if": {"required": ["Kind"]}, "then": {"minProperties": 2}, "else": false,
        "definitions": {"Tree": {"type": "object", "properties": {"Left": {"$ref": "#/definitions/Tree"}}}},
        "readOnlyProperties": ["/properties/Size"], "primaryIdentifier": ["/properties/Size"], "stateful": true
      },
      "A::B::D": {"properties": {"X": {"$ref": "virga-type:A::B::C#/definitions/Tree"}}, "anyAttribute": true}
    },
    "schemas": {"named": {"type": "string", "pattern": "^a", "rule": "E1001"}, "other": {"items": {"$ref": "virga:named"}}},
    "tables": {"t": {"b": ["1", "2"], "a": []}, "u": {"ü": ["é"]}}
  })");
}

std::vector<std::byte> small_file() {
  const Result<CompiledFacts> compiled = compile_facts(small_facts(), true);
  EXPECT_TRUE(compiled) << compiled.message();
  return write_database(compiled->store->arrays(), compiled->provenance);
}

// Accesses everything reachable, and counts, so that nothing is optimized away.
std::size_t walk(Schema schema, int depth) {
  if (depth == 0) return 0;
  std::size_t count = schema.types() + schema.accepts_all() + schema.accepts_none();
  for (std::uint32_t i = 0; i < schema.keyword_count(); ++i) {
    const Keyword keyword = schema.keyword(i);
    switch (shape_of(keyword.id())) {
      case KeywordShape::Types:
        count += keyword.types();
        break;
      case KeywordShape::Number:
        count += keyword.number() > 0;
        break;
      case KeywordShape::Boolean:
        count += keyword.boolean();
        break;
      case KeywordShape::Text:
        count += keyword.text().size();
        break;
      case KeywordShape::Schema:
        count += walk(keyword.schema(), depth - 1);
        break;
      case KeywordShape::Schemas:
        for (std::uint32_t k = 0; k < keyword.count(); ++k) count += walk(keyword.schema(k), depth - 1);
        break;
      case KeywordShape::Names:
        for (std::uint32_t k = 0; k < keyword.count(); ++k) count += keyword.name(k).size();
        break;
      case KeywordShape::Literals:
        for (std::uint32_t k = 0; k < keyword.count(); ++k) count += keyword.literal(k).text.size();
        break;
      case KeywordShape::Properties:
        for (std::uint32_t k = 0; k < keyword.count(); ++k) {
          count += keyword.property(k).name.size() + walk(keyword.property(k).schema, depth - 1);
          count += keyword.find(keyword.property(k).name).has_value();
        }
        break;
      case KeywordShape::Dependencies:
        for (std::uint32_t k = 0; k < keyword.count(); ++k) count += keyword.dependency(k).names.size();
        break;
    }
  }
  return count;
}

std::size_t walk(const SchemaDatabase& database) {
  std::size_t count = database.provenance().size();
  for (std::uint32_t i = 0; i < database.type_count(); ++i) {
    const ResourceType type = database.type(i);
    count += type.name().size() + walk(type.properties(), 6) + walk(type.ref(), 3) + type.is_stateful();
    for (std::uint32_t k = 0; k < type.attribute_count(); ++k) count += walk(type.attribute(k).schema, 3);
    for (std::uint32_t k = 0; k < type.definition_count(); ++k) count += type.definition(k).name.size();
    for (std::uint32_t k = 0; k < type.primary_identifier_count(); ++k) count += type.primary_identifier(k).size();
    count += database.documentation(type.documentation()).size() + database.find_type(type.name()).has_value();
  }
  for (const char* table : {"t", "u", "x"}) {
    for (const std::string_view key : database.keys(table)) count += database.lookup(table, key).size();
  }
  for (const char* name : {"named", "other", "x"}) {
    if (const Schema schema = database.find_schema(name)) count += walk(schema, 4);
  }
  return count;
}

class TemporaryFile {
public:
  TemporaryFile() : path_(testing::TempDir() + "virga_schema_file_test.facts") {}
  ~TemporaryFile() {
    std::remove(path_.c_str());
    std::remove((path_ + ".docs").c_str());
  }
  void write(const std::vector<std::byte>& bytes, const char* suffix = "") const {
    std::ofstream file(path_ + suffix, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

TEST(SchemaFile, IsReadBackAsItWasWritten) {
  const Result<CompiledFacts> compiled = compile_facts(small_facts(), true);
  ASSERT_TRUE(compiled) << compiled.message();
  const TemporaryFile file;
  file.write(write_database(compiled->store->arrays(), compiled->provenance));
  file.write(write_documentation(compiled->documentation), ".docs");
  const auto opened = SchemaDatabase::open(file.path());
  ASSERT_TRUE(opened) << opened.message();
  const std::unique_ptr<SchemaDatabase>& database = *opened;
  EXPECT_EQ(database->provenance(), "a test");
  ASSERT_EQ(database->type_count(), 2U);
  const auto type = database->find_type("A::B::C");
  ASSERT_TRUE(type.has_value());
  EXPECT_TRUE(type->is_stateful());
  EXPECT_FALSE(type->accepts_any_attribute());
  EXPECT_TRUE(database->find_type("A::B::D")->accepts_any_attribute());
  EXPECT_EQ(database->documentation(type->documentation()), "about C");
  EXPECT_EQ(type->attribute(0).name, "Size");
  EXPECT_EQ(type->primary_identifier(0), "Size");
  EXPECT_EQ(type->definition(0).name, "Tree");
  const auto size = type->properties().find(KeywordId::Properties)->find("Size");
  EXPECT_EQ(size->replacement, Replacement::Conditional);
  EXPECT_EQ(database->documentation(size->documentation), "how big");
  const Schema tree = type->properties().find(KeywordId::Properties)->find("Tree")->schema;
  EXPECT_EQ(tree.find(KeywordId::Properties)->find("Left")->schema, tree);
  EXPECT_EQ(database->find_schema("other").find(KeywordId::Items)->schema(), database->find_schema("named"));
  EXPECT_EQ(database->lookup("t", "b"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_TRUE(database->lookup("t", "a").empty());
  EXPECT_EQ(database->keys("t"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(database->lookup("u", "ü").front(), "é");
}

TEST(SchemaFile, SmallDamageIsFoundOrHarmless) {
  const std::vector<std::byte> good = small_file();
  const TemporaryFile file;
  std::mt19937 random(42);
  std::size_t refused = 0, touched = 0;
  for (int round = 0; round < 4000; ++round) {
    std::vector<std::byte> bad = good;
    const int flips = 1 + static_cast<int>(random() % 3);
    for (int i = 0; i < flips; ++i) bad[random() % bad.size()] ^= static_cast<std::byte>(1U << (random() % 8));
    const auto view = read_database(bad);
    if (!view) {
      EXPECT_FALSE(view.message().empty());
      ++refused;
      continue;
    }
    if (round % 16 != 0) continue;  // an accepted file must be safe to walk
    file.write(bad);
    const auto database = SchemaDatabase::open(file.path());
    ASSERT_TRUE(database) << database.message();
    touched += walk(**database);
  }
  EXPECT_GT(refused, 500U);
  EXPECT_GT(touched, 0U);
}

TEST(SchemaFile, EveryByteOfTheRecordsMayBeAnything) {
  const std::vector<std::byte> good = small_file();
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const unsigned value : {0x00U, 0x7FU, 0x80U, 0xFFU}) {
      std::vector<std::byte> bad = good;
      bad[i] = static_cast<std::byte>(value);
      const auto view = read_database(bad);
      if (view) {
        EXPECT_EQ(verify_arrays(view->arrays), "");
      }
    }
  }
}

TEST(SchemaFile, CutFilesAreRefused) {
  const std::vector<std::byte> good = small_file();
  for (std::size_t size = 0; size < good.size(); size += 7) {
    EXPECT_FALSE(read_database(std::span(good).first(size))) << size;
  }
}

TEST(SchemaFile, OtherFilesAreRefusedWithAReason) {
  const auto refused = [](const std::string& path) { return SchemaDatabase::open(path).message(); };
  EXPECT_NE(refused("/nonexistent/virga.facts").find("/nonexistent/virga.facts"), std::string::npos);
  EXPECT_NE(refused(testing::TempDir()), "");
  const TemporaryFile file;
  file.write({});
  EXPECT_NE(refused(file.path()), "");
  file.write(std::vector<std::byte>(1000, std::byte{'{'}));
  EXPECT_NE(refused(file.path()).find("no database of facts"), std::string::npos);
  const std::vector<std::byte> good = small_file();
  file.write(good);
  file.write({std::byte{1}, std::byte{2}}, ".docs");
  EXPECT_NE(refused(file.path()), "");
}

TEST(SchemaFile, DamagedDocumentationIsHarmless) {
  const std::vector<std::byte> good = write_documentation({"", "first", "second text"});
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::byte> bad = good;
    bad[random() % bad.size()] ^= static_cast<std::byte>(1U << (random() % 8));
    const auto view = read_documentation(bad);
    if (!view) continue;
    std::size_t size = 0;
    for (std::uint32_t id = 0; id < 6; ++id) size += view->text(id).size();
    EXPECT_LE(size, 3 * good.size());
  }
}

TEST(SchemaFile, BuiltInFactsAreSound) {
  const SchemaDatabase& facts = SchemaDatabase::built_in();
  const SchemaStore* store = facts.type(0).properties().store();
  EXPECT_EQ(verify_arrays(store->arrays()), "");
}

// The JSON of a type compiled from its own JSON.
json round_trip(const char* name, const json& document) {
  const Result<CompiledFacts> again = compile_facts({{"types", {{name, document}}}}, true);
  EXPECT_TRUE(again) << again.message();
  return again ? type_to_json(ResourceType(again->store.get(), 0), nullptr) : json();
}

TEST(SchemaFile, TypesSurviveTheWayThroughJson) {
  const SchemaDatabase& facts = SchemaDatabase::built_in();
  for (const char* name : {"AWS::S3::Bucket", "AWS::EC2::Instance", "AWS::DynamoDB::Table"}) {
    const json document = type_to_json(*facts.find_type(name), nullptr);
    EXPECT_TRUE(round_trip(name, document) == document) << name;
  }
}

// In recursive types, similar definitions may be merged the first time; after that the result is stable.
TEST(SchemaFile, RecursiveTypesSurviveTheWayThroughJson) {
  const SchemaDatabase& facts = SchemaDatabase::built_in();
  for (const char* name : {"AWS::WAFv2::WebACL", "AWS::EMR::Cluster"}) {
    const json once = round_trip(name, type_to_json(*facts.find_type(name), nullptr));
    const json twice = round_trip(name, once);
    EXPECT_TRUE(round_trip(name, twice) == twice) << name;
  }
}

}  // namespace
}  // namespace virga
