// Edits of templates: what changes and what stays, in every notation.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "tests/unit/edit_support.h"

namespace virga {
namespace {

std::uint32_t index_of(const Node& mapping, std::string_view key) {
  for (std::uint32_t i = 0; i < mapping.size; ++i) {
    if (mapping.members()[i].key->text() == key) return i;
  }
  return mapping.size;
}

std::string without_member(const std::string& text, std::string_view mapping, std::string_view key) {
  return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
    const Node& node = *at(tree, mapping);
    return edit.remove_member(node, index_of(node, key));
  });
}
std::string without_item(const std::string& text, std::string_view list, std::uint32_t index) {
  return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
    return edit.remove_item(*at(tree, list), index);
  });
}

// ---- any value for any ----------------------------------------------------------------------------------------------

// The value of key V, or the first item of a list there, replaced by a function call.
std::string with_sub(const std::string& text, std::string_view holder, std::string_view value, std::string_view sub) {
  return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    return edit.replace(*at(tree, holder), *at(tree, value), make.call("Fn::Sub", make.text(sub)));
  });
}

TEST(EditReplace, PutsACallInPlaceOfACall) {
  EXPECT_EQ(with_sub("V: !Join ['', [a, !Ref B]]  # kept\nW: 1\n", "", "V", "a${B}"), "V: !Sub a${B}  # kept\nW: 1\n");
  EXPECT_EQ(with_sub("V:\n  Fn::Join:\n  - ''\n  - - a\n    - b\nW: 1\n", "", "V", "a${B}"), "V: !Sub a${B}\nW: 1\n");
  EXPECT_EQ(with_sub("V:\n- !Join ['', [a]]\n- x\n", "V", "V/0", "${B}"), "V:\n- !Sub ${B}\n- x\n");
  EXPECT_EQ(with_sub("V: !Join ['', [a]]\n", "", "V", "a\n${B}\n"), "V: !Sub |\n  a\n  ${B}\n");
  EXPECT_EQ(with_sub("{\"V\": {\"Fn::Join\": [\"\", []]}}", "", "V", "${B}"), "{\"V\": {\"Fn::Sub\": \"${B}\"}}");
}

TEST(EditReplace, KeepsComments) {
  EXPECT_EQ(with_sub("V:\n  Fn::Join:\n  - ''\n  - - a  # why\n    - b\n", "", "V", "a"), "");
  EXPECT_EQ(with_sub("V: # why\n  Fn::Join: ['', [a]]\n", "", "V", "a"), "");
  EXPECT_EQ(with_sub("V: [!Join ['', [a]], x]\n", "V", "V/0", "${B}"), "V: [!Sub '${B}', x]\n");
}

TEST(EditReplace, RefusesWhatTheHolderDoesNotHold) { EXPECT_EQ(with_sub("V: 1\nW: {X: 2}\n", "", "W/X", "a"), ""); }

TEST(EditComments, GoWithTheirLineOrWithoutIt) {
  const auto without = [](const std::string& text) {
    return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
      return edit.remove_comment(tree.comments.at(0).range);
    });
  };
  EXPECT_EQ(without("A: 1  # one\nB: 2\n"), "A: 1\nB: 2\n");
  EXPECT_EQ(without("A:\n  # one\n  B: 2\n"), "A:\n  B: 2\n");
  EXPECT_EQ(without("A: 1\r\n# one\r\nB: 2\r\n"), "A: 1\r\nB: 2\r\n");
}

// ---- removing -------------------------------------------------------------------------------------------------------

TEST(EditRemove, TakesWholeLinesOfABlock) {
  const std::string text = "A:\n  B: 1  # one\n  # two\n  C: 2\n  D:\n    - x\n\nE: 3\n";
  EXPECT_EQ(without_member(text, "A", "B"), "A:\n  # two\n  C: 2\n  D:\n    - x\n\nE: 3\n");
  EXPECT_EQ(without_member(text, "A", "D"), "A:\n  B: 1  # one\n  # two\n  C: 2\n\nE: 3\n");
  EXPECT_EQ(without_member(text, "", "E"), "A:\n  B: 1  # one\n  # two\n  C: 2\n  D:\n    - x\n");
}

