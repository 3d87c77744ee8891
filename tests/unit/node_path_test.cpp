#include "compiler/syntax/node_path.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace virga {
namespace {

constexpr std::string_view kCursor = "^^";

std::string_view name_of(Place place) {
  constexpr std::array<std::string_view, 9> kNames = {"Outside", "Comment", "Key",   "Value",  "Tag",
                                                      "NewKey",  "NewItem", "Alias", "Between"};
  return kNames[static_cast<std::size_t>(place)];
}

SyntaxTree tree_of(std::string text) {
  return parse_tolerant(std::make_shared<const SourceFile>("t", std::move(text)));
}

// "Place path 'token'", with an asterisk if own_line is set.
std::string describe(const SyntaxTree& tree, const NodePath& path) {
  return std::string(name_of(path.place)) + " " + to_string(path_of(path)) + " '" + std::string(tree.text(path.token)) +
         "'" + (path.own_line ? "*" : "");
}

// What is at the "^^" in the text.
std::string at(std::string text, Side side = Side::Before) {
  const std::size_t offset = text.find(kCursor);
  EXPECT_NE(offset, std::string::npos) << text;
  text.erase(offset, kCursor.size());
  const SyntaxTree tree = tree_of(std::move(text));
  return describe(tree, node_at(tree, static_cast<std::uint32_t>(offset), side));
}

TEST(NodeAt, KeysAndValues) {
  EXPECT_EQ(at("A:\n  B^^ee: c\n"), "Key A/Bee 'Bee'*");
  EXPECT_EQ(at("A:\n  ^^Bee: c\n"), "Key A/Bee 'Bee'*");
  EXPECT_EQ(at("A:\n  Bee^^: c\n"), "Key A/Bee 'Bee'*");
  EXPECT_EQ(at("A:\n  Bee:^^ cee\n"), "Between A/Bee ''");
  EXPECT_EQ(at("A:\n  Bee: ^^cee\n"), "Value A/Bee 'cee'");
  EXPECT_EQ(at("A:\n  Bee: cee^^\n"), "Value A/Bee 'cee'");
  EXPECT_EQ(at("A:\n  Bee: cee ^^\n"), "Between A/Bee ''");
  EXPECT_EQ(at("A:\n  Bee: 'ce^^e'\n"), "Value A/Bee 'cee'");
  EXPECT_EQ(at("A:\n  Bee: \"^^\"\n"), "Value A/Bee ''");
  EXPECT_EQ(at("A:\n  Bee: ^^\"\"\n"), "Value A/Bee '\"\"'");
  EXPECT_EQ(at("A:\n  Bee: |\n    some^^\n    text\n"), "Value A/Bee '|\n    some\n    text'");
  EXPECT_EQ(at("A: one\n  tw^^o\nB: c\n"), "Value A 'one\n  two'");
  EXPECT_EQ(at("A:\n  Res^^\n"), "Value A 'Res'*");
  EXPECT_EQ(at("Res^^"), "Value  'Res'*");
}

TEST(NodeAt, MissingValues) {
  EXPECT_EQ(at("A:\n  Bee:^^\n"), "Value A/Bee ''");
  EXPECT_EQ(at("A:\n  Bee: ^^\n"), "Value A/Bee ''");
  EXPECT_EQ(at("A:\n  Bee: ^^\n  C: d\n"), "Value A/Bee ''");
  EXPECT_EQ(at("A:\n  Bee:\n    ^^\n  C: d\n"), "Value A/Bee ''*");
  EXPECT_EQ(at("A:\n  Bee:\n    ^^"), "Value A/Bee ''*");
  EXPECT_EQ(at("A:\n  - ^^\n"), "Value A/0 ''*");
  EXPECT_EQ(at("A:\n  - x\n  - ^^\n  - y\n"), "Value A/1 ''*");
  EXPECT_EQ(at("A:\n  - x\n  -^^\n"), "Value A/1 ''");
}

TEST(NodeAt, WhiteSpaceBelongsToTheCollectionOfItsColumn) {
  const std::string text = "R:\n  A:\n    T: x\n    P:\n      K: v\n";
  EXPECT_EQ(at(text + "      ^^"), "NewKey R/A/P ''*");
  EXPECT_EQ(at(text + "    ^^"), "NewKey R/A ''*");
  EXPECT_EQ(at(text + "  ^^"), "NewKey R ''*");
  EXPECT_EQ(at(text + "^^"), "NewKey  ''*");
  EXPECT_EQ(at(text + "\n\n    ^^\n\n  B: c\n"), "NewKey R/A ''*");
  EXPECT_EQ(at("R:\n  A:\n    P:\n      ^^\n      K: v\n"), "NewKey R/A/P ''*");
  EXPECT_EQ(at("R:\n  A:\n    ^^\n    T: x\n"), "NewKey R/A ''*");
  EXPECT_EQ(at("\n^^\nR:\n  A: b\n"), "NewKey  ''*");
  EXPECT_EQ(at(""
               "^^"),
            "NewKey  ''*");
}

TEST(NodeAt, WhiteSpaceInLists) {
  const std::string text = "T:\n  - Key: a\n    Value: b\n";
  EXPECT_EQ(at(text + "    ^^"), "NewKey T/0 ''*");
  EXPECT_EQ(at(text + "  ^^"), "NewItem T ''*");
  EXPECT_EQ(at(text + "^^"), "NewKey  ''*");
  EXPECT_EQ(at("T:\n  ^^\n  - a\n"), "NewItem T ''*");
  EXPECT_EQ(at("T:\n- a\n^^"), "NewKey  ''*");
  EXPECT_EQ(at("P:\n  T:\n  - K: a\n    ^^\n"), "NewKey P/T/0 ''*");
  EXPECT_EQ(at("P:\n  T:\n  - K: a\n  ^^\n"), "NewKey P ''*");
  EXPECT_EQ(at("T:\n  - - a\n    - ^^b\n"), "Value T/0/1 'b'*");
  EXPECT_EQ(at("T:\n  - a\n  ^^- b\n"), "NewItem T ''*");
  EXPECT_EQ(at("T:\n  -^^ K: b\n"), "Between T/0 ''");
}

TEST(NodeAt, FlowCollections) {
  EXPECT_EQ(at("A: {^^}\n"), "NewKey A ''");
  EXPECT_EQ(at("A: {a: b, ^^}\n"), "NewKey A ''");
  EXPECT_EQ(at("A: {a: b ^^}\n"), "Between A ''");
  EXPECT_EQ(at("A: {a: ^^, c: d}\n"), "Value A/a ''");
  EXPECT_EQ(at("A: {a: b^^, c: d}\n"), "Value A/a 'b'");
  EXPECT_EQ(at("A: {a: b, c^^: d}\n"), "Key A/c 'c'");
  EXPECT_EQ(at("A: {a: b}^^\n"), "Between A ''");
  EXPECT_EQ(at("A: [^^]\n"), "NewItem A ''");
  EXPECT_EQ(at("A: [a, ^^]\n"), "NewItem A ''");
  EXPECT_EQ(at("A: [a^^, b]\n"), "Value A/0 'a'");
  EXPECT_EQ(at("A: [a,^^b]\n"), "Value A/1 'b'");
  EXPECT_EQ(at("A: [\n  a,\n^^\n  b]\n"), "NewItem A ''*");
  EXPECT_EQ(at("A: !If [C, !Ref ^^, x]\n"), "Value A/Fn::If/1/Ref ''");
  EXPECT_EQ(at("A: !If [C, !Ref B^^, x]\n"), "Value A/Fn::If/1/Ref 'B'");
}

TEST(NodeAt, Json) {
  EXPECT_EQ(at(R"({"A": {^^}})"), "NewKey A ''");
  EXPECT_EQ(at(R"({"A": {"B^^": 1}})"), "Key A/B 'B'");
  EXPECT_EQ(at(R"({"A": {"B":^^ 1}})"), "Between A/B ''");
  EXPECT_EQ(at(R"({"A": {"B": "^^"}})"), "Value A/B ''");
  EXPECT_EQ(at(R"({"A": {"B": tr^^ue}})"), "Value A/B 'true'");
  EXPECT_EQ(at("{\"A\": [1,\n  ^^\n]}"), "NewItem A ''*");
  EXPECT_EQ(at("^^ {\"A\": 1}"), "Outside  ''*");
  EXPECT_EQ(at("{\"A\": 1} \n^^"), "Outside  ''*");
  EXPECT_EQ(at("{\n  \"A\": 1,\n  ^^\n}"), "NewKey  ''*");
}

TEST(NodeAt, TagsAndFunctions) {
  EXPECT_EQ(at("A: !Re^^f B\n"), "Tag A/Ref '!Ref'");
  EXPECT_EQ(at("A: !Ref^^ B\n"), "Tag A/Ref '!Ref'");
  EXPECT_EQ(at("A: !Ref ^^B\n"), "Value A/Ref 'B'");
  EXPECT_EQ(at("A: !Ref ^^\n"), "Value A/Ref ''");
  EXPECT_EQ(at("A: !GetAtt B.^^Arn\n"), "Value A/Fn::GetAtt/1 'Arn'");
  EXPECT_EQ(at("A: !GetAtt B^^.Arn\n"), "Value A/Fn::GetAtt/0 'B'");
  EXPECT_EQ(at("A: !GetAtt B.^^\n"), "Value A/Fn::GetAtt/1 ''");
  EXPECT_EQ(at("A: !GetAtt ^^\n"), "Value A/Fn::GetAtt/0 ''");
  EXPECT_EQ(at("A: !Join\n  - ''\n  - [^^]\n"), "NewItem A/Fn::Join/1 ''");
  EXPECT_EQ(at("A: !Join\n  - ''\n  ^^\n"), "NewItem A/Fn::Join ''*");
  EXPECT_EQ(at("A: !!s^^tr 1\n"), "Tag A '!!str'");
}

TEST(NodeAt, CommentsAndAliases) {
  EXPECT_EQ(at("A: b # som^^e\n"), "Comment  ''");
  EXPECT_EQ(at("A: b # some^^\nC: d\n"), "Comment  ''");
  EXPECT_EQ(at("A: b ^^# some\n"), "Between A ''");
  EXPECT_EQ(at("A: &x b\nC: *x^^\nD: e\n"), "Alias C ''");
  EXPECT_EQ(at("A: &x b\nC: [q, *x^^, r]\nD: e\n"), "Alias C/1 ''");
  EXPECT_EQ(at("A: &x b\nC:\n  - *x\n  - ^^y\n"), "Value C/1 'y'*");
  EXPECT_EQ(at("A: &x {k: v}\nC:\n  <<: *x\n  d^^: e\n"), "Key C/d 'd'*");
}

TEST(NodeAt, BrokenText) {
  EXPECT_EQ(at("A: [a, ^^\nB: c\n"), "NewItem A ''");
  EXPECT_EQ(at("A: b\n\xFF^^"), "Between A ''");
}

TEST(NodeAt, TheSideDecidesBetweenTwoTokens) {
  EXPECT_EQ(at("{\"A\": [\"a\"^^\"b\"]}", Side::Before).substr(0, 5), "Value");
  EXPECT_EQ(at("A: b^^\n", Side::After), "Value A 'b'");
}

TEST(NodePath, WaysAndPaths) {
  const SyntaxTree tree = tree_of("R:\n  A:\n    T: [x, !GetAtt B.Arn]\n");
  const auto offset = static_cast<std::uint32_t>(tree.source->text().find("Arn"));
  const NodePath path = node_at(tree, offset);
  EXPECT_EQ(to_string(path_of(path)), "R/A/T/1/Fn::GetAtt/1");
  EXPECT_EQ(path.leaf()->text(), "Arn");
  EXPECT_EQ(path.collection(), path.ancestor(1));
  EXPECT_EQ(path.steps[path.function_step()].node->function, Function::GetAtt);
  EXPECT_EQ(path.member()->key->text(), "Fn::GetAtt");
  const NodePath back = path_to(tree, path_of(path));
  EXPECT_EQ(back.leaf(), path.leaf());
  EXPECT_EQ(back.steps.size(), path.steps.size());
  EXPECT_EQ(path_to(tree, {std::string("R"), std::string("A")}, true).leaf()->text(), "A");
  EXPECT_EQ(path_to(tree, {std::string("R"), std::string("no"), 1U}).steps.size(), 2U);
  EXPECT_EQ(path_to(tree, {}).leaf(), tree.root);
}

TEST(NodePath, CoveringARange) {
  const SyntaxTree tree = tree_of("A:\n  B: one\n  C: two\nD: [x, y]\n");
  const auto covering = [&](std::string_view text) {
    const std::size_t begin = tree.source->text().find(text);
    return to_string(path_of(
        node_covering(tree, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + text.size())})));
  };
  EXPECT_EQ(covering("ne"), "A/B");
  EXPECT_EQ(covering("one\n  C"), "A");
  EXPECT_EQ(covering("x, y"), "D");
  EXPECT_EQ(covering("two\nD"), "");
}

