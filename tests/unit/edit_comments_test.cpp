// Edits beside comments: what is written behind a value stays on its line.
#include <gtest/gtest.h>

#include <string>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "tests/unit/edit_support.h"

namespace virga {
namespace {

// What is written behind a value is about that value, wherever the new one goes.
TEST(EditComments, StayOnTheirLinesWhereSomethingIsAdded) {
  const auto with_new = [](const std::string& text) {
    return edited(text, [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
      return edit.add_member(*tree.root->get("A"), "New", make.text("x"));
    });
  };
  EXPECT_EQ(with_new("A: {B: 1,  # one\n  C: 2  # two\n}\n"), "A: {B: 1,  # one\n  C: 2,  # two\n  New: x\n}\n");
  EXPECT_EQ(with_new("A: {\r\n  B: 1,  # one\r\n}\r\n"), "A: {\r\n  B: 1,  # one\r\n  New: x,\r\n}\r\n");
  EXPECT_EQ(with_new("A: {B: 1,\n  C: 2}  # two\n"), "A: {B: 1,\n  C: 2, New: x}  # two\n");
  const auto append = [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    return edit.insert_item(*tree.root->get("L"), 1, make.text("new"));
  };
  EXPECT_EQ(edited("L: [\n  a  # first\n]\n", append), "L: [\n  a,  # first\n  new\n]\n");
  const auto add_two = [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    const Node& map = *tree.root->get("A");
    return edit.add_member(map, "X", make.text("x")) && edit.add_member(map, "Z", make.text("z"));
  };
  EXPECT_EQ(edited("A: {\n  B: 1  # one\n}\n", add_two), "A: {\n  B: 1,  # one\n  X: x,\n  Z: z\n}\n");
}

TEST(EditComments, StayBehindTheKeyWhoseValueGoesBelow) {
  const auto set = [](EditBuilder& edit, const SyntaxTree& tree, ValueMaker& make) {
    return edit.set_value(tree.root->members()[0], make.map({{"K", &make.text("v")}}));
  };
  EXPECT_EQ(edited("A: {}  # one\nB: 1\n", set), "A:  # one\n  K: v\nB: 1\n");
  EXPECT_EQ(edited("A:  # one\nB: 1\n", set), "A:  # one\n  K: v\nB: 1\n");
  EXPECT_EQ(edited("A: ~  # one\r\nB: 1\r\n", set), "A:  # one\r\n  K: v\r\nB: 1\r\n");
}

}  // namespace
}  // namespace virga