TEST(EditRemove, TakesTheCommentsOfWhatGoes) {
  // Above it and below it, but not those of its neighbors, of what is around, or behind an empty line.
  EXPECT_EQ(without_member("A: 1\n# b\n# c\nB:\n  C: 2\n  # in b\n# d\nD: 3\n", "", "B"), "A: 1\n# d\nD: 3\n");
  EXPECT_EQ(without_member("A: 1\n# a\n\n# b\nB: 2\n# end\n", "", "B"), "A: 1\n# a\n\n# end\n");
  EXPECT_EQ(without_member("A:\n  # b\n  B: 1\n  C: 2\n", "A", "B"), "A:\n  C: 2\n");
  EXPECT_EQ(without_member("# file\nA: 1\nB: 2\n", "", "A"), "# file\nB: 2\n");
  EXPECT_EQ(without_member("A:\n  # all\n\n  B: 1\n  C: 2\n", "A", "B"), "A:\n  # all\n\n  C: 2\n");
  EXPECT_EQ(without_item("L:\n  # all\n  - a\n  - b\n", "L", 0), "L:\n  # all\n  - b\n");
  EXPECT_EQ(without_item("L:\n  # a\n  - a\n  # b\n  - b\n", "L", 0), "L:\n  # b\n  - b\n");
  EXPECT_EQ(without_item("L:\n  - |\n    text\n  # b\n  - b\n", "L", 1), "L:\n  - |\n    text\n");
  EXPECT_EQ(without_item("L:\n  - |\n    a\n    # text\n  - b\n", "L", 1), "L:\n  - |\n    a\n    # text\n");
  EXPECT_EQ(without_member("L:\n  - A: 1\n    # b\n    B: 2\n", "L/0", "A"), "L:\n  - # b\n    B: 2\n");
}

TEST(EditRemove, LeavesBracesForTheLastOne) {
  EXPECT_EQ(without_member("A:\n  B: 1  # one\nC: 2\n", "A", "B"), "A:\n  {}  # one\nC: 2\n");
  EXPECT_EQ(without_member("A: {B: 1}\n", "A", "B"), "A: {}\n");
  EXPECT_EQ(without_item("A:\n- 1\nB: 2\n", "A", 0), "A: []\nB: 2\n");
  EXPECT_EQ(without_item("A: # one\n- 1\nB: 2\n", "A", 0), "A: # one\n  []\nB: 2\n");
  EXPECT_EQ(without_item("A: [1]\n", "A", 0), "A: []\n");
}

TEST(EditRemove, TakesTheCommaBetweenBrackets) {
  EXPECT_EQ(without_member("A: {B: 1, C: 2, D: 3}\n", "A", "B"), "A: {C: 2, D: 3}\n");
  EXPECT_EQ(without_member("A: {B: 1, C: 2, D: 3}\n", "A", "D"), "A: {B: 1, C: 2}\n");
  EXPECT_EQ(without_item("A: [1, 2, 3]\n", "A", 1), "A: [1, 3]\n");
  EXPECT_EQ(without_member("{\n  \"A\": 1,\n  \"B\": 2\n}\n", "", "B"), "{\n  \"A\": 1\n}\n");
  EXPECT_EQ(without_member("{\n  \"A\": 1,\n  \"B\": 2\n}\n", "", "A"), "{\n  \"B\": 2\n}\n");
}

