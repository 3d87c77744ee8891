#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "compiler/model/macro_calls.h"
#include "tests/unit/syntax_suites.h"

namespace virga {
namespace {

using testing::HasSubstr;

SyntaxTree yaml(std::string text, const ParseOptions& options = {}) {
  return parse(std::make_shared<const SourceFile>("t.yaml", std::move(text)), options);
}

const Node* at(const SyntaxTree& tree, std::string_view key) { return tree.root->get(key); }

SyntaxErrorKind only_error(const SyntaxTree& tree) {
  EXPECT_EQ(tree.errors.size(), 1U);
  return tree.errors.empty() ? SyntaxErrorKind::Unreadable : tree.errors.front().kind;
}

TEST(Node, FunctionsOfKeys) {
  EXPECT_EQ(function_of_key("Fn::Sub"), Function::Sub);
  EXPECT_EQ(function_of_key("Ref"), Function::Ref);
  EXPECT_EQ(function_of_key("Condition"), Function::Condition);
  EXPECT_EQ(function_of_key("Fn::ForEach::Loop"), Function::ForEach);
  EXPECT_EQ(function_of_key("Fn::sub"), Function::None);
  EXPECT_EQ(function_of_key("Fn::"), Function::None);
  EXPECT_EQ(function_of_key(""), Function::None);
  EXPECT_EQ(function_name(Function::ValueOfAll), "Fn::ValueOfAll");
  EXPECT_EQ(function_name(Function::None), "");
}

TEST(Node, NumbersAndBooleansOfTexts) {
  const SyntaxTree tree =
      yaml(R"({a: 10, b: "1.5", c: "+7", d: 010, e: "x", f: 1.0, g: "-", h: "0x10", i: "", j: 1.5e+3,
                                   t: yes, u: "true", v: "False", w: "yes", big: "99999999999999999999"})");
  double number = 0;
  std::int64_t integer = 0;
  bool flag = false;
  EXPECT_TRUE(to_integer(*at(tree, "a"), integer) && integer == 10);
  EXPECT_TRUE(to_number(*at(tree, "b"), number) && number == 1.5);
  EXPECT_FALSE(to_integer(*at(tree, "b"), integer));
  EXPECT_TRUE(to_integer(*at(tree, "c"), integer) && integer == 7);
  EXPECT_TRUE(to_integer(*at(tree, "d"), integer) && integer == 8);
  EXPECT_TRUE(to_integer(*at(tree, "f"), integer) && integer == 1);
  EXPECT_TRUE(to_number(*at(tree, "j"), number) && number == 1500);
  for (const char* key : {"e", "g", "h", "i"}) {
    EXPECT_FALSE(to_number(*at(tree, key), number)) << key;
    EXPECT_FALSE(to_integer(*at(tree, key), integer)) << key;
  }
  EXPECT_FALSE(to_integer(*at(tree, "big"), integer));
  EXPECT_TRUE(to_number(*at(tree, "big"), number));
  EXPECT_TRUE(to_boolean(*at(tree, "t"), flag) && flag);
  EXPECT_TRUE(to_boolean(*at(tree, "u"), flag) && flag);
  EXPECT_TRUE(to_boolean(*at(tree, "v"), flag) && !flag);
  EXPECT_FALSE(to_boolean(*at(tree, "w"), flag));
}

TEST(Parse, TextsThatTheSourceHoldsAreNotCopied) {
  const SyntaxTree tree = yaml("A: plain\nB: 'single'\nC: \"double\"\n");
  const std::string_view source = tree.source->text();
  for (const Member& member : tree.root->members()) {
    for (const Node* node : {member.key, member.value}) {
      EXPECT_GE(node->text().data(), source.data());
      EXPECT_LE(node->text().data(), source.data() + source.size());
    }
  }
}

TEST(Parse, Languages) {
  EXPECT_EQ(detect_language("  {\"a\": 1}"), SyntaxLanguage::Json);
  EXPECT_EQ(detect_language("\xEF\xBB\xBF{\"a\": 1}"), SyntaxLanguage::Json);
  EXPECT_EQ(detect_language("{a: 1}"), SyntaxLanguage::Yaml);
  EXPECT_EQ(detect_language("a: {}"), SyntaxLanguage::Yaml);
  EXPECT_EQ(detect_language(""), SyntaxLanguage::Yaml);
  // Only valid in YAML.
  const SyntaxTree tree = yaml("{\"a\": [1, 2,], 'b': 3}");
  EXPECT_TRUE(tree.ok());
  EXPECT_EQ(tree.language, SyntaxLanguage::Yaml);
}

TEST(Parse, JsonTypesAreJsonsOwn) {
  const SyntaxTree tree = yaml(R"({"a": "yes", "b": 1e3, "c": "\ud83d\ude00", "<<": {"x": 1}})");
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree.language, SyntaxLanguage::Json);
  EXPECT_EQ(at(tree, "b")->kind, NodeKind::Float);
  EXPECT_EQ(at(tree, "c")->text(), "\xF0\x9F\x98\x80");
  EXPECT_EQ(tree.root->flags & Node::kMerged, 0);
}

