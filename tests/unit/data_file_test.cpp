// yaml-cpp and nlohmann/json read files that are not templates into the same kind of tree as the template readers.
#include "compiler/workspace/data_file.h"

#include <gtest/gtest.h>

#include "compiler/support/json_text.h"

#include <nlohmann/json.hpp>

namespace virga {
namespace {

SyntaxTree data(std::string text, std::string name = "f") {
  return read_data(std::make_shared<const SourceFile>(std::move(name), std::move(text)));
}

// Compares the dumps of both trees, without what only the strict reader knows.
void expect_as_templates(const std::string& text) {
  const auto source = std::make_shared<const SourceFile>("f", text);
  SyntaxTree theirs = read_data(source);
  SyntaxTree ours = parse(source);
  theirs.comments.clear();
  ours.comments.clear();
  EXPECT_EQ(dump(theirs), dump(ours)) << text;
}

TEST(DataFile, SameTreesAsTheReadersOfTemplates) {
  for (const std::string text : {
           "a: 1\nb: [x, 'y''z', \"q\\n\"]\nc: {d: ~, e: null, f: 1.50}\n",
           "on: yes\noctal: 012\nhex: 0x1F\ndate: 2020-01-01\nno: off\n",
           "list:\n- a\n- b: 1\n  c: 2\nafter: x\n",
           "\xEF\xBB\xBFgr\xC3\xBC\xC3\x9F: [\xE2\x82\xAC, a]\nz: 1\n",
           "a: &x [1, 2]\nb: *x\n",
           "a: {b: [c, d], e: {}}\n",
       }) {
    expect_as_templates(text);
  }
  for (const std::string text :
       {R"({"a": [1, 2.5, -3e2, true, false, null, "x\u00e9\"y"], "b": {"c": {}}})", " {\n\"a\" :\n[ ]\n}\n"}) {
    expect_as_templates(text);
  }
}

TEST(DataFile, EmptyFilesHaveNoRoot) {
  for (const std::string text : {"", "# nothing\n", "---\n"}) {
    const SyntaxTree tree = data(text);
    EXPECT_TRUE(tree.errors.empty()) << text;
    EXPECT_TRUE(tree.root == nullptr || tree.root->kind == NodeKind::Null) << text;
  }
}

TEST(DataFile, FaultsHaveAPlace) {
  const auto place = [](const std::string& text, const std::string& name = "f") {
    const SyntaxTree tree = data(text, name);
    if (tree.errors.empty()) return std::string("none");
    const LineColumn at = tree.source->line_column(tree.errors[0].range.begin);
    return std::to_string(at.line) + ":" + std::to_string(at.column);
  };
  EXPECT_EQ(place("a: 1\n b: 2\n"), "2:3");
  EXPECT_EQ(place("a: 1\nb: 'x\n"), "2:4");
  EXPECT_EQ(place("[1,\n 2", "f.json"), "2:3");
  EXPECT_EQ(place("{\"a\" 1}", "f.json"), "1:6");
  EXPECT_EQ(place("a: \x01"), "1:4");
  EXPECT_EQ(place("a: 1\n---\nb: 1\n"), "1:1");
  EXPECT_EQ(place("a: 1\n...\n"), "none");
}

TEST(DataFile, Bombs) {
  EXPECT_EQ(data(std::string(100'000, '[')).errors.at(0).kind, SyntaxErrorKind::TooDeep);
  std::string deep;
  for (std::size_t i = 0; i < 300; ++i) deep += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(data(deep).errors.at(0).kind, SyntaxErrorKind::TooDeep);
  std::string dashes;
  for (std::size_t i = 0; i < 5'000; ++i) dashes += "- ";
  EXPECT_EQ(data(dashes + "a").errors.at(0).kind, SyntaxErrorKind::TooDeep);
  EXPECT_EQ(data(std::string(kMaxDataBytes + 1, 'a')).errors.at(0).kind, SyntaxErrorKind::Unreadable);
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) laughs += (k == 0 ? "" : ", ") + before;
    laughs += "]\n";
  }
  EXPECT_EQ(data(laughs).errors.at(0).kind, SyntaxErrorKind::TooManyAliases);
}

TEST(JsonText, LimitsAndPlaces) {
  EXPECT_TRUE(parse_json("\xEF\xBB\xBF{\"a\": [1]}"));
  EXPECT_EQ(parse_json("{\"a\":\n 1,}").message().find("2:4: not valid JSON: "), 0U)
      << parse_json("{\"a\":\n 1,}").message();
  EXPECT_EQ(parse_json(std::string(5000, '[')).message(), "1:1: nested more than 400 levels deep");
  EXPECT_EQ(json_depth("[\"[[[\", {\"a\\\"[\": []}]", 10), 3U);
  const nlohmann::json value = {{"a", {1, 2, {{"b", nullptr}}}}};
  EXPECT_EQ(json_size(value, 100), 6U);
  EXPECT_EQ(json_size(value, 3), 4U);
}

}  // namespace
}  // namespace virga
