#include "compiler/format/format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/edit/edit_builder.h"
#include "compiler/format/diff.h"
#include "compiler/workspace/secrets.h"

namespace virga {
namespace {

SyntaxTree tree_of(std::string text) { return parse(std::make_shared<const SourceFile>("t.yaml", std::move(text))); }

std::string formatted(const std::string& text, const FormatOptions& options = {}) {
  const SyntaxTree tree = tree_of(text);
  const FormatResult result = format(tree, options);
  if (!result.ok()) return "refused: " + result.refused;
  std::string out = apply_edits(text, result.edits);
  const FormatResult again = format(tree_of(out), options);
  EXPECT_TRUE(again.ok()) << again.refused;
  EXPECT_EQ(apply_edits(out, again.edits), out) << "a second time changes it again";
  return out;
}

TEST(Format, BlocksAreIndentedByTheirDepth) {
  EXPECT_EQ(formatted("A:\n    B:\n          c:   1\n    D:\n    - e:  2\n      f: 3\n    -   - g\n"),
            "A:\n  B:\n    c: 1\n  D:\n    - e: 2\n      f: 3\n    - - g\n");
  EXPECT_EQ(formatted("A:\n  - B:\n    - c\n", {.indent = 4}), "A:\n    - B:\n          - c\n");
  EXPECT_EQ(formatted("  A:\n   - b\n  C:\n   !Ref\n    D\n"), "A:\n  - b\nC:\n  !Ref\n  D\n");
  EXPECT_EQ(formatted("A:\n    ? a\n    :   b\n    ?   c\n    :   - d\n"), "A:\n  ? a\n  : b\n  ? c\n  : - d\n");
}

TEST(Format, SpacesBetweenTokensAreOne) {
  EXPECT_EQ(formatted("A :   1\nB: !Sub    'x'\nC: &a    1\nD:    *a\n"), "A: 1\nB: !Sub 'x'\nC: &a 1\nD: *a\n");
  EXPECT_EQ(formatted("A: [ a,b , [ ],{ } ]\nB: { c: 1,d: 2 }\nE: {f:   , g: }\n"),
            "A: [a, b, [], {}]\nB: { c: 1, d: 2 }\nE: {f: , g: }\n");
  EXPECT_EQ(formatted("*a : b\n"), "refused: " + tree_of("*a : b\n").errors.front().message);
  EXPECT_EQ(formatted("&a k: v\nw: {*a : b}\n"), "&a k: v\nw: {*a : b}\n");
}

TEST(Format, BlankLinesAndLineEnds) {
  EXPECT_EQ(formatted("\n\nA: 1   \n\n \n\nB: 2\t\n\n\n"), "A: 1\n\nB: 2\n");
  EXPECT_EQ(formatted("A: 1"), "A: 1\n");
  EXPECT_EQ(formatted("A: 1\r\n\r\n\r\nB:   2"), "A: 1\r\n\r\nB: 2\r\n");
  EXPECT_EQ(formatted("\xEF\xBB\xBF"
                      "A:   1\n"),
            "\xEF\xBB\xBF"
            "A: 1\n");
}

TEST(Format, CommentsStayWithWhatTheyAreAbout) {
  EXPECT_EQ(
      formatted(
          "#   top\nA:  # at A\n    # of B\n    B: 1     # aligned\n    # still in A\n # of C\nC: 2\n  # end  \n"),
      "#   top\nA:  # at A\n  # of B\n  B: 1     # aligned\n  # still in A\n# of C\nC: 2\n# end\n");
  EXPECT_EQ(formatted("A:\n    B: 1\n#    C: 2\n    D: 3\n"), "A:\n  B: 1\n#    C: 2\n  D: 3\n");
  EXPECT_EQ(formatted("A:\n    B:\n        # nothing yet\nC: 1\n"), "A:\n  B:\n    # nothing yet\nC: 1\n");
  EXPECT_EQ(formatted("A:\n- b\n# of C\nC: [\n      # in it\n   d\n      ]\n"),
            "A:\n  - b\n# of C\nC: [\n  # in it\n  d\n]\n");
}

TEST(Format, BlockScalarsKeepTheirText) {
  EXPECT_EQ(formatted("A:\n      B: |   # why\n          x\n            y  \n   \n          z\n\n      C: 1\n"),
            "A:\n  B: |   # why\n    x\n      y  \n\n    z\n\n  C: 1\n");
  EXPECT_EQ(formatted("A:\n    B: |2-\n        x\n      y\n"), "A:\n  B: |2-\n      x\n    y\n");
  EXPECT_EQ(formatted("A: |+\n    x\n\n\nB: >\n    y\n\n\nC: 1\n"), "A: |+\n  x\n\n\nB: >\n  y\n\nC: 1\n");
  EXPECT_EQ(formatted("A: |\n    x\n       \n"), "A: |\n  x\n     \n");
  // Without the final line break, the scalar has another value.
  EXPECT_EQ(formatted("A:   |\n  x"), "A: |\n  x");
  EXPECT_EQ(formatted("A:\n- |\n    x\n- >-\n x\n"), "A:\n  - |\n    x\n  - >-\n    x\n");
}

TEST(Format, ContinuedScalarsMoveWithTheirLine) {
  EXPECT_EQ(formatted("A:\n    B: \"{\n        'c': 1,   \n\n      }\"\n"), "A:\n  B: \"{\n      'c': 1,\n\n    }\"\n");
  EXPECT_EQ(formatted("A:\n    B: x\n     y\n"), "A:\n  B: x\n    y\n");
  EXPECT_EQ(formatted("A: \"x\\ \n  y\"\n"), "A: \"x\\ \n  y\"\n");
}

TEST(Format, FlowCollectionsOverSeveralLines) {
  EXPECT_EQ(formatted("A:\n    B: [a,\n        b,\n        ]\n    C: [{\n        d: 1 }, {\n  e: 2}\n  ]\n"),
            "A:\n  B: [a,\n    b,\n  ]\n  C: [{\n    d: 1 }, {\n      e: 2}\n  ]\n");
}

TEST(Format, QuotesBecomeThoseOfTheMost) {
  EXPECT_EQ(formatted("A: 'x'\nB: \"y\"\nC: \"z\"\n"), "A: \"x\"\nB: \"y\"\nC: \"z\"\n");
  EXPECT_EQ(formatted("A: 'x'\nB: \"it's\"\nC: \"\\t\"\nD: 'say \"x\"'\n", {.quotes = QuoteStyle::Double}),
            "A: \"x\"\nB: \"it's\"\nC: \"\\t\"\nD: 'say \"x\"'\n");
  EXPECT_EQ(formatted("A: \"x\"\nB: 'it''s'\n", {.quotes = QuoteStyle::Single}), "A: 'x'\nB: 'it''s'\n");
  EXPECT_EQ(formatted("A: \"x\"\nB: 'y'\n", {.quotes = QuoteStyle::Keep}), "A: \"x\"\nB: 'y'\n");
}

TEST(Format, MarkersAndDirectivesStay) {
  EXPECT_EQ(formatted("%YAML 1.1\n---   # first\nA:  1\n...\n"), "%YAML 1.1\n---   # first\nA: 1\n...\n");
}

TEST(Format, JsonBreaksWhatIsBroken) {
  EXPECT_EQ(formatted("{\n    \"A\" : [ 1,2 ],\n\n\n  \"B\": { \"Ref\":\"C\" }, \"D\": [{\n\"e\": {  }}]\n}"),
            "{\n  \"A\": [1, 2],\n\n  \"B\": { \"Ref\": \"C\" },\n  \"D\": [\n    {\n      \"e\": {}\n    }\n  ]\n}\n");
  EXPECT_EQ(formatted("{\"A\":{\"B\":1},\"C\":[1,2]}", {.width = 16}), "{\n  \"A\": {\"B\": 1},\n  \"C\": [1, 2]\n}\n");
  EXPECT_EQ(formatted("{\n\"A\": 1}", {.tabs = true}), "{\n\t\"A\": 1\n}\n");
}

TEST(Format, JsonWithACommaTooManyIsLaidOutAsJson) {
  EXPECT_EQ(formatted("{\"A\": 1,\n\"B\": [1,2,],}"), "{\n  \"A\": 1,\n  \"B\": [1, 2, ],\n}\n");
}

TEST(Format, WhatCannotBeReadIsLeftAlone) {
  for (const char* text : {"A: \"open\n", "A: 1\n---\nB: 2\n", "", "{\"A\": ", "a: b: c"}) {
    const FormatResult result = format(tree_of(text));
    EXPECT_FALSE(result.ok()) << text;
    EXPECT_TRUE(result.edits.empty()) << text;
  }
}

TEST(Format, EditsTouchOnlyWhatDiffers) {
  const std::string text = "A:\n  B:  1 # x\n  C: 2\n";
  const FormatResult result = format(tree_of(text));
  ASSERT_EQ(result.edits.size(), 1U);
  EXPECT_EQ(result.edits[0].range, (TextRange{8, 9}));
  EXPECT_EQ(result.edits[0].replacement, "");
}

std::string range_formatted(const std::string& text, const std::string& first, const std::string& last) {
  const TextRange range{static_cast<std::uint32_t>(text.find(first)),
                        static_cast<std::uint32_t>(text.find(last) + last.size())};
  const FormatResult result = format_range(tree_of(text), range);
  EXPECT_TRUE(result.ok()) << result.refused;
  return apply_edits(text, result.edits);
}

TEST(FormatRange, OtherLinesStay) {
  const std::string text = "A:\n    B:   1\n    C:\n        D:   2\n        E:   3\n    F:   4\n";
  EXPECT_EQ(range_formatted(text, "B", "B"), "A:\n    B: 1\n    C:\n        D:   2\n        E:   3\n    F:   4\n");
  EXPECT_EQ(range_formatted(text, "C", "E"), "A:\n    B:   1\n    C:\n        D: 2\n        E: 3\n    F:   4\n");
  EXPECT_EQ(range_formatted(text, "D", "D"), "A:\n    B:   1\n    C:\n        D: 2\n        E:   3\n    F:   4\n");
  EXPECT_EQ(range_formatted("{\n    \"A\" : 1,\n    \"B\" : 2,\n    \"C\": {\n\"D\" : 3}\n}\n", "\"B\"", "\"C\""),
            "{\n    \"A\" : 1,\n    \"B\": 2,\n    \"C\": {\n\"D\" : 3}\n}\n");
}

TEST(FormatRange, LevelsAreIndentedAsInTheRest) {
  const std::string yaml = "A:\n    B:   1\nC:\n    D:\n       E:   2\n";
  EXPECT_EQ(range_formatted(yaml, "C:", "2"), "A:\n    B:   1\nC:\n    D:\n        E: 2\n");
  const std::string json = "{\n    \"A\": {\n        \"B\": 1\n    },\n    \"C\": {\n  \"D\":   2\n    }\n}\n";
  EXPECT_EQ(range_formatted(json, "\"C\"", "2\n    }"),
            "{\n    \"A\": {\n        \"B\": 1\n    },\n    \"C\": {\n        \"D\": 2\n    }\n}\n");
  const std::string tabs = "{\n\t\"A\": {\n\t\t\"B\": 1\n\t},\n\t\"C\": {\n\t\"D\":   2\n\t}\n}\n";
  EXPECT_EQ(range_formatted(tabs, "\"C\"", "2\n\t}"),
            "{\n\t\"A\": {\n\t\t\"B\": 1\n\t},\n\t\"C\": {\n\t\t\"D\": 2\n\t}\n}\n");
}

std::string after_newline(std::string text) {
  const std::size_t cursor = text.find('|');
  text.erase(cursor, 1);
  const FormatResult result = format_on_newline(tree_of(text), static_cast<std::uint32_t>(cursor));
  EXPECT_TRUE(result.ok());
  return apply_edits(text, result.edits);
}

TEST(FormatOnNewline, TheLineLeftIsTidiedAndTheNewOneIndented) {
  EXPECT_EQ(after_newline("A:\n    B:   1\n    |\n"), "A:\n    B: 1\n    \n");
  EXPECT_EQ(after_newline("A:\n  B:\n  |\n"), "A:\n  B:\n    \n");
  EXPECT_EQ(after_newline("A:\n  - Key: a\n  |\n"), "A:\n  - Key: a\n    \n");
  EXPECT_EQ(after_newline("A:\n  - Key:\n  |\n"), "A:\n  - Key:\n      \n");
  EXPECT_EQ(after_newline("A: >-\n  x:\n  |\n"), "A: >-\n  x:\n  \n");
  EXPECT_EQ(after_newline("{\n  \"A\": {\n|\n}}"), "{\n  \"A\": {\n    \n}}");
  EXPECT_EQ(after_newline("A: \"open\nB:\n|\n"), "A: \"open\nB:\n  \n");
  EXPECT_EQ(after_newline("A:\n\tB:   1\n\t|\n"), "A:\n\tB:   1\n\t\n");
  EXPECT_EQ(after_newline("A:\n\tB:\n\t\t|\n"), "A:\n\tB:\n\t\t\n");
  EXPECT_EQ(after_newline("A:\n  B:\n\t|\n"), "A:\n  B:\n\t\n");
}

TEST(UnifiedDiff, ShowsLinesWithTheirContext) {
  const auto secrets_in = [](const SourceFilePtr& text) { return secret_ranges(text); };
  const std::string text = "A:   1\nB: 2\nC: 3\nD: 4\nE: 5\nF: 6\nG: 7\nH: 8\nI:   9\nJ:   10";
  const SyntaxTree tree = tree_of(text);
  EXPECT_EQ(unified_diff(*tree.source, format(tree).edits, secrets_in),
            "--- t.yaml\n+++ t.yaml\n@@ -1,4 +1,4 @@\n-A:   1\n+A: 1\n B: 2\n C: 3\n D: 4\n"
            "@@ -6,5 +6,5 @@\n F: 6\n G: 7\n H: 8\n-I:   9\n-J:   10\n\\ No newline at end of file\n+I: 9\n+J: 10\n");
  EXPECT_EQ(unified_diff(*tree.source, {}, secrets_in), "");

  const SourceFile secret(
      "t.yaml", "Parameters:\n  P:\n    Typ: String\n    NoEcho: true\n    Default: |\n      s e\n      cret\n");
  const std::string diff = unified_diff(secret, {{{21, 24}, "Type"}}, secrets_in);
  EXPECT_NE(diff.find("+    Type: String\n     NoEcho: true\n     Default: *\n       * *\n"), std::string::npos)
      << diff;
}

std::vector<std::filesystem::path> templates_of_the_repository() {
  namespace fs = std::filesystem;
  std::vector<fs::path> found;
  for (const char* folder : {"tests/golden", "samples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / folder)) {
      const fs::path extension = entry.path().extension();
      if (extension == ".yaml" || extension == ".yml" || extension == ".json") found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// format() itself compares the meaning and refuses if it would change, which is a failure here.
TEST(Format, EveryTemplateKeepsItsMeaningAndIsStableThen) {
  std::size_t read = 0;
  for (const std::filesystem::path& path : templates_of_the_repository()) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    const std::string text = bytes.str();
    const SyntaxTree tree = tree_of(text);
    if (!tree.ok()) continue;
    ++read;
    for (const FormatOptions& options : {FormatOptions{}, FormatOptions{.indent = 4, .quotes = QuoteStyle::Single}}) {
      const FormatResult once = format(tree, options);
      ASSERT_TRUE(once.ok()) << path << ": " << once.refused;
      const std::string out = apply_edits(text, once.edits);
      const FormatResult twice = format(tree_of(out), options);
      ASSERT_TRUE(twice.ok()) << path << ": " << twice.refused;
      EXPECT_TRUE(twice.edits.empty()) << path;
    }
  }
  EXPECT_GT(read, 200U);
}

}  // namespace
}  // namespace virga