// At every offset of a text: ranges nest, tokens contain the offset, and every node can be found again.
void check_everywhere(const SyntaxTree& tree) {
  const auto size = static_cast<std::uint32_t>(tree.source->text().size());
  for (std::uint32_t offset = 0; offset <= size + 1; ++offset) {
    for (const Side side : {Side::Before, Side::After}) {
      const NodePath path = node_at(tree, offset, side);
      ASSERT_EQ(path.steps.empty(), path.place == Place::Outside || path.place == Place::Comment) << offset;
      ASSERT_LE(path.token.begin, path.offset) << offset;
      ASSERT_GE(path.token.end, path.offset) << offset;
      for (std::size_t i = 1; i < path.steps.size(); ++i) {
        const Node& above = *path.steps[i - 1].node;
        const Node& node = *path.steps[i].node;
        ASSERT_LT(path.steps[i].index, above.size) << offset;
        if (above.is_mapping()) {
          const Member& member = above.members()[path.steps[i].index];
          ASSERT_EQ(path.steps[i].key ? member.key : member.value, &node) << offset;
        } else {
          ASSERT_EQ(above.items()[path.steps[i].index], &node) << offset;
        }
        if (i + 1 == path.steps.size() && path.place == Place::Alias) continue;
        ASSERT_LE(above.range.begin, node.range.begin) << offset << " " << tree.source->name();
        ASSERT_GE(above.range.end, node.range.end) << offset << " " << tree.source->name();
      }
      if (path.place == Place::Key || (path.place == Place::Value && path.leaf()->range.size() > 0)) {
        ASSERT_LE(path.leaf()->range.begin, path.offset) << offset;
        ASSERT_GE(path.leaf()->range.end, path.offset) << offset;
      }
    }
  }
}

