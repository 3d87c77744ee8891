// Emitted text reads back as the same tree.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "compiler/emit/emit.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

SyntaxTree parse_text(const std::string& text) {
  return parse(std::make_shared<SourceFile>("test.yaml", text), {.max_depth = 400});
}

// Compares kinds and texts, ignoring styles, ranges and tags. Empty if the trees are equal, else the first difference.
std::string difference(const Node& a, const Node& b, const std::string& path = "root") {
  if (a.kind != b.kind) return path + ": another kind";
  if (a.size != b.size)
    return path + ": another size or text: '" + std::string(a.text()) + "' '" + std::string(b.text()) + "'";
  if (a.text() != b.text()) return path + ": '" + std::string(a.text()) + "' '" + std::string(b.text()) + "'";
  if (a.function != b.function) return path + ": another function";
  for (std::uint32_t i = 0; i < a.items().size(); ++i) {
    std::string found = difference(*a.items()[i], *b.items()[i], path + "/" + std::to_string(i));
    if (!found.empty()) return found;
  }
  for (std::uint32_t i = 0; i < a.members().size(); ++i) {
    const Member& left = a.members()[i];
    const Member& right = b.members()[i];
    std::string found = difference(*left.key, *right.key, path + "/key");
    if (found.empty()) found = difference(*left.value, *right.value, path + "/" + std::string(left.key->text()));
    if (!found.empty()) return found;
  }
  return {};
}

void expect_same_tree(const Node& root) {
  const std::string yaml = emit_yaml(root);
  const SyntaxTree again = parse_text(yaml);
  ASSERT_NE(again.root, nullptr) << yaml;
  for (const SyntaxError& error : again.errors) {
    if (error.kind != SyntaxErrorKind::NotAMapping) FAIL() << error.message << "\n" << yaml;
  }
  EXPECT_EQ(difference(root, *again.root), "") << yaml;
  EXPECT_EQ(emit_yaml(*again.root), yaml) << "written again it is another text";
}

// Converts YAML or JSON to YAML.
std::string yaml_of(const std::string& text) {
  const SyntaxTree tree = parse_text(text);
  EXPECT_NE(tree.root, nullptr);
  return tree.root == nullptr ? std::string() : emit_yaml(*tree.root);
}

std::string json_of(const std::string& text) {
  const SyntaxTree tree = parse_text(text);
  EXPECT_NE(tree.root, nullptr);
  return tree.root == nullptr ? std::string() : emit_json(*tree.root);
}

TEST(EmitYaml, ReadsAsAPersonWouldWriteIt) {
  const std::string text = R"(AWSTemplateFormatVersion: '2010-09-09'
Description: An example

Parameters:
  Stage:
    Type: String
    AllowedValues: [dev, prod]
    Default: dev

Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]

Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          def handler(event, context):
            return event
      Timeout: !If
        - IsProd
        - 30
        - !Ref AWS::NoValue
      Environment: {}
      Tags: []
      Runtime: python3.9
      Layers:
        - !Sub arn:${AWS::Partition}:lambda:${AWS::Region}:017000801446:layer:Tools:7
  Machine:
    Type: AWS::EC2::Instance
    Properties:
      AvailabilityZone: !Select
        - 0
        - Fn::GetAZs: !Ref AWS::Region
      UserData:
        Fn::Base64: !Sub |
          #!/bin/sh
          echo ${Stage}
)";
  EXPECT_EQ(yaml_of(text), text);
}

TEST(EmitYaml, QuotesWhatWouldReadAsSomethingElse) {
  const std::string yaml = yaml_of(
      R"(["on", "Yes", "no", "true", "null", "~", "", "12", "012", "08", "0x1F", "1_000", "1:30", "1.5", "1e3", ".5", "+1",
          "2012-10-17", "2012-10-17T10:00:00Z", "y", "=", "<<", "- a", "-", "-a", "a: b", "a:b", "a:", "a #b", "a#b", "#a",
          "!a", "&a", "*a", "?", "? a", "@a", "`a", "%a", "{a}", "[a]", " a", "a ", "it's", "'", "\"", "a\tb", "---", "...",
          "1.2.3", "10.0.0.0/16", "{{resolve:ssm:a}}", "https://a/b?c=d", ",", "|", ">", "a\\b", "a\r\nb", "caf\u00e9", "\u0000"])");
  EXPECT_EQ(yaml, R"(- 'on'
- 'Yes'
- 'no'
- 'true'
- 'null'
- '~'
- ''
- '12'
- '012'
- '08'
- '0x1F'
- '1_000'
- '1:30'
- '1.5'
- '1e3'
- '.5'
- '+1'
- '2012-10-17'
- '2012-10-17T10:00:00Z'
- 'y'
- '='
- '<<'
- '- a'
- '-'
- -a
- 'a: b'
- a:b
- 'a:'
- 'a #b'
- a#b
- '#a'
- '!a'
- '&a'
- '*a'
- '?'
- '? a'
- '@a'
- '`a'
- '%a'
- '{a}'
- '[a]'
- ' a'
- 'a '
- it's
- "'"
- '"'
- "a\tb"
- '---'
- '...'
- 1.2.3
- 10.0.0.0/16
- '{{resolve:ssm:a}}'
- https://a/b?c=d
- ','
- '|'
- '>'
- a\b
- "a\r\nb"
- café
- "\0"
)");
}

