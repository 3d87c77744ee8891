// The JSON test suite: must-accept cases are read, must-reject cases are rejected with a position, and both JSON
// readers build the same tree. suites/json_exceptions.txt lists all exceptions with reasons.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/syntax_suites.h"

namespace virga {
namespace {

using nlohmann::json;
using suites::exceptions;

TEST(JsonSuite, AcceptsAndRefuses) {
  const auto skipped = exceptions("json_exceptions.txt", "verdict");
  for (const json& item : suites::cases("json")) {
    const std::string name = item["name"];
    SyntaxTree tree = suites::tree_of(suites::decode_base64(item["input"]));
    const bool complete = read_json(tree, {}).complete;
    const bool faulty = std::any_of(tree.errors.begin(), tree.errors.end(),
                                    [](const SyntaxError& e) { return e.kind != SyntaxErrorKind::DuplicateKey; });
    const bool accepted = complete && !faulty && tree.root != nullptr;
    for (const SyntaxError& error : tree.errors) {
      EXPECT_FALSE(error.message.empty()) << name;
      EXPECT_LE(error.range.end, tree.source->text().size()) << name;
    }
    if (item["accept"] == "either") continue;
    EXPECT_EQ(accepted, (item["accept"] == "yes") != skipped.contains(name)) << name;
  }
}

TEST(JsonSuite, BothReadersBuildTheSameTree) {
  const auto skipped = exceptions("json_exceptions.txt", "readers");
  for (const json& item : suites::cases("json")) {
    const std::string name = item["name"];
    const std::string text = suites::decode_base64(item["input"]);
    SyntaxTree strict = suites::tree_of(text);
    if (!read_json(strict, {}).complete) continue;
    if (std::any_of(strict.errors.begin(), strict.errors.end(),
                    [](const SyntaxError& e) { return e.kind == SyntaxErrorKind::TooDeep; }))
      continue;
    SyntaxTree tolerant = suites::tree_of(text);
    read_json_tolerant(tolerant, {});
    EXPECT_EQ(dump(strict) == dump(tolerant), !skipped.contains(name)) << name << "\n"
                                                                       << dump(strict) << "---\n"
                                                                       << dump(tolerant);
  }
}

TEST(JsonSuite, EveryCaseCanBeReadTolerantly) {
  for (const json& item : suites::cases("json")) {
    const SyntaxTree tree =
        parse_tolerant(std::make_shared<const SourceFile>("case", suites::decode_base64(item["input"])));
    EXPECT_FALSE(dump(tree).empty());
  }
}

}  // namespace
}  // namespace virga