TEST(NodeAt, EveryOffsetOfTheSamples) {
  namespace fs = std::filesystem;
  std::size_t files = 0;
  for (const char* folder : {"samples", "tests/golden/syntax"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".yaml" && extension != ".json") continue;
      const ReadResult read = read_source_file(entry.path().string());
      ASSERT_NE(read.file, nullptr);
      check_everywhere(parse_tolerant(read.file));
      ++files;
    }
  }
  EXPECT_GT(files, 20U);
}

// For every key and scalar, the path at its position leads to it.
void check_nodes(const SyntaxTree& tree, const Node& node, bool key) {
  for (const Member& member : node.members()) {
    if (!member.key->is_synthetic()) check_nodes(tree, *member.key, true);
    check_nodes(tree, *member.value, false);
  }
  for (const Node* item : node.items()) check_nodes(tree, *item, false);
  if (!node.is_scalar() || node.range.size() == 0) return;
  for (const std::uint32_t offset : {node.range.begin, node.range.begin + node.range.size() / 2, node.range.end}) {
    const NodePath path = node_at(tree, offset);
    ASSERT_EQ(path.leaf(), &node) << tree.source->name() << " " << offset << " " << tree.text(node.range);
    ASSERT_EQ(path.place, key ? Place::Key : Place::Value);
  }
}

TEST(NodeAt, FindsEveryScalarOfTheSamples) {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / "samples")) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".yaml" && extension != ".json") continue;
    const SyntaxTree tree = parse(read_source_file(entry.path().string()).file);
    if (tree.ok()) check_nodes(tree, *tree.root, false);
  }
}

}  // namespace
}  // namespace virga