TEST(Parse, LongAndShortFormsLookAlike) {
  const SyntaxTree tree = yaml("A: !FindInMap [M, !Ref K, x]\nB: {Fn::FindInMap: [M, {Ref: K}, x]}\n");
  ASSERT_TRUE(tree.ok());
  for (const char* key : {"A", "B"}) {
    const Node* node = at(tree, key);
    ASSERT_EQ(node->function, Function::FindInMap);
    ASSERT_EQ(node->argument()->items().size(), 3U);
    EXPECT_EQ(node->argument()->items()[1]->function, Function::Ref);
    EXPECT_EQ(node->argument()->items()[1]->argument()->text(), "K");
  }
  EXPECT_TRUE(at(tree, "A")->function_key()->is_synthetic());
  EXPECT_EQ(tree.text(at(tree, "A")->function_key()->range), "!FindInMap");
  EXPECT_EQ(tree.text(at(tree, "A")->range), "!FindInMap [M, !Ref K, x]");
  EXPECT_EQ(at(tree, "A")->extra->tag, "!FindInMap");
}

TEST(Parse, ShortFormOfMacroCallsInJsonStaysAsItIsWritten) {
  const SyntaxTree tree = yaml(R"({"Call": {"Transform": {"Name": "M", "Parameters": {"A": 1}}},
    "Beside": {"A": 1, "Transform": {"Name": "M"}}, "Long": {"Fn::Transform": {"Name": "M"}},
    "Property": {"Transform": {"Type": "url-rewrite"}}, "More": {"Transform": {"Name": "M", "Type": "x"}},
    "Text": {"Transform": "M"}})");
  EXPECT_EQ(at(tree, "Call")->function, Function::None);
  EXPECT_EQ(at(tree, "Long")->function, Function::Transform);
  for (const char* key : {"Call", "Beside"}) EXPECT_NE(at(tree, key)->find("Transform"), nullptr) << key;
  for (const char* key : {"Call", "Beside", "Long"}) EXPECT_NE(find_macro_call(*at(tree, key)), nullptr) << key;
  for (const char* key : {"Property", "More", "Text"}) EXPECT_EQ(find_macro_call(*at(tree, key)), nullptr) << key;
}

TEST(Parse, GetAttPartsHavePlacesOfTheirOwn) {
  const SyntaxTree tree =
      yaml("A: !GetAtt Topic.Outputs.Arn\nB: !GetAtt \"a\\tb.c\"\nC: !GetAtt Alone\nD: !GetAtt {x: y}\n");
  ASSERT_TRUE(tree.ok());
  const Node* list = at(tree, "A")->argument();
  ASSERT_EQ(list->items().size(), 2U);
  EXPECT_EQ(tree.text(list->items()[0]->range), "Topic");
  EXPECT_EQ(tree.text(list->items()[1]->range), "Outputs.Arn");
  EXPECT_EQ(tree.text(at(tree, "B")->argument()->items()[1]->range), "\"a\\tb.c\"");
  EXPECT_EQ(at(tree, "C")->argument()->items().size(), 1U);
  EXPECT_TRUE(at(tree, "D")->argument()->is_mapping());
}