TEST(EditRemove, LeavesTheOthersOnTheirLines) {
  const std::string two_a_line = "{\n  \"A\": 1, \"B\": 2,\n  \"C\": 3, \"D\": 4\n}\n";
  EXPECT_EQ(without_member(two_a_line, "", "A"), "{\n  \"B\": 2,\n  \"C\": 3, \"D\": 4\n}\n");
  EXPECT_EQ(without_member(two_a_line, "", "B"), "{\n  \"A\": 1,\n  \"C\": 3, \"D\": 4\n}\n");
  EXPECT_EQ(without_member(two_a_line, "", "C"), "{\n  \"A\": 1, \"B\": 2,\n  \"D\": 4\n}\n");
  EXPECT_EQ(without_member(two_a_line, "", "D"), "{\n  \"A\": 1, \"B\": 2,\n  \"C\": 3\n}\n");
  const std::string at_the_brace = "{ \"A\": 1, \"B\": {\r\n  \"C\": 3 }, \"D\": 4,\r\n  \"E\": 5 }";
  EXPECT_EQ(without_member(at_the_brace, "", "A"), "{ \"B\": {\r\n  \"C\": 3 }, \"D\": 4,\r\n  \"E\": 5 }");
  EXPECT_EQ(without_member(at_the_brace, "", "B"), "{ \"A\": 1, \"D\": 4,\r\n  \"E\": 5 }");
  EXPECT_EQ(without_member(at_the_brace, "", "D"), "{ \"A\": 1, \"B\": {\r\n  \"C\": 3 },\r\n  \"E\": 5 }");
  EXPECT_EQ(without_member(at_the_brace, "", "E"), "{ \"A\": 1, \"B\": {\r\n  \"C\": 3 }, \"D\": 4 }");
  EXPECT_EQ(without_member(at_the_brace, "B", "C"), "{ \"A\": 1, \"B\": {}, \"D\": 4,\r\n  \"E\": 5 }");
  const std::string comma_first = "{\n  \"A\": 1\n, \"B\": 2\n, \"C\": 3\n}";
  EXPECT_EQ(without_member(comma_first, "", "A"), "{\n  \"B\": 2\n, \"C\": 3\n}");
  EXPECT_EQ(without_member(comma_first, "", "B"), "{\n  \"A\": 1\n, \"C\": 3\n}");
  EXPECT_EQ(without_member(comma_first, "", "C"), "{\n  \"A\": 1\n, \"B\": 2\n}");
  EXPECT_EQ(without_item("A: [1, 2,\n    3, 4]\n", "A", 1), "A: [1,\n    3, 4]\n");
  EXPECT_EQ(without_item("A: [\n  1,\n\n  2,\n\n  3\n]\n", "A", 1), "A: [\n  1,\n\n  3\n]\n");
}

TEST(EditRemove, TakesTheCommentsOfWhatGoesBetweenBrackets) {
  const std::string behind = "{\n  A: 1, # one\n  B: 2, # two\n  C: 3 # three\n}\n";
  EXPECT_EQ(without_member(behind, "", "A"), "{\n  B: 2, # two\n  C: 3 # three\n}\n");
  EXPECT_EQ(without_member(behind, "", "B"), "{\n  A: 1, # one\n  C: 3 # three\n}\n");
  EXPECT_EQ(without_member(behind, "", "C"), "{\n  A: 1, # one\n  B: 2 # two\n}\n");
  const std::string above = "{\n  # one\n  A: 1,\n  # two\n  B: 2,\n  # three\n  C: 3\n  # end\n}\n";
  EXPECT_EQ(without_member(above, "", "A"), "{\n  # two\n  B: 2,\n  # three\n  C: 3\n  # end\n}\n");
  EXPECT_EQ(without_member(above, "", "B"), "{\n  # one\n  A: 1,\n  # three\n  C: 3\n  # end\n}\n");
  EXPECT_EQ(without_member(above, "", "C"), "{\n  # one\n  A: 1,\n  # two\n  B: 2\n  # end\n}\n");
  const std::string comma_first = "{\n  A: 1 # one\n  , B: 2 # two\n  , C: 3 # three\n}\n";
  EXPECT_EQ(without_member(comma_first, "", "A"), "");
  EXPECT_EQ(without_member(comma_first, "", "B"), "{\n  A: 1 # one\n  , C: 3 # three\n}\n");
  EXPECT_EQ(without_member(comma_first, "", "C"), "{\n  A: 1 # one\n  , B: 2 # two\n}\n");
  // Those of others, and of several, stay.
  EXPECT_EQ(without_member("{A: 1, B: 2, # both\n C: 3} # all\n", "", "B"), "{A: 1, # both\n C: 3} # all\n");
  EXPECT_EQ(without_member("{\n  # all\n  A: 1, # one\n  B: 2\n}\n", "", "A"), "{\n  # all\n  B: 2\n}\n");
  EXPECT_EQ(without_item("A: [\n  1, # one\n  2, # two\n]\n", "A", 1), "A: [\n  1, # one\n]\n");
}

