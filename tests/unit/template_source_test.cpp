// Templates in strings of other templates.
#include "compiler/workspace/template_source.h"

#include <gtest/gtest.h>

#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

// The template in the value of Body; empty if there is none.
std::string inner(const std::string& text, SourceFilePtr* out = nullptr) {
  const auto file = std::make_shared<const SourceFile>("t.yaml", text);
  const SyntaxTree tree = parse(file);
  const SourceFilePtr found = template_in_string(file, *tree.root->get("Body"));
  if (out != nullptr) *out = found;
  if (found == nullptr) return {};
  EXPECT_EQ(found->text().size(), text.size());
  return std::string(found->text());
}

TEST(TemplateInString, EverythingKeepsItsPlace) {
  EXPECT_EQ(inner("A: 1\nBody: |\n  X: 1\nC: 2\n"), "    \n       \n  X: 1\n    \n");
  EXPECT_EQ(inner("Body: '{\"A\": 1}'\n"), "       {\"A\": 1} \n");
  EXPECT_EQ(inner("{\"Body\": \"{\\n \\\"A\\\": [1]}\"}"), "          {   \"A\"  : [1]}  ");
  // A string with escapes has its spaces behind it.
  const std::string text = "{\"Body\": \"{\\\"A\\\": \\\"say \\\\\\\"b\\\\\\\"\\\", \\\"C\\\": 2}\"}";
  SourceFilePtr file;
  ASSERT_NE(inner(text, &file), "");
  const SyntaxTree tree = parse(file);
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree.root->get("A")->text(), "say \"b\"");
  const Node* number = tree.root->get("C");
  EXPECT_EQ(text.substr(number->range.begin, number->range.size()), "2");
}

TEST(TemplateInString, WhatHasNoPlacesIsLeft) {
  EXPECT_EQ(inner("Body: \"X: 1\\n\"\n"), "");
  EXPECT_EQ(inner("Body: \"\"\n"), "");
  EXPECT_EQ(inner("Body: ''\n"), "");
  EXPECT_EQ(inner("Body: \"{\\x41: 1}\"\n"), "");
  EXPECT_EQ(inner("Body: '{\"A'\n"), "");
  EXPECT_EQ(inner("Body: plain\n"), "");
  EXPECT_EQ(inner("Body: >\n  X: 1\n"), "");
  EXPECT_EQ(inner("Body: 1\n"), "");
  EXPECT_EQ(inner("Body: {A: 1}\n"), "");
  EXPECT_EQ(inner("Body: !Sub '{\"A\": 1}'\n"), "");
}

}  // namespace
}  // namespace virga
