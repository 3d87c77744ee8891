#include "schemas/schema_compiler.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace virga {
namespace {

using nlohmann::json;

std::unique_ptr<SchemaStore> compiled(const char* text) {
  auto store = compile_schema(json::parse(text));
  EXPECT_TRUE(store) << store.message();
  return store ? std::move(*store) : nullptr;
}

std::string error_of(const char* text) {
  const auto store = compile_schema(json::parse(text));
  EXPECT_FALSE(store) << text;
  return store.message();
}

TEST(SchemaCompiler, BooleansAreTheTwoFixedSchemas) {
  EXPECT_TRUE(compiled("true")->root().accepts_all());
  EXPECT_TRUE(compiled("false")->root().accepts_none());
  EXPECT_TRUE(compiled("{}")->root().accepts_all());
  EXPECT_TRUE(compiled(R"({"title": "x", "unheardOf": 1})")->root().accepts_all());
}

TEST(SchemaCompiler, ScalarKeywords) {
  const auto store = compiled(R"({"type": ["string", "integer"], "minLength": 3, "pattern": "^a", "maximum": 1.5,
    "uniqueItems": true, "format": "AWS::EC2::VPC.Id", "rule": "E3002", "message": "why"})");
  const Schema root = store->root();
  EXPECT_EQ(root.types(), json_type::kString | json_type::kInteger);
  EXPECT_EQ(root.find(KeywordId::MinLength)->number(), 3);
  EXPECT_EQ(root.find(KeywordId::Maximum)->number(), 1.5);
  EXPECT_EQ(root.find(KeywordId::Pattern)->text(), "^a");
  EXPECT_EQ(root.find(KeywordId::Format)->text(), "AWS::EC2::VPC.Id");
  EXPECT_TRUE(root.find(KeywordId::UniqueItems)->boolean());
  EXPECT_EQ(root.find(KeywordId::Rule)->text(), "E3002");
  EXPECT_FALSE(root.find(KeywordId::Enum).has_value());
}

TEST(SchemaCompiler, KeywordsComeInEvaluationOrder) {
  const auto store =
      compiled(R"({"else": {"minimum": 2}, "then": {"minimum": 1}, "if": {"type": "null"}, "type": "object"})");
  const Schema root = store->root();
  ASSERT_EQ(root.keyword_count(), 4U);
  EXPECT_EQ(root.keyword(0).id(), KeywordId::Type);
  EXPECT_EQ(root.keyword(1).id(), KeywordId::If);
  EXPECT_EQ(root.keyword(2).id(), KeywordId::Then);
  EXPECT_EQ(root.keyword(3).id(), KeywordId::Else);
  EXPECT_TRUE(compiled(R"({"then": {"minimum": 1}})")->root().accepts_all());
}

TEST(SchemaCompiler, SchemasSayWhichKindsOfKeywordsTheyHave) {
  const auto plain = compiled(R"({"type": "string", "maxLength": 3})");
  EXPECT_FALSE(plain->root().is_annotated() || plain->root().has_scenarios() || plain->root().is_structured());
  EXPECT_TRUE(compiled(R"({"rule": "E3002"})")->root().is_annotated());
  EXPECT_TRUE(compiled(R"({"required": ["a"]})")->root().has_scenarios());
  EXPECT_TRUE(compiled(R"({"if": {"type": "string"}, "then": false})")->root().has_scenarios());
  EXPECT_FALSE(compiled(R"({"if": {"type": "string"}, "then": false})")->root().is_annotated());
  EXPECT_TRUE(compiled(R"({"items": {"type": "string"}})")->root().is_structured());
}

TEST(SchemaCompiler, LiteralsKeepTheirKind) {
  const auto store = compiled(R"({"enum": [null, true, 1.0, "a", {"b": [1.0], "a": 2}]})");
  const Keyword list = *store->root().find(KeywordId::Enum);
  ASSERT_EQ(list.count(), 5U);
  EXPECT_EQ(list.literal(0).kind, LiteralKind::Null);
  EXPECT_TRUE(list.literal(1).boolean);
  EXPECT_EQ(list.literal(2).number, 1.0);
  EXPECT_EQ(list.literal(3).text, "a");
  EXPECT_EQ(list.literal(4).kind, LiteralKind::Json);
  EXPECT_EQ(list.literal(4).text, R"({"a":2,"b":[1]})");
}

TEST(SchemaCompiler, PropertiesAreSortedAndFound) {
  const auto store = compiled(R"({"properties": {"b": {"type": "string", "replacement": "always"},
    "a": {"type": "integer", "readOnly": true}, "": true}})");
  const Keyword properties = *store->root().find(KeywordId::Properties);
  ASSERT_EQ(properties.count(), 3U);
  EXPECT_EQ(properties.property(1).name, "a");
  EXPECT_TRUE(properties.property(1).read_only);
  EXPECT_EQ(properties.find("b")->replacement, Replacement::Always);
  EXPECT_EQ(properties.find("b")->schema.types(), json_type::kString);
  EXPECT_FALSE(properties.find("c").has_value());
}