TEST(EditRemove, LeavesOneEmptyLine) {
  const std::string apart = "A: 1\n\nB: 2\n\n# c\nC: 3\n";
  EXPECT_EQ(without_member(apart, "", "B"), "A: 1\n\n# c\nC: 3\n");
  EXPECT_EQ(without_member(apart, "", "C"), "A: 1\n\nB: 2\n");
  EXPECT_EQ(without_member("A: 1\n\n\nB: 2", "", "B"), "A: 1\n");
  // Behind a block scalar they may be a part of it.
  EXPECT_EQ(without_member("A: 1\nB: |+\n  x\n\n\nC: 3\n", "", "C"), "A: 1\nB: |+\n  x\n\n\n");
  EXPECT_EQ(without_member("B: |+\n  x\n\nC: 3\n\nD: 4\n", "", "C"), "B: |+\n  x\n\nD: 4\n");
}

TEST(EditRemove, KeepsWhatStandsBehindADash) {
  EXPECT_EQ(without_member("L:\n  - A: 1\n    B: 2\n", "L/0", "A"), "L:\n  - B: 2\n");
  EXPECT_EQ(without_member("L:\n  - A: 1\n    B: 2\n", "L/0", "B"), "L:\n  - A: 1\n");
  EXPECT_EQ(without_item("L:\n  - a  # first\n  - |\n    text\n    more\n  - c\n", "L", 1),
            "L:\n  - a  # first\n  - c\n");
}

TEST(EditRemove, RefusesWhatOthersReferTo) {
  EXPECT_EQ(without_member("A:\n  B: &b 1\n  C: *b\n", "A", "B"), "");
  EXPECT_EQ(without_member("X: &x {P: 1}\nA:\n  <<: *x\n  C: 2\n", "A", "P"), "");
}

TEST(EditRemove, KeepsLineEndsAndTheByteOrderMark) {
  EXPECT_EQ(without_member("\xEF\xBB\xBF"
                           "A: 1\r\nB: 2\r\nC: 3\r\n",
                           "", "B"),
            "\xEF\xBB\xBF"
            "A: 1\r\nC: 3\r\n");
  EXPECT_EQ(without_member("\xEF\xBB\xBF"
                           "A: 1\r\nB: 2\r\n",
                           "", "A"),
            "\xEF\xBB\xBF"
            "B: 2\r\n");
  EXPECT_EQ(without_member("A: 1\nB: 2", "", "B"), "A: 1\n");
}

// ---- adding ---------------------------------------------------------------------------------------------------------

std::string with_member(const std::string& text, std::string_view mapping, std::string_view name,
                        std::string_view value) {
  return edited(text, [&](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    return edit.add_member(*at(tree, mapping), name, make.text(value));
  });
}

TEST(EditAdd, FollowsTheIndentationAround) {
  EXPECT_EQ(with_member("A:\n    B: 1 # one\nC: 2\n", "A", "New", "x"), "A:\n    B: 1 # one\n    New: x\nC: 2\n");
  EXPECT_EQ(with_member("L:\n  - A: 1\n", "L/0", "New", "x"), "L:\n  - A: 1\n    New: x\n");
  EXPECT_EQ(with_member("A:\n  B: |\n    text\n\nC: 2\n", "A", "New", "x"), "A:\n  B: |\n    text\n  New: x\n\nC: 2\n");
  EXPECT_EQ(with_member("A:\r\n  B: 1", "A", "New", "x"), "A:\r\n  B: 1\r\n  New: x");
  EXPECT_EQ(with_member("A:\n  B:\nC: 2\n", "A", "New", "x"), "A:\n  B:\n  New: x\nC: 2\n");
}

