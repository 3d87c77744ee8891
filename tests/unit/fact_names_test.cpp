// Names in the database exist in the program: the gate of the overlays extracts them from the sources, and this
// compares them with the actual tables.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "compiler/syntax/node.h"
#include "rules/engine/rule.h"
#include "rules/engine/validation.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

TEST(FactNames, RulesChecksFormatsAndFunctionsExist) {
  const SchemaDatabase& facts = SchemaDatabase::built_in();
  const SchemaStore* store = facts.type(0).properties().store();
  std::size_t seen = 0;
  for (std::uint32_t i = 0; i < store->arrays().keywords.size(); ++i) {
    const Keyword keyword(store, i);
    const auto each = [&](auto check) {
      for (std::uint32_t k = 0; k < keyword.count(); ++k) check(keyword.name(k));
      seen += keyword.count();
    };
    switch (keyword.id()) {
      case KeywordId::Rule:
        EXPECT_NE(find_rule(keyword.text()), nullptr) << keyword.text();
        break;
      case KeywordId::Check:
        each([](std::string_view name) {
          const Rule* rule = find_rule(name);
          ASSERT_NE(rule, nullptr) << name;
          EXPECT_NE(rule->check_value, nullptr) << name << " has no check of values";
        });
        break;
      case KeywordId::Functions:
        each([](std::string_view name) { EXPECT_NE(function_of_key(name), Function::None) << name; });
        break;
      case KeywordId::EnumByRegion:
        EXPECT_FALSE(facts.keys(keyword.text()).empty()) << keyword.text();
        break;
      default:
        break;
    }
  }
  EXPECT_GT(seen, 50U);
}

// Formats that are only used to compare references have no row; all others must have one.
TEST(FactNames, FormatsExist) {
  const std::set<std::string_view> references = {};
  const SchemaStore* store = SchemaDatabase::built_in().type(0).properties().store();
  for (std::uint32_t i = 0; i < store->arrays().keywords.size(); ++i) {
    const Keyword keyword(store, i);
    if (keyword.id() != KeywordId::Format || references.contains(keyword.text())) continue;
    EXPECT_NE(find_format(keyword.text()), nullptr) << keyword.text();
  }
}

}  // namespace
}  // namespace virga
