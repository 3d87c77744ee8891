// The YAML test suite: valid cases are read with the values that the suite gives, invalid ones are rejected, and both
// YAML readers build the same tree. suites/yaml_exceptions.txt lists all exceptions with reasons.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/syntax_suites.h"

namespace virga {
namespace {

using nlohmann::json;
using suites::exceptions;

// Values as the suite writes them: scalars typed, keys as text.
json value_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::Null:
      return nullptr;
    case NodeKind::Boolean:
      return node.text() == "true";
    case NodeKind::Integer:
    case NodeKind::Float: {
      double number = 0;
      return to_number(node, number) ? json(number) : json(std::string(node.text()));
    }
    case NodeKind::String:
      return std::string(node.text());
    case NodeKind::Sequence: {
      json items = json::array();
      for (const Node* item : node.items()) items.push_back(value_of(*item));
      return items;
    }
    case NodeKind::Mapping: {
      // Compare a function's argument: the suite's own tags (!foo) are not functions.
      if ((node.flags & Node::kShortForm) != 0) return value_of(*node.members()[0].value);
      json members = json::object();
      for (const Member& member : node.members()) members[std::string(member.key->text())] = value_of(*member.value);
      return members;
    }
  }
  return nullptr;
}

std::string shown(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

// Errors about what CloudFormation accepts, not about YAML.
bool only_faults_of_meaning(const SyntaxTree& tree) {
  for (const SyntaxError& error : tree.errors) {
    if (error.kind != SyntaxErrorKind::UnknownTag && error.kind != SyntaxErrorKind::NullKey &&
        error.kind != SyntaxErrorKind::SeveralDocuments) {
      return false;
    }
  }
  return true;
}

TEST(YamlSuite, ValidCasesAreReadWithTheirValues) {
  const auto skipped = exceptions("yaml_exceptions.txt", "values");
  std::size_t checked = 0;
  for (const json& item : suites::cases("yaml")) {
    const std::string id = item["id"];
    if (item["fail"].get<bool>()) continue;
    const bool excepted = skipped.contains(id);
    SyntaxTree tree = suites::tree_of(suites::decode_base64(item["yaml"]));
    const bool complete = read_yaml(tree, {}).complete;
    std::string fault;
    if (!complete || !only_faults_of_meaning(tree)) {
      fault = tree.errors.empty() ? "incomplete" : tree.errors.front().message;
    } else if (item["json"].is_string()) {
      std::istringstream values(item["json"].get<std::string>());
      if (!(values >> std::ws).eof()) {
        json expected;
        values >> expected;  // the first document
        const json actual = tree.root == nullptr ? json(nullptr) : value_of(*tree.root);
        if (expected != actual) fault = "expected " + shown(expected) + ", is " + shown(actual);
      }
    }
    if (excepted) {
      EXPECT_FALSE(fault.empty()) << id << " works now: take it out of yaml_exceptions.txt";
      continue;
    }
    ++checked;
    EXPECT_TRUE(fault.empty()) << id << ": " << fault;
  }
  EXPECT_GT(checked, 200U);
}

TEST(YamlSuite, InvalidCasesAreRefused) {
  const auto accepted = exceptions("yaml_exceptions.txt", "accepted");
  for (const json& item : suites::cases("yaml")) {
    const std::string id = item["id"];
    if (!item["fail"].get<bool>()) continue;
    SyntaxTree tree = suites::tree_of(suites::decode_base64(item["yaml"]));
    read_yaml(tree, {});
    EXPECT_EQ(tree.errors.empty(), accepted.contains(id)) << id;
  }
}

TEST(YamlSuite, BothReadersBuildTheSameTree) {
  const auto skipped = exceptions("yaml_exceptions.txt", "readers");
  for (const json& item : suites::cases("yaml")) {
    const std::string id = item["id"];
    const std::string text = suites::decode_base64(item["yaml"]);
    SyntaxTree strict = suites::tree_of(text);
    if (!read_yaml(strict, {}).complete) continue;
    if (std::any_of(strict.errors.begin(), strict.errors.end(),
                    [](const SyntaxError& e) { return e.kind == SyntaxErrorKind::TooDeep; }))
      continue;
    SyntaxTree tolerant = suites::tree_of(text);
    read_yaml_tolerant(tolerant, {});
    strict.errors.clear();
    tolerant.errors.clear();
    const std::string expected = dump(strict);
    const std::string actual = dump(tolerant);
    if (skipped.contains(id)) {
      EXPECT_NE(expected, actual) << id << " works now: take it out of yaml_exceptions.txt";
    } else {
      EXPECT_EQ(expected, actual) << id << "\n" << text;
    }
  }
}

TEST(YamlSuite, EveryCaseCanBeReadTolerantly) {
  for (const json& item : suites::cases("yaml")) {
    const SyntaxTree tree =
        parse_tolerant(std::make_shared<const SourceFile>("case", suites::decode_base64(item["yaml"])));
    EXPECT_FALSE(dump(tree).empty());
  }
}

}  // namespace
}  // namespace virga