TEST(EditAdd, FollowsTheNotationAround) {
  EXPECT_EQ(with_member("A: {B: 1}\n", "A", "New", "x, y"), "A: {B: 1, New: 'x, y'}\n");
  EXPECT_EQ(with_member("A: {}\n", "A", "New", "x"), "A: {New: x}\n");
  EXPECT_EQ(with_member("A: {\n  B: 1\n}\n", "A", "New", "x"), "A: {\n  B: 1,\n  New: x\n}\n");
  EXPECT_EQ(with_member("{\n    \"A\": 1\n}\n", "", "New", "x"), "{\n    \"A\": 1,\n    \"New\": \"x\"\n}\n");
  EXPECT_EQ(with_member("{\"A\": 1}", "", "New", "x"), "{\"A\": 1, \"New\": \"x\"}");
  EXPECT_EQ(with_member("\"A\":\n  \"B\": 1\n", "A", "New", "x"), "\"A\":\n  \"B\": 1\n  \"New\": x\n");
}

TEST(EditAdd, WritesWholeValues) {
  const auto add = [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    const Node& tags = make.list({&make.map({{"Key", &make.text("k")}, {"Value", &make.ref("P")}})});
    return edit.add_member(*tree.root->get("A"), "Tags", tags);
  };
  EXPECT_EQ(edited("A:\n  B: 1\n", add), "A:\n  B: 1\n  Tags:\n    - Key: k\n      Value: !Ref P\n");
  EXPECT_EQ(edited("A: {B: 1}\n", add), "A: {B: 1, Tags: [{Key: k, Value: !Ref P}]}\n");
  EXPECT_EQ(
      edited("{\n \"A\": {\n  \"B\": 1\n }\n}\n", add),
      "{\n \"A\": {\n  \"B\": 1,\n  \"Tags\": [\n   {\n    \"Key\": \"k\",\n    \"Value\": {\n     \"Ref\": \"P\"\n    "
      "}\n   }\n  ]\n }\n}\n");
}

TEST(EditAdd, IndentsAsTheTextDoes) {
  const auto add = [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    const Node& tags =
        make.list({&make.map({{"Key", &make.text("k")}, {"Value", &make.map({{"V", &make.ref("P")}})}})});
    return edit.add_member(*at(tree, "A"), "Tags", make.map({{"All", &tags}, {"Text", &make.text(" a\nb\n")}}));
  };
  EXPECT_EQ(edited("A:\n    B: 1\n", add),
            "A:\n    B: 1\n    Tags:\n        All:\n            - Key: k\n              Value:\n"
            "                  V: !Ref P\n        Text: |4\n             a\n            b\n");
  EXPECT_EQ(edited("A:\n   B: 1\n", add),
            "A:\n   B: 1\n   Tags:\n      All:\n         - Key: k\n           Value:\n              V: !Ref P\n"
            "      Text: |3\n          a\n         b\n");
  const auto set = [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    return edit.set_value(*tree.root->find("A"), make.map({{"B", &make.map({{"C", &make.text("x")}})}}));
  };
  EXPECT_EQ(edited("L:\n  - X:\n        Y: 1\nA:\n", set), "L:\n  - X:\n        Y: 1\nA:\n    B:\n        C: x\n");
  EXPECT_EQ(edited("A:\n", set), "A:\n  B:\n    C: x\n");
}

TEST(EditNotation, IndentsAsTheTextDoes) {
  const std::string short_form = "A:\n    B: !Sub a\n    L:\n        - !Join\n          - a\n";
  EXPECT_EQ(edited(short_form, [](EditBuilder& edit, const SyntaxTree& tree,
                                  ValueMaker&) { return edit.use_long_form(*at(tree, "A"), *at(tree, "A/B")); }),
            "A:\n    B:\n        Fn::Sub: a\n    L:\n        - !Join\n          - a\n");
  EXPECT_EQ(edited(short_form, [](EditBuilder& edit, const SyntaxTree& tree,
                                  ValueMaker&) { return edit.use_long_form(*at(tree, "A/L"), *at(tree, "A/L/0")); }),
            "A:\n    B: !Sub a\n    L:\n        - Fn::Join:\n              - a\n");
}