TEST(Parse, FunctionNeedsToBeTheOnlyKey) {
  const SyntaxTree tree = yaml("A: {Ref: x, y: z}\nB: {'Ref': x}\nC: !Unknown x\n");
  EXPECT_EQ(at(tree, "A")->function, Function::None);
  EXPECT_EQ(at(tree, "B")->function, Function::Ref);
  EXPECT_EQ(at(tree, "C")->function, Function::None);
  EXPECT_NE(at(tree, "C")->get("Fn::Unknown"), nullptr);
}

TEST(Parse, AliasesAreTheAnchoredNode) {
  const SyntaxTree tree = yaml("A: &x [1]\nB: *x\n");
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(at(tree, "A"), at(tree, "B"));
}

TEST(Parse, AliasBombsAreRefused) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string above = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + above;
    for (int j = 0; j < 9; ++j) bomb += ", " + above;
    bomb += "]\n";
  }
  const SyntaxTree tree = yaml(bomb);
  EXPECT_EQ(only_error(tree), SyntaxErrorKind::TooManyAliases);
  EXPECT_LT(tree.arena.capacity(), std::size_t{1} << 20U);
}

TEST(Parse, AliasesCannotPassTheDepthLimit) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 300; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_EQ(only_error(yaml(text)), SyntaxErrorKind::TooDeep);
}