TEST(EmitYaml, KeepsBlockScalars) {
  for (const std::string text : {"a: |\n  one\n  two\n", "a: |-\n  one\n  two\n", "a: |+\n  one\n\nb: 1\n",
                                 "a: |2\n    one\n  two\n", "- |\n  one\n  two\n- !Sub |-\n  one\n\n  two\n"}) {
    EXPECT_EQ(yaml_of(text), text);
  }
}

TEST(EmitYaml, TagsNeverFollowTags) {
  EXPECT_EQ(yaml_of(R"({"a": {"Fn::Base64": {"Fn::Sub": "x"}}, "b": {"Fn::Sub": 1}, "c": {"Fn::GetAtt": "A.b"},
                        "d": {"Fn::GetAtt": ["A", {"Ref": "B"}]}, "e": {"Condition": "C"}, "f": {"Fn::And": []},
                        "g": {"Fn::Transform": {"Name": "Name"}}, "h": [{"Fn::If": ["A", {"Fn::Split": [",", "b"]}, []]}]})"),
            R"(a:
  Fn::Base64: !Sub x

b:
  Fn::Sub: 1

c:
  Fn::GetAtt: A.b

d: !GetAtt
  - A
  - !Ref B

e:
  Condition: C

f: !And []

g:
  Fn::Transform:
    Name: Name

h:
  - !If
    - A
    - !Split [',', b]
    - []
)");
}

TEST(EmitYaml, KeysOfAnyLength) {
  expect_same_tree(*parse_text("{\"" + std::string(3000, 'k') + "\": {\"a\\nb\": 1, \"\": [2]}}").root);
}

// Random trees of strings that YAML could take for something else, in every position.
class RandomTree {
public:
  explicit RandomTree(unsigned seed) : random_(seed) {}

  const Node* make(unsigned depth) {
    const unsigned what = number(depth == 0 ? 5 : 10);
    Node* node = arena_.make<Node>();
    if (what < 5) {
      scalar(*node);
    } else if (what < 7) {
      node->kind = NodeKind::Sequence;
      node->style = number(2) == 0 ? NodeStyle::Flow : NodeStyle::Block;
      fill_list(*node, depth);
    } else {
      mapping(*node, depth);
    }
    return node;
  }

private:
  unsigned number(unsigned below) { return static_cast<unsigned>(random_() % below); }

  std::string text() {
    static const std::vector<std::string> kPieces = {"a",
                                                     "B",
                                                     " ",
                                                     "  ",
                                                     "\n",
                                                     "\n\n",
                                                     "\t",
                                                     "\r\n",
                                                     "\r",
                                                     ": ",
                                                     ":",
                                                     " #",
                                                     "#",
                                                     "-",
                                                     "- ",
                                                     "?",
                                                     "'",
                                                     "\"",
                                                     "\\",
                                                     "{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ",",
                                                     "&",
                                                     "*",
                                                     "!",
                                                     "|",
                                                     ">",
                                                     "%",
                                                     "@",
                                                     "`",
                                                     "=",
                                                     "<<",
                                                     "~",
                                                     "null",
                                                     "on",
                                                     "no",
                                                     "true",
                                                     "1",
                                                     "0",
                                                     "9",
                                                     ".5",
                                                     "1e3",
                                                     "0x1",
                                                     "_",
                                                     "+",
                                                     "2012-10-17",
                                                     "---",
                                                     "...",
                                                     "é",
                                                     "\xC2\x85",
                                                     "\xE2\x80\xA8",
                                                     "\xEF\xBB\xBF",
                                                     "\xF0\x9F\x98\x80",
                                                     "\x01",
                                                     "\x7F",
                                                     "\xC2\xA0",
                                                     std::string(1, '\0'),
                                                     "word and more words",
                                                     std::string(200, 'x'),
                                                     "${A}",
                                                     "AWS::Region"};
    std::string text;
    for (unsigned i = number(6); i > 0; --i) text += kPieces[number(static_cast<unsigned>(kPieces.size()))];
    if (number(40) == 0) {
      for (unsigned i = 0; i < 60; ++i) text += " word" + std::string(number(12), 'y');
    }
    return text;
  }

