// Our own keywords, and composite keywords under conditions: schema and template in, findings out.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/validation.h"
#include "schemas/schema_compiler.h"

namespace virga {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Facts : public SchemaDatabase {
public:
  std::optional<ResourceType> find_type(std::string_view name) const override { return base().find_type(name); }
  std::uint32_t type_count() const override { return base().type_count(); }
  ResourceType type(std::uint32_t i) const override { return base().type(i); }
  Schema find_schema(std::string_view name) const override { return base().find_schema(name); }
  std::vector<std::string_view> lookup(std::string_view table, std::string_view key) const override {
    if (table != "sizes") return base().lookup(table, key);
    if (key == "us-east-1") return {"small", "large"};
    if (key == "eu-west-1") return {"small"};
    return {};
  }
  bool has_value(std::string_view table, std::string_view key, std::string_view value) const override {
    return base().has_value(table, key, value);
  }
  std::vector<std::string_view> keys(std::string_view table) const override { return base().keys(table); }
  std::string_view documentation(std::uint32_t id) const override { return base().documentation(id); }
  std::string_view provenance() const override { return {}; }

private:
  static const SchemaDatabase& base() { return SchemaDatabase::built_in(); }
};

struct Judged {
  std::vector<std::string> regions = {"us-east-1"};

  // The findings for the properties of resource R as "RULE text at fault: message | note".
  std::vector<std::string> operator()(const std::string& schema, const std::string& text) const {
    static const Facts facts;
    const auto compiled = compile_schema(nlohmann::json::parse(schema));
    EXPECT_TRUE(compiled) << compiled.message();
    const std::unique_ptr<SchemaStore>& store = *compiled;
    LintOptions options;
    options.facts = &facts;
    options.regions = regions;
    options.evaluation.regions = regions;
    options.rules.include.emplace_back("I");
    const SyntaxTree tree = parse(std::make_shared<const SourceFile>("t.yaml", text));
    EXPECT_TRUE(tree.ok());
    const Semantics semantics(tree, options);
    const Compilation compilation(semantics, options);
    DiagnosticSink sink;
    Reporter reporter(sink, options.rules);
    Validation validation(compilation, reporter);
    Context context;
    context.functions = kPropertyFunctions;
    const Member& properties = *compilation.model().find_resource("R")->properties;
    const Location& root = validation.root(*compilation.tree().root);
    validation.validate(*properties.value, store->root(), validation.at(root, properties), context);
    std::vector<std::string> found;
    for (const Diagnostic& d : sink.take()) {
      std::string line = fmt::format("{} {}: {}", d.rule, compilation.tree().text(d.range), d.message);
      for (const Note& note : d.notes) line += fmt::format(" | {}", note.message);
      found.push_back(line);
    }
    return found;
  }
};

const std::string kConditions = R"(
Parameters:
  P: {Type: String, Default: HTTPS}
  Q: {Type: String, Default: HTTPS, AllowedValues: [HTTPS, TLS]}
Conditions:
  Tls: !Equals [!Ref P, HTTPS]
  Big: !Equals [!Ref Q, HTTPS]
Resources:
  R:
    Type: AWS::SNS::Topic
    Properties:
)";

constexpr const char* kNeedsCertificate = R"({
  "if": {"properties": {"Protocol": {"enum": ["HTTPS", "TLS"]}}, "required": ["Protocol"]},
  "then": {"required": ["Certificates"]}})";

TEST(CompositeUnderConditions, IfBetweenTwoValuesSplitsTheScenario) {
  const Judged judged;
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !If [Tls, HTTPS, HTTP]\n"),
              ElementsAre(AllOf(HasSubstr("E3003 Properties: Missing required property 'Certificates'"),
                                HasSubstr("Tls is true"))));
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !If [Tls, HTTPS, HTTP]\n"
                                                      "      Certificates: !If [Tls, [x], !Ref AWS::NoValue]\n"),
              IsEmpty());
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !If [Tls, HTTPS, HTTP]\n"
                                                      "      Certificates: !If [Big, [x], !Ref AWS::NoValue]\n"),
              ElementsAre(HasSubstr("Big is false")));
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !If [Tls, HTTP, UDP]\n"), IsEmpty());
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !If [Tls, HTTPS, TLS]\n"),
              ElementsAre(HasSubstr("Missing required property 'Certificates'")));
}