TEST(Parse, DeepNestingIsRefused) {
  const auto nested = [](const std::string& open, std::size_t times) {
    std::string text = "A: ";
    for (std::size_t i = 0; i < times; ++i) text += open;
    return text;
  };
  std::string block;
  for (std::size_t i = 0; i < 2000; ++i) block += std::string(i, ' ') + "k:\n";
  for (const std::string& text : {nested("[", 1'000'000), nested("{a: ", 100'000), nested("- ", 100'000).substr(3),
                                  nested("[", 1'000'000).substr(3), nested("{\"a\":", 100'000).substr(3), block,
                                  nested("!Not [", 10'000), nested("? ", 10'000).substr(3)}) {
    const SyntaxTree tree = yaml(text);
    EXPECT_EQ(only_error(tree), SyntaxErrorKind::TooDeep) << text.substr(0, 20);
    EXPECT_FALSE(dump(parse_tolerant(tree.source)).empty());
  }
  EXPECT_TRUE(yaml("A: " + std::string(150, '[') + std::string(150, ']')).ok());
  ParseOptions shallow;
  shallow.max_depth = 3;
  EXPECT_TRUE(yaml("A: [[x]]", shallow).ok());
  EXPECT_EQ(only_error(yaml("A: [[[x]]]", shallow)), SyntaxErrorKind::TooDeep);
}

TEST(Parse, HugeTextsAreReadInOnePass) {
  // Megabytes of difficult text of each kind; quadratic work would not finish.
  constexpr std::size_t kSize = 3'000'000;
  const auto filled = [](const std::string& unit, const std::string& start = "") {
    std::string text = start;
    while (text.size() < kSize) text += unit;
    return text;
  };
  std::string keys;
  for (int i = 0; keys.size() < kSize / 4; ++i) keys += "key" + std::to_string(i) + ": v\n";
  for (const std::string& text :
       {filled("a"), filled("a: b\n"), filled("#"), filled("\n"), filled("'"), filled("\""), filled("- x\n"),
        filled("{\"a\": 1}, ", "["), filled("\\", "A: \""), filled("x ", "A: |\n  "), filled(" ", "A:"), filled("\t"),
        filled("&a "), filled("!a "), filled("A: *x\n"), filled(","), keys}) {
    const SyntaxTree tree = yaml(text);
    EXPECT_LE(tree.errors.size(), 300U) << text.substr(0, 10);
  }
}

// Text is scanned in words, so a bad character must be found at any position in a word.
TEST(Syntax, BadCharactersAreFoundAtEachPlace) {
  for (std::uint32_t place = 3; place < 30; ++place) {
    for (const char bad : {'\x01', '\x0B', '\x1F', '\x7F', '\x80', '\xFF'}) {
      std::string text = "A: abcdefghijkl~ mnopqrstuvwxyz\nB: 0123456789\n";
      text[place] = bad;
      const SyntaxTree tree = yaml(text);
      ASSERT_EQ(tree.errors.size(), 1U) << place;
      EXPECT_EQ(tree.errors[0].range.begin, place);
    }
  }
  EXPECT_TRUE(yaml("A: \"a\tb~\"\r\nB: 2\n\n\n\n\n\n\n\n\n").ok());
}

TEST(Parse, BytesThatAreNoText) {
  EXPECT_EQ(only_error(yaml(std::string("A: b\0c", 6))), SyntaxErrorKind::NulByte);
  EXPECT_EQ(only_error(yaml("A: \xC0\x80")), SyntaxErrorKind::InvalidUtf8);
  EXPECT_EQ(only_error(yaml("A: \xED\xA0\x80")), SyntaxErrorKind::InvalidUtf8);
  EXPECT_EQ(only_error(yaml("A: \xF5\x80\x80\x80")), SyntaxErrorKind::InvalidUtf8);
  EXPECT_EQ(only_error(yaml("{\"A\": \"\xFF\"}")), SyntaxErrorKind::InvalidUtf8);
  EXPECT_EQ(only_error(yaml("A: \x01")), SyntaxErrorKind::Syntax);
  EXPECT_THAT(yaml(std::string("\xFF\xFE", 2) + std::string("A\0", 2)).errors.front().message, HasSubstr("UTF-16"));
  const SyntaxTree tree = yaml("A: b\nB: c\nC: \xFF\n");
  EXPECT_EQ(tree.errors.front().range.begin, 13U);
  ASSERT_NE(tree.root, nullptr);  // what precedes it is in the tree
  EXPECT_NE(at(tree, "A"), nullptr);
}

TEST(Parse, DocumentsThatAreNoTemplate) {
  for (const char* text : {"", " \n\n", "# only a comment\n", "---\n", "~", "null", "\xEF\xBB\xBF"}) {
    const SyntaxTree tree = yaml(text);
    EXPECT_EQ(only_error(tree), SyntaxErrorKind::Empty) << text;
    ASSERT_NE(tree.root, nullptr);
    EXPECT_TRUE(tree.root->is_mapping());
  }
  EXPECT_EQ(only_error(yaml("- a\n")), SyntaxErrorKind::NotAMapping);
  EXPECT_EQ(only_error(yaml("text")), SyntaxErrorKind::NotAMapping);
  EXPECT_EQ(only_error(yaml("[1]")), SyntaxErrorKind::NotAMapping);
  EXPECT_EQ(only_error(yaml("a: 1\n---\nb: 2\n")), SyntaxErrorKind::SeveralDocuments);
  EXPECT_TRUE(yaml("--- \na: 1\n...\n").ok());
}

TEST(Parse, DuplicatesNameEachOther) {
  const SyntaxTree tree = yaml("A: 1\nB: 2\nA: 3\n");
  ASSERT_EQ(tree.errors.size(), 2U);
  EXPECT_EQ(tree.errors[0].range, tree.errors[1].related);
  EXPECT_EQ(tree.errors[1].range, tree.errors[0].related);
  EXPECT_THAT(tree.errors[1].message, HasSubstr("line 1"));
  EXPECT_EQ(yaml(R"({"A": 1, "A": 2})").errors.size(), 2U);
  // Merged keys may be overridden.
  EXPECT_TRUE(yaml("x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n").ok());
  std::string many;
  for (int i = 0; i < 100; ++i) many += "k" + std::to_string(i % 50) + ": 1\n";
  EXPECT_EQ(yaml(many).errors.size(), 51U);
}

TEST(Parse, MergesKeepTheMappingsOwnValues) {
  const SyntaxTree tree = yaml("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  c: 3\n  <<: [*x, *y]\n");
  ASSERT_TRUE(tree.ok());
  const Node* z = at(tree, "z");
  EXPECT_NE(z->flags & Node::kMerged, 0);
  EXPECT_EQ(z->get("a")->text(), "1");
  EXPECT_EQ(z->get("b")->text(), "1");
  EXPECT_EQ(z->get("c")->text(), "3");
  EXPECT_EQ(only_error(yaml("a: {<<: text}")), SyntaxErrorKind::Syntax);
}

TEST(Parse, ReportsTheCauseWhereItLies) {
  struct Case {
    const char* text;
    std::uint32_t line;
    const char* words;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"A:\n  B: 'x\nC: 1\n", 4, "opens on line 2"},
           {"A:\n  B: [1, 2\nC: 1\n", 3, "'[' of line 2"},
           {"A:\n  - a\n  b: 1\n", 3, "not an item"},
           {"A: 1\n- b\n", 2, "list item"},
           {"A: - b\n", 1, "next line"},
           {"A: |x\n", 1, "next line"},
           {"A: {B: 1]\n", 1, "does not match"},
           {"A: ]\n", 1, "Unmatched"},
           {"A: [1,,2]\n", 1, "Missing value before this ','"},
           {"A: &\n", 1, "anchor"},
           {"%x\n", 1, "directive"},
           {"A: !e!x y\n", 1, "prefix"},
           {"A: !!foo y\n", 1, "'!!foo'"},
           {"A: !!int y\n", 1, "'!!int'"},
           {"{\"A\": \"\\u12\"}", 1, "hexadecimal"},
       }) {
    const SyntaxTree tree = yaml(c.text);
    ASSERT_FALSE(tree.errors.empty()) << c.text;
    EXPECT_EQ(tree.source->line_column(tree.errors.front().range.begin).line, c.line) << c.text;
    EXPECT_THAT(tree.errors.front().message, HasSubstr(c.words)) << c.text;
  }
}