  void set_text(Node& node, NodeKind kind, const std::string& text) {
    const std::string_view kept = arena_.copy(text);
    node.kind = kind;
    node.size = static_cast<std::uint32_t>(kept.size());
    node.chars = kept.data();
  }

  void scalar(Node& node) {
    switch (number(8)) {
      case 0:
        return set_text(node, NodeKind::Null, "");
      case 1:
        return set_text(node, NodeKind::Boolean, number(2) == 0 ? "true" : "false");
      case 2:
        return set_text(node, NodeKind::Integer, std::to_string(static_cast<int>(number(2000)) - 1000));
      case 3:
        return set_text(node, NodeKind::Float, std::to_string(number(1000)) + ".25");
      default:
        set_text(node, NodeKind::String, text());
        constexpr NodeStyle kStyles[] = {NodeStyle::Plain, NodeStyle::SingleQuoted, NodeStyle::DoubleQuoted,
                                         NodeStyle::Literal, NodeStyle::Folded};
        node.style = kStyles[number(5)];
    }
  }

  void fill_list(Node& node, unsigned depth) {
    std::vector<const Node*> items;
    for (unsigned i = number(4); i > 0; --i) items.push_back(make(depth - 1));
    node.size = static_cast<std::uint32_t>(items.size());
    node.item_list = arena_.copy(std::span<const Node* const>(items)).data();
  }

  void mapping(Node& node, unsigned depth) {
    node.kind = NodeKind::Mapping;
    node.style = NodeStyle::Block;
    std::vector<Member> members;
    const bool function = number(2) == 0;
    for (unsigned i = function ? 1 : number(4); i > 0; --i) {
      Node* key = arena_.make<Node>();
      const auto name = static_cast<Function>(1 + number(static_cast<unsigned>(Function::Implies)));
      std::string label = function ? std::string(function_name(name)) : text();
      if (function && label.empty()) label = "Fn::ForEach::A";
      set_text(*key, NodeKind::String, label);
      const bool taken = std::any_of(members.begin(), members.end(),
                                     [&](const Member& member) { return member.key->text() == key->text(); });
      if (!taken) members.push_back({key, make(depth - 1)});
    }
    node.size = static_cast<std::uint32_t>(members.size());
    node.member_list = arena_.copy(std::span<const Member>(members)).data();
    if (members.size() == 1) node.function = function_of_key(members[0].key->text());
  }

  Arena arena_;
  std::mt19937 random_;
};

TEST(EmitYaml, RandomTreesReadBack) {
  for (unsigned seed = 0; seed < 4000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    RandomTree random(seed);
    const Node* root = random.make(5);
    // An empty document, or a single scalar, is not tested.
    if (!root->is_scalar()) expect_same_tree(*root);
  }
}

TEST(EmitYaml, SamplesReadBack) {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / "samples")) {
    if (!entry.is_regular_file()) continue;
    SCOPED_TRACE(entry.path().string());
    const ReadResult file = read_source_file(entry.path().string());
    ASSERT_NE(file.file, nullptr);
    const SyntaxTree tree = parse(file.file);
    if (tree.ok()) expect_same_tree(*tree.root);
  }
}

TEST(EmitJson, IsStable) {
  EXPECT_EQ(json_of("b: 1\na: !Sub '${x}'\nc: [.5, 1., +1, 1.5, .inf, 1_000, 0777, null, on, '1']\nd: {}\ne: []\n"),
            R"({
  "b": 1,
  "a": {
    "Fn::Sub": "${x}"
  },
  "c": [
    0.5,
    1.0,
    1,
    1.5,
    ".inf",
    1000,
    511,
    null,
    true,
    "1"
  ],
  "d": {},
  "e": []
}
)");
  const std::string text = json_of("a: \"\\x7F\\0\\u2028 \\\" \\\\ \\t\"\n");
  EXPECT_EQ(json_of(text), text);
}

TEST(EmitYaml, NumbersOfJsonStayNumbers) {
  EXPECT_EQ(yaml_of(R"([1e3, 1E-2, 1.5e+3, -2.5E4, 0.5, -0])"),
            "- 1.0e+3\n- 1.0e-2\n- 1.5e+3\n- -2.5e+4\n- 0.5\n- -0\n");
}

}  // namespace
}  // namespace virga