TEST(CompositeUnderConditions, EveryCompositeKeyword) {
  const Judged judged;
  const std::string text = kConditions + "      A: !If [Tls, x, y]\n      L: [!If [Big, x, y]]\n";
  const auto both = [&](const std::string& schema) { return judged(schema, text); };
  EXPECT_THAT(both(R"({"not": {"properties": {"A": {"const": "x"}}}})"), ElementsAre(HasSubstr("Tls is true")));
  EXPECT_THAT(both(R"({"anyOf": [{"properties": {"A": {"const": "x"}}}, {"required": ["B"]}]})"),
              Contains(HasSubstr("Tls is false")));
  EXPECT_THAT(both(R"({"oneOf": [{"properties": {"A": {"const": "x"}}}, {"required": ["A"]}]})"),
              ElementsAre(HasSubstr("Tls is true")));
  EXPECT_THAT(both(R"({"dependentSchemas": {"A": {"not": {"properties": {"A": {"const": "y"}}}}}})"),
              ElementsAre(HasSubstr("Tls is false")));
  EXPECT_THAT(both(R"({"if": {"properties": {"L": {"contains": {"const": "y"}}}}, "then": false})"),
              ElementsAre(HasSubstr("Big is false")));
  EXPECT_THAT(both(R"({"if": {"properties": {"L": {"items": {"const": "x"}}, "A": {"const": "y"}}}, "then": false})"),
              ElementsAre(AllOf(HasSubstr("Tls is false"), HasSubstr("Big is true"))));
}

TEST(CompositeUnderConditions, ADefaultAloneDecidesNothing) {
  const Judged judged;
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !Ref P\n"), IsEmpty());
  // All allowed values are known, and all require it.
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !Ref Q\n"),
              ElementsAre(HasSubstr("Missing required property 'Certificates'")));
  EXPECT_THAT(judged(kNeedsCertificate, kConditions + "      Protocol: !If [Tls, !Ref P, HTTPS]\n"),
              ElementsAre(HasSubstr("Tls is false")));
}

TEST(EnumByRegion, EachRegionHasItsValues) {
  const std::string schema = R"({"properties": {"Size": {"enumByRegion": "sizes"}}})";
  const std::string large = kConditions + "      Size: large\n";
  EXPECT_THAT(Judged{}(schema, large), IsEmpty());
  EXPECT_THAT((Judged{{"eu-west-1"}}(schema, large)), ElementsAre("E3030 Size: 'large' is not available in eu-west-1"));
  EXPECT_THAT((Judged{{"us-east-1", "eu-west-1"}}(schema, large)), ElementsAre(HasSubstr("in eu-west-1")));
  // Nothing is known about this region.
  EXPECT_THAT((Judged{{"ap-east-1"}}(schema, large)), IsEmpty());
}

TEST(EnumByRegion, AValueOfOneRegionIsJudgedForThatRegion) {
  const std::string schema = R"({"properties": {"Size": {"enumByRegion": "sizes"}}})";
  const std::string mapped = R"(
Mappings: {M: {us-east-1: {Size: large}, eu-west-1: {Size: SIZE}}}
Resources: {R: {Type: AWS::SNS::Topic, Properties: {Size: !FindInMap [M, !Ref AWS::Region, Size]}}}
)";
  const auto with = [&](const std::string& size) {
    std::string text = mapped;
    return Judged{{"us-east-1", "eu-west-1"}}(schema, text.replace(text.find("SIZE"), 4, size));
  };
  EXPECT_THAT(with("small"), IsEmpty());
  EXPECT_THAT(with("large"), ElementsAre(HasSubstr("'large' is not available in eu-west-1")));
}

constexpr const char* kOfTheCluster = R"({
  "if": {"related": {"Cluster": {"properties": {"Properties": {
    "properties": {"Engine": {"const": "aurora"}}, "required": ["Engine"]}}}}, "required": ["Cluster"]},
  "then": {"properties": {"Storage": false}}})";

std::string with_cluster(const std::string& engine, const std::string& cluster = "!Ref C") {
  return kConditions + "      Storage: 10\n      Cluster: " + cluster +
         "\n  C: {Type: AWS::RDS::DBCluster, Properties: {Engine: " + engine + "}}\n";
}

TEST(Related, TheOtherResourceDecides) {
  const Judged judged;
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("aurora")), ElementsAre(HasSubstr("'Storage' is not allowed here")));
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("aurora", "!GetAtt C.DBClusterArn")),
              ElementsAre(HasSubstr("Storage")));
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("mysql")), IsEmpty());
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("!Ref P")), IsEmpty());
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("aurora", "name-of-another-stack")), IsEmpty());
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("aurora", "!Ref P")), IsEmpty());
}

TEST(Related, ConditionsOfBothSidesSplit) {
  const Judged judged;
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("!If [Tls, aurora, mysql]")), ElementsAre(HasSubstr("Tls is true")));
  EXPECT_THAT(judged(kOfTheCluster, with_cluster("aurora", "!If [Tls, !Ref C, other]")),
              ElementsAre(HasSubstr("Tls is true")));
}