TEST(SchemaCompiler, DependenciesSplitByKind) {
  const auto store = compiled(R"({"dependencies": {"a": ["b", "c"], "d": {"required": ["e"]}},
    "dependentExcluded": {"x": ["y"]}, "requiredXor": ["p", "q"]})");
  const Schema root = store->root();
  const Dependency dependency = root.find(KeywordId::DependentRequired)->dependency(0);
  EXPECT_EQ(dependency.name, "a");
  EXPECT_EQ(dependency.names, (std::vector<std::string_view>{"b", "c"}));
  EXPECT_EQ(root.find(KeywordId::DependentSchemas)->property(0).name, "d");
  EXPECT_EQ(root.find(KeywordId::DependentExcluded)->dependency(0).names.front(), "y");
  EXPECT_EQ(root.find(KeywordId::RequiredXor)->name(1), "q");
}

TEST(SchemaCompiler, ItemsAsListArePrefixItems) {
  const auto tuple = compiled(R"({"items": [{"type": "string"}], "additionalItems": false})");
  EXPECT_EQ(tuple->root().find(KeywordId::PrefixItems)->schema(0).types(), json_type::kString);
  EXPECT_TRUE(tuple->root().find(KeywordId::AdditionalItems)->schema().accepts_none());
  const auto newer = compiled(R"({"prefixItems": [true], "items": {"type": "string"}})");
  EXPECT_EQ(newer->root().find(KeywordId::AdditionalItems)->schema().types(), json_type::kString);
  EXPECT_FALSE(newer->root().find(KeywordId::Items).has_value());
  EXPECT_TRUE(compiled(R"({"additionalItems": false})")->root().accepts_all());
}

TEST(SchemaCompiler, ReferencesMayRecurse) {
  const auto store = compiled(R"({"properties": {"child": {"$ref": "#"}, "list": {"$ref": "#/definitions/a~1b%25"}},
    "definitions": {"a/b%": {"type": "array", "items": {"$ref": "#"}}}})");
  const Schema root = store->root();
  EXPECT_EQ(root.find(KeywordId::Properties)->find("child")->schema, root);
  const Schema list = root.find(KeywordId::Properties)->find("list")->schema;
  EXPECT_EQ(list.find(KeywordId::Items)->schema(), root);
}

TEST(SchemaCompiler, ReferencesReachOtherDocumentsAndIds) {
  const json other = json::parse(R"({"definitions": {"s": {"type": "string"}}})");
  const json document = json::parse(R"({"$id": "http://h/root.json", "items": [{"$ref": "virga:other#/definitions/s"},
    {"$ref": "sub/item.json"}, {"$ref": "#named"}],
    "definitions": {"i": {"$id": "sub/item.json", "type": "integer"}, "n": {"$id": "#named", "type": "null"}}})");
  const auto made = compile_schema(document, {{"virga:other", &other}});
  ASSERT_TRUE(made) << made.message();
  const std::unique_ptr<SchemaStore>& store = *made;
  const Keyword items = *store->root().find(KeywordId::PrefixItems);
  EXPECT_EQ(items.schema(0).types(), json_type::kString);
  EXPECT_EQ(items.schema(1).types(), json_type::kInteger);
  EXPECT_EQ(items.schema(2).types(), json_type::kNull);
}

TEST(SchemaCompiler, EqualSchemasAreOne) {
  const auto store = compiled(R"({"properties": {"a": {"type": "string"}, "b": {"type": "string"}}})");
  const Keyword properties = *store->root().find(KeywordId::Properties);
  EXPECT_EQ(properties.property(0).schema, properties.property(1).schema);
}

TEST(SchemaCompiler, ErrorsNameThePlace) {
  EXPECT_EQ(error_of(R"({"properties": {"a": {"type": "strnig"}}})"),
            "#/properties/a/type: there is no type \"strnig\"");
  EXPECT_EQ(error_of(R"({"minLength": "3"})"), "#/minLength: must be a number");
  EXPECT_EQ(error_of("3"), "#: a schema must be an object, true or false");
  EXPECT_NE(error_of(R"({"items": {"$ref": "#/definitions/none"}})").find("leads nowhere"), std::string::npos);
}

TEST(SchemaCompiler, WhatCouldNotEndIsRefused) {
  EXPECT_NE(error_of(R"({"$ref": "#"})").find("circle"), std::string::npos);
  EXPECT_NE(error_of(R"({"allOf": [{"$ref": "#"}]})").find("applies itself"), std::string::npos);
  EXPECT_NE(error_of(R"({"items": {"if": {"not": {"$ref": "#/items"}}}})").find("applies itself"), std::string::npos);
  std::string deep;
  for (int i = 0; i < 3000; ++i) deep += R"({"items":)";
  deep += "true" + std::string(3000, '}');
  EXPECT_NE(error_of(deep.c_str()).find("nested deeper"), std::string::npos);
}

TEST(SchemaCompiler, UriResolution) {
  EXPECT_EQ(resolve_uri("http://a/b/c/d;p?q", "g"), "http://a/b/c/g");
  EXPECT_EQ(resolve_uri("http://a/b/c/d;p?q", "../../g"), "http://a/g");
  EXPECT_EQ(resolve_uri("http://a/b/c/d;p?q", "/g#x"), "http://a/g#x");
  EXPECT_EQ(resolve_uri("http://a/b/c/d;p?q", "#s"), "http://a/b/c/d;p?q#s");
  EXPECT_EQ(resolve_uri("virga:template", "virga:other"), "virga:other");
  EXPECT_EQ(resolve_uri("", "#/definitions/x"), "#/definitions/x");
}

}  // namespace
}  // namespace virga