TEST(EditAdd, PutsItemsWhereTheyBelong) {
  const auto insert = [](std::uint32_t index) {
    return [index](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
      return edit.insert_item(*tree.root->get("L"), index, make.text("new"));
    };
  };
  EXPECT_EQ(edited("L:\n  - a\n  - b\n", insert(0)), "L:\n  - new\n  - a\n  - b\n");
  EXPECT_EQ(edited("L:\n- a  # first\n- b\nM: 1\n", insert(2)), "L:\n- a  # first\n- b\n- new\nM: 1\n");
  EXPECT_EQ(edited("L: [a, b]\n", insert(1)), "L: [a, new, b]\n");
  EXPECT_EQ(edited("L: []\n", insert(0)), "L: [new]\n");
  EXPECT_EQ(edited("{\"L\": [\n  \"a\"\n]}", insert(1)), "{\"L\": [\n  \"a\",\n  \"new\"\n]}");
}

// ---- replacing ------------------------------------------------------------------------------------------------------

TEST(EditRename, KeepsTheQuotes) {
  const auto rename = [](std::string_view name) {
    return [name](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
      return edit.rename_key(tree.root->members()[0], name);
    };
  };
  EXPECT_EQ(edited("Old: 1\n", rename("New")), "New: 1\n");
  EXPECT_EQ(edited("'Old': 1\n", rename("New")), "'New': 1\n");
  EXPECT_EQ(edited("\"Old\": 1\n", rename("New")), "\"New\": 1\n");
  EXPECT_EQ(edited("Old: 1\n", rename("on")), "'on': 1\n");
  EXPECT_EQ(edited("{\"Old\": 1}", rename("New")), "{\"New\": 1}");
}

TEST(EditSet, ReplacesAValue) {
  const auto set = [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    return edit.set_value(tree.root->members()[0], make.ref("P"));
  };
  EXPECT_EQ(edited("A: x  # why\nB: 1\n", set), "A: !Ref P  # why\nB: 1\n");
  EXPECT_EQ(edited("A:\n  X: 1\n  Y: 2\nB: 1\n", set), "A: !Ref P\nB: 1\n");
  EXPECT_EQ(edited("A: !GetAtt X.Arn\nB: 1\n", set), "A: !Ref P\nB: 1\n");
  EXPECT_EQ(edited("A:\nB: 1\n", set), "A: !Ref P\nB: 1\n");
  EXPECT_EQ(edited("{A: x, B: 1}\n", set), "{A: !Ref P, B: 1}\n");
  EXPECT_EQ(edited("{\"A\": [1, 2]}", set), "{\"A\": {\"Ref\": \"P\"}}");
}

TEST(EditSet, KeepsTheStyleOfATextWhereItFits) {
  const auto set = [](std::string_view text) {
    return [text](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
      return edit.set_value(tree.root->members()[0], make.text(text));
    };
  };
  EXPECT_EQ(edited("A: 'x'\n", set("it's")), "A: 'it''s'\n");
  EXPECT_EQ(edited("A: \"x\"\n", set("a\"b")), "A: \"a\\\"b\"\n");
  EXPECT_EQ(edited("A: x\n", set("12")), "A: '12'\n");
  EXPECT_EQ(edited("{A: x}\n", set("a, b")), "{A: 'a, b'}\n");
}

TEST(EditSet, ReplacesAPartOfAText) {
  const auto part = [](std::string_view old, std::string_view with) {
    return [old, with](EditBuilder& edit, const SyntaxTree& tree, ValueMaker&) {
      const Node& text = *tree.root->members()[0].value;
      const Node& scalar = text.function != Function::None ? *text.argument() : text;
      const auto begin = static_cast<std::uint32_t>(tree.source->text().find(old));
      return edit.replace_part(scalar, {begin, begin + static_cast<std::uint32_t>(old.size())}, with);
    };
  };
  EXPECT_EQ(edited("A: !Sub ${Old}-x\n", part("Old", "New")), "A: !Sub ${New}-x\n");
  EXPECT_EQ(edited("A: !Sub |\n  ${Old}\n  y\n", part("Old", "New")), "A: !Sub |\n  ${New}\n  y\n");
  EXPECT_EQ(edited("{\"A\": {\"Fn::Sub\": \"${Old}\"}}", part("Old", "New")), "{\"A\": {\"Fn::Sub\": \"${New}\"}}");
  EXPECT_EQ(edited("A: old text\n", part("old", "- x:")), "A: '- x: text'\n");
}

