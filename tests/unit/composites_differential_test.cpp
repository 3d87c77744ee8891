// Composite keywords under conditions, compared with brute force: a random value with branches must be invalid exactly
// if it is invalid for some assignment of the conditions.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/validation.h"
#include "schemas/schema_compiler.h"

namespace virga {
namespace {

using nlohmann::json;

constexpr int kConditions = 3;
const json kNoValue = {{"Ref", "AWS::NoValue"}};

class Generator {
public:
  explicit Generator(unsigned seed) : random_(seed) {}

  json object() {
    json value = json::object();
    for (const char* name : {"A", "B", "C"}) {
      if (pick(4) != 0) value[name] = scalar(2);
    }
    if (pick(2) == 0) {
      value["L"] = json::array();
      for (int i = pick(4); i > 0; --i) value["L"].push_back(scalar(1));
    }
    if (pick(3) == 0) value["O"] = {{"A", scalar(2)}, {"B", scalar(1)}};
    return value;
  }

  json schema(int depth) {
    switch (pick(depth > 0 ? 14 : 6)) {
      case 0:
        return {{"properties", {{name(), {{"const", letter()}}}}}};
      case 1:
        return {{"required", {name()}}};
      case 2:
        return {{"properties", {{"L", {{"contains", {{"const", letter()}}}}}}}};
      case 3:
        return {{"properties", {{"O", {{"properties", {{"A", {{"const", letter()}}}}}, {"required", {"B"}}}}}}};
      case 4:
        return {{"requiredXor", {"A", "B"}}};
      case 5:
        return {{"maxProperties", 1 + pick(4)}};
      case 6:
        return {{"not", schema(depth - 1)}};
      case 7:
        return {{"anyOf", {schema(depth - 1), schema(depth - 1)}}};
      case 8:
        return {{"oneOf", {schema(depth - 1), schema(depth - 1)}}};
      case 9:
        return {{"allOf", {schema(depth - 1), schema(depth - 1)}}};
      case 10:
        return {{"dependentSchemas", {{name(), schema(depth - 1)}}}};
      default:
        return {{"if", schema(depth - 1)}, {"then", schema(depth - 1)}, {"else", schema(depth - 1)}};
    }
  }

private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  std::string letter() { return pick(2) == 0 ? "x" : "y"; }
  std::string name() { return std::string(1, "ABC"[pick(3)]); }
  // Only branches that can be taken, since a dead branch would be checked, too, although no assignment selects it.
  json scalar(int depth, int used = kConditions) {
    if (depth == 0 || pick(3) == 0) return letter();
    int condition = pick(kConditions);
    if (condition == used) condition = (condition + 1) % kConditions;
    const auto branch = [&]() -> json { return pick(4) == 0 ? kNoValue : scalar(depth - 1, condition); };
    const json yes = branch(), no = branch();
    return {{"Fn::If", {"C" + std::to_string(condition), yes, no}}};
  }

  std::mt19937 random_;
};

// The value for one assignment of the conditions; null if it is AWS::NoValue.
json chosen(const json& value, unsigned conditions) {
  if (value == kNoValue) return nullptr;
  if (value.is_object() && value.contains("Fn::If")) {
    const json& parts = value["Fn::If"];
    const bool holds = (conditions >> static_cast<unsigned>(parts[0].get<std::string>()[1] - '0') & 1U) != 0;
    return chosen(parts[holds ? 1 : 2], conditions);
  }
  json result = value;
  if (value.is_object()) {
    result = json::object();
    for (const auto& [key, member] : value.items()) {
      if (json part = chosen(member, conditions); !part.is_null()) result[key] = std::move(part);
    }
  } else if (value.is_array()) {
    result = json::array();
    for (const json& item : value) {
      if (json part = chosen(item, conditions); !part.is_null()) result.push_back(std::move(part));
    }
  }
  return result;
}

bool is_found_wrong(const SchemaStore& store, const json& value) {
  json document = {{"Resources", {{"R", {{"Type", "A::B::C"}, {"Properties", value}}}}}};
  for (int i = 0; i < kConditions; ++i) {
    const std::string number = std::to_string(i);
    document["Parameters"]["P" + number] = {{"Type", "String"}};
    document["Conditions"]["C" + number] = {{"Fn::Equals", {{{"Ref", "P" + number}}, "x"}}};
  }
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>("case.json", document.dump()));
  const Semantics semantics(tree, options);
  const Compilation compilation(semantics, options);
  DiagnosticSink sink;
  Reporter reporter(sink, options.rules);
  Validation validation(compilation, reporter);
  std::vector<Failure> failures;
  Context context;
  context.functions = kPropertyFunctions;
  context.failures = &failures;
  const Node& properties = *compilation.model().find_resource("R")->properties->value;
  const bool invalid =
      validation.check(properties, store.root(), validation.root(properties), context) == Verdict::Invalid;
  EXPECT_EQ(invalid, !failures.empty());
  return invalid;
}

TEST(CompositesDifferential, AgreeWithEveryAssignment) {
  int wrong = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    Generator generate(seed);
    const json value = generate.object(), schema = generate.schema(2);
    const auto compiled = compile_schema(schema);
    ASSERT_TRUE(compiled) << compiled.message();
    const std::unique_ptr<SchemaStore>& store = *compiled;
    bool expected = false;
    for (unsigned conditions = 0; conditions < 1U << kConditions; ++conditions) {
      expected |= is_found_wrong(*store, chosen(value, conditions));
    }
    wrong += expected ? 1 : 0;
    ASSERT_EQ(is_found_wrong(*store, value), expected) << "seed " << seed << "\n"
                                                       << schema.dump() << "\n"
                                                       << value.dump();
  }
  EXPECT_GT(wrong, 150);
}

}  // namespace
}  // namespace virga