TEST(Related, AFaultIsToldAtTheReference) {
  const std::string schema = R"({"related": {"Cluster": {"properties": {"Properties": {"required": ["Port"]}}}}})";
  EXPECT_THAT(Judged{}(schema, with_cluster("x")),
              ElementsAre("E3003 Cluster: Missing required property 'Port' | 'C' is defined here"));
}

TEST(SingleFinding, WhatFailsBelowIsOneFinding) {
  const std::string text = kConditions + "      A: {B: 1, C: 2}\n";
  EXPECT_THAT(Judged{}(R"({"properties": {"A": {"required": ["X", "Y"]}}})", text), testing::SizeIs(2));
  EXPECT_THAT(Judged{}(R"({"properties": {"A": {"singleFinding": true, "rule": "E3002", "message": "wrong {name}",
    "required": ["X", "Y"], "properties": {"B": {"enum": ["b"]}}, "anyOf": [{"required": ["Z"]}]}}})",
                       text),
              ElementsAre("E3002 A: wrong B"));
}

TEST(Message, PlaceholdersAreFilledIn) {
  const std::string text = kConditions + "      A: {B: red, Size: {Name: big}, T: !Ref P}\n";
  const auto message = [&](const std::string& words) {
    return Judged{}(
        R"({"properties": {"A": {"message": ")" + words + R"(", "properties": {"B": {"enum": ["blue", "green"]}}}}})",
        text);
  };
  EXPECT_THAT(message("{value} of {Size.Name} in {region}"), ElementsAre("E3030 B: 'red' of 'big' in us-east-1"));
  EXPECT_THAT(message("{name}: {problem}"), ElementsAre("E3030 B: B: 'red' is not one of blue, green"));
  EXPECT_THAT(message("{T} and {None}"), ElementsAre("E3030 B: Ref and nothing"));
}

constexpr const char* kPolicy = R"({"properties": {"Policy": {"contentSchema": {
  "type": "object", "required": ["Version"], "properties": {"Version": {"enum": ["2012-10-17"]}, "Size": {"maximum": 5}}}}}})";

TEST(ContentSchema, PlacesAreThoseOfTheTemplate) {
  const auto judged = [](const std::string& policy) {
    return Judged{}(kPolicy, kConditions + "      Policy: " + policy);
  };
  EXPECT_THAT(judged(R"('{"Version": "2012-10-17"}')"), IsEmpty());
  EXPECT_THAT(judged(R"('{"Version": "2012"}')"), ElementsAre(HasSubstr(R"(E3030 "Version": '2012' is not)")));
  EXPECT_THAT(judged(R"("{\"Version\": \"2012\",\n \"Size\": 10}")"),
              ElementsAre(HasSubstr(R"(E3030 \"Version\": '2012')"), HasSubstr(R"(E3034 \"Size\": 10)")));
  EXPECT_THAT(judged("|\n        {\n          \"Size\": 6,\n          \"Version\": \"2012-10-17\"\n        }\n"),
              ElementsAre(HasSubstr("E3034 \"Size\": 6")));
  EXPECT_THAT(judged(">-\n        {\"Size\": 6,\n        \"Version\": \"x\"}\n"), testing::SizeIs(2));
  EXPECT_THAT(judged("'{}'"), ElementsAre(HasSubstr("Missing required property 'Version'")));
  EXPECT_THAT(judged("'[1]'"), ElementsAre(HasSubstr("E3012")));
  EXPECT_THAT(judged("'not json'"), IsEmpty());
  EXPECT_THAT(judged("'{\"Version\": '"), IsEmpty());
  EXPECT_THAT(judged("{Version: 1}"), IsEmpty());
}

TEST(ContentSchema, VariablesOfSub) {
  const auto judged = [](const std::string& policy) {
    return Judged{}(kPolicy, kConditions + "      Policy: " + policy);
  };
  EXPECT_THAT(judged(R"(!Sub '{"Version": "2012-10-17", "Size": 7, "A": "${AWS::Region}"}')"),
              ElementsAre(HasSubstr(R"(E3034 "Size": 7)")));
  EXPECT_THAT(judged(R"(!Sub '{"Version": "${R.TopicName}"}')"), IsEmpty());
  EXPECT_THAT(judged(R"(!Sub '{"Version": ${P}}')"), IsEmpty());
  EXPECT_THAT(
      judged("!Sub |\n        {\"Version\": \"2012-10-17\",\n          \"Size\": 8,\n        \"X\": \"${R}\"}\n"),
      ElementsAre(HasSubstr("E3034 \"Size\": 8")));
}

}  // namespace
}  // namespace virga