TEST(EditComment, StandsBehindOrAboveALine) {
  const auto comment = [](bool above) {
    return [above](EditBuilder& edit, const SyntaxTree&, ValueMaker&) {
      return edit.add_comment(1, "virga: ignore[W1]", above);
    };
  };
  EXPECT_EQ(edited("A:\n  B: 1\n", comment(false)), "A:\n  B: 1  # virga: ignore[W1]\n");
  EXPECT_EQ(edited("A:\r\n  B: 1\r\n", comment(true)), "A:\r\n  # virga: ignore[W1]\r\n  B: 1\r\n");
  EXPECT_EQ(edited("{\n\"A\": 1}", comment(false)), "");
}

// ---- several --------------------------------------------------------------------------------------------------------

TEST(EditApply, KeepsTheOrderOfInsertions) {
  const Fix fix{"", FixSafety::Safe, {{{1, 1}, "b"}, {{1, 1}, "c"}, {{1, 1}, "d"}}};
  const std::vector<const Fix*> fixes = {&fix, &fix};
  EXPECT_EQ(apply_fixes("ae", fixes).text, "abcde");
  EXPECT_EQ(apply_edits("ae", fix.edits), "abcde");
}

TEST(EditApply, LeavesOutWhatOverlaps) {
  const Fix first{"", FixSafety::Safe, {{{2, 4}, "x"}, {{8, 9}, "y"}}};
  const Fix second{"", FixSafety::Safe, {{{0, 1}, "z"}, {{3, 5}, "w"}}};
  const Fix third{"", FixSafety::Safe, {{{4, 4}, "+"}}};
  const Fix outside{"", FixSafety::Safe, {{{9, 99}, ""}}};
  const FixOutcome outcome =
      apply_fixes("0123456789", std::vector<const Fix*>{&first, &second, &third, &first, &outside});
  // In order of position, the second fix comes first, and the first one overlaps it.
  EXPECT_EQ(outcome.applied, (std::vector<bool>{false, true, false, false, false}));
  EXPECT_EQ(outcome.text, "z12w56789");
  const FixOutcome same = apply_fixes("0123456789", std::vector<const Fix*>{&first, &first, &third});
  EXPECT_EQ(same.applied, (std::vector<bool>{true, true, true}));
  EXPECT_EQ(same.text, "01x+4567y9");
}

TEST(EditApply, NoticesWhatBecomesEmpty) {
  const auto empties = [](const std::string& text, std::initializer_list<std::uint32_t> removed) {
    const SyntaxTree before = parse(std::make_shared<const SourceFile>("template", text));
    std::vector<TextEdit> edits;
    for (const std::uint32_t i : removed) {
      EditBuilder edit(before);
      edit.remove_item(*before.root->get("L"), i);
      for (TextEdit& one : edit.take()) edits.push_back(std::move(one));
    }
    const SyntaxTree after = parse(std::make_shared<const SourceFile>("template", apply_edits(text, edits)));
    EXPECT_EQ(changes_only(before, after, edits), emptied_collections(before, after, edits).empty()) << text;
    return emptied_collections(before, after, edits).size();
  };
  EXPECT_EQ(empties("L:\n  - a\n  - b\nM: 1\n", {0, 1}), 1U);
  EXPECT_EQ(empties("L:\n  - a\n  - b\nM: 1\n", {1}), 0U);
  EXPECT_EQ(empties("L:\n  - a\nM: 1\n", {0}), 0U);
}

TEST(EditApply, NoticesWhatNoEditTouches) {
  const SyntaxTree before = read("A: 1\nB: [x, y]\n");
  const std::vector<TextEdit> edits = {{{3, 4}, "2"}};
  EXPECT_TRUE(changes_only(before, read("A: 2\nB: [x, y]\n"), edits));
  EXPECT_FALSE(changes_only(before, read("A: 2\nB: [x, z]\n"), edits));
  EXPECT_FALSE(changes_only(before, read("A: 2\n"), edits));
  EXPECT_FALSE(changes_only(before, read("A: 2\nB: [x, y]\n"), {}));
}

}  // namespace
}  // namespace virga