TEST(ParseTolerant, ReadsOnAfterAFault) {
  const auto tolerant = [](std::string text) {
    return parse_tolerant(std::make_shared<const SourceFile>("t", std::move(text)));
  };
  const SyntaxTree tree = tolerant("Resources:\n  A:\n    Type: x\n    Prop\n  B:\n    Type: y\nOutputs: {}\n");
  ASSERT_NE(tree.root, nullptr);
  EXPECT_EQ(tree.errors.size(), 1U);
  EXPECT_EQ(at(tree, "Resources")->get("A")->get("Type")->text(), "x");
  EXPECT_NE(at(tree, "Resources")->get("A")->flags & Node::kBroken, 0);
  EXPECT_EQ(at(tree, "Resources")->get("B")->get("Type")->text(), "y");
  EXPECT_NE(at(tree, "Outputs"), nullptr);

  const SyntaxTree json = tolerant("{\"A\": {\"B\": 1, }, \"C\" 2, \"D\": 3}");
  ASSERT_NE(json.root, nullptr);
  EXPECT_NE(at(json, "D"), nullptr);
  for (const char* text : {"", "[", "{", "\"", "'", "a: [", "- - -\n  - ", "\t", "!", "&", "*", "?", ":", "|", "%"}) {
    EXPECT_FALSE(dump(tolerant(text)).empty());
  }
}

// Other templates, if VIRGA_CONFORMANCE names a folder of them.
TEST(Readers, BuildTheSameTreeOfEveryTemplate) {
  namespace fs = std::filesystem;
  std::vector<fs::path> folders = {fs::path(VIRGA_SOURCE_DIR) / "samples"};
  if (const char* folder = std::getenv("VIRGA_CONFORMANCE")) folders.emplace_back(folder);
  std::size_t compared = 0;
  std::vector<std::string> different;
  for (const fs::path& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
      const ReadResult read = read_source_file(entry.path().string());
      if (read.file == nullptr) continue;
      SyntaxTree strict;
      strict.source = read.file;
      const bool json = detect_language(read.file->text()) == SyntaxLanguage::Json;
      if (!(json ? read_json(strict, {}) : read_yaml(strict, {})).complete) continue;
      SyntaxTree tolerant;
      tolerant.source = read.file;
      if (json) {
        read_json_tolerant(tolerant, {});
      } else {
        read_yaml_tolerant(tolerant, {});
      }
      strict.errors.clear();
      tolerant.errors.clear();
      ++compared;
      if (dump(strict) != dump(tolerant)) different.push_back(entry.path().string());
    }
  }
  EXPECT_GT(compared, 5U);
  EXPECT_TRUE(different.empty()) << testing::PrintToString(different);
}

}  // namespace
}  // namespace virga
