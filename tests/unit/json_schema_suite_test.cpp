// Runs the JSON Schema Test Suite (draft 7, Debian's json-schema-test-suite) against the validator.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/validation.h"
#include "schemas/schema_compiler.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kSuite = "/usr/share/json-schema-test-suite/tests/draft7";

// Files and cases that do not apply, with reasons.
const std::map<std::string, std::string>& exempt() {
  static const std::map<std::string, std::string> list = {
      {"refRemote", "schemas of the network: Virga reads none"},
      {"definitions/valid definition", "needs the meta-schema by its address"},
      {"definitions/invalid definition", "needs the meta-schema by its address"},
      {"ref/remote ref, containing refs itself", "needs the meta-schema by its address"},
  };
  return list;
}

bool is_valid(const json& schema, const json& instance, bool& compiled) {
  const auto made = compile_schema(schema);
  compiled = made.ok();
  if (!compiled) return false;
  const std::unique_ptr<SchemaStore>& store = *made;
  // A document must be a collection, so the value is wrapped in a list.
  auto source = std::make_shared<const SourceFile>("case.json", "[" + instance.dump() + "]");
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  const SyntaxTree tree = parse(source);
  const Semantics semantics(tree, options);
  const Compilation compilation(semantics, options);
  DiagnosticSink sink;
  Reporter reporter(sink, options.rules);
  Validation validation(compilation, reporter);
  const Node& value = *compilation.tree().root->items()[0];
  Context context;
  context.strict_types = true;
  return validation.check(value, store->root(), validation.root(value), context) == Verdict::Valid;
}

TEST(JsonSchemaSuite, Draft7) {
  if (!fs::exists(kSuite)) GTEST_SKIP() << "json-schema-test-suite is not installed";
  int run = 0;
  std::set<std::string> unused;
  for (const auto& [name, reason] : exempt()) unused.insert(name);
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kSuite)) {
    if (entry.path().extension() == ".json") files.insert(entry.path());
  }
  for (const fs::path& file : files) {
    const std::string stem = file.stem().string();
    if (exempt().contains(stem)) {
      unused.erase(stem);
      continue;
    }
    std::ifstream in(file);
    for (const json& group : json::parse(in)) {
      const std::string name = stem + "/" + group["description"].get<std::string>();
      if (exempt().contains(name)) {
        unused.erase(name);
        continue;
      }
      for (const json& test : group["tests"]) {
        bool compiled = false;
        const bool valid = is_valid(group["schema"], test["data"], compiled);
        ++run;
        EXPECT_TRUE(compiled) << name;
        EXPECT_EQ(valid, test["valid"].get<bool>())
            << name << ": " << test["description"] << "\nschema " << group["schema"] << "\nvalue " << test["data"];
      }
    }
  }
  EXPECT_GT(run, 350);
  EXPECT_TRUE(unused.empty()) << "exempt, yet not in the suite: " << *unused.begin();
}

}  // namespace
}  // namespace virga
