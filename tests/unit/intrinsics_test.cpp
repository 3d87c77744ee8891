// Rules and the expansion evaluate the same functions: if both know a value, it is the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "compiler/expand/expansion.h"
#include "compiler/resolve/intrinsics.h"
#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using testing::Resolved;

std::string template_with(const std::string& expressions) {
  return R"(
Parameters:
  Name: {Type: String, Default: web}
  Count: {Type: Number, Default: '2'}
  Nets: {Type: CommaDelimitedList, Default: 'a, b ,c'}
Mappings:
  Sizes: {small: {Type: t3.small, Zones: [x, y], Disks: 2}, web: {Type: t3.large, Zones: [z], Disks: 4}}
  Filled: {web: {Fn::Transform: {Name: Any}}}
Conditions:
  Always: !Equals [a, a]
  IsWeb: !Equals [!Ref Name, web]
Resources:
  Other: {Type: AWS::SNS::Topic}
  R:
    Type: Custom::A
    Properties:
)" + expressions;
}

std::string shown(const Node* node) { return node == nullptr ? "gone" : Resolved::show(*node); }

// The value of the property E in a rule's evaluator and in `virga eval`.
void expect_value(const std::string& expression, const std::string& value) {
  const std::string text = template_with("      E: " + expression + "\n");
  Resolved rules(text);
  ASSERT_TRUE(rules.tree.errors.empty()) << expression;
  EXPECT_THAT(rules.values("E"), ::testing::ElementsAre(value)) << expression;
  const Expansion expansion = evaluate(rules.tree, {});
  ASSERT_TRUE(expansion.ok()) << expression;
  EXPECT_EQ(shown(expansion.tree.root->get("Resources")->get("R")->get("Properties")->get("E")), value) << expression;
}

TEST(Intrinsics, RulesAndExpansionAgree) {
  expect_value("!Ref Name", "web");
  expect_value("!Ref Nets", "[a|b|c]");
  expect_value("!Join ['-', [a, !Ref Name, 3]]", "a-web-3");
  expect_value("!Join [!Select [0, ['+']], !Ref Nets]", "a+b+c");
  expect_value("!Join ['', !Split [b, !Join [',', !Ref Nets]]]", "a,,c");
  expect_value("!Select [!Ref Count, !Ref Nets]", "c");
  expect_value("!Select [1, !Split ['-', !Sub 'x-${Name}-y']]", "web");
  expect_value("!Select [1, [!GetAtt Other.TopicName, b]]", "b");
  expect_value("!Split [',', 'a,,b']", "[a||b]");
  expect_value("!Sub '${Name}.${!Literal}.${ Count }.${}'", "web.${Literal}.2.${}");
  expect_value("!Sub ['${Own}-${Name}-${Own}', {Own: !Join [/, !Ref Nets], Name: shadow}]", "a/b/c-shadow-a/b/c");
  expect_value("!FindInMap [Sizes, !Ref Name, Type]", "t3.large");
  expect_value("!FindInMap [Sizes, small, Zones]", "[x|y]");
  expect_value("!FindInMap [Sizes, nowhere, Type, {DefaultValue: !Ref Name}]", "web");
  expect_value("{Fn::Length: !Ref Nets}", "3");
  expect_value("{Fn::Length: [a, !Ref Name]}", "2");
  expect_value("{Ref: !Select [0, [Name, Count]]}", "web");
  expect_value("{Fn::ToJsonString: {a: [1, two, true, null], b: !Ref Name, c: {Condition: {d: \"q\\\"\\n\"}}}}",
               R"({"a":[1,"two",true,null],"b":"web","c":{"Condition":{"d":"q\"\n"}}})");
  expect_value("{Fn::ToJsonString: [!FindInMap [Sizes, web, Disks], {Fn::Length: !Ref Nets}]}", "[4,3]");
  expect_value("{Fn::ToJsonString: !Ref Nets}", R"(["a","b","c"])");
}

// Unknown and malformed expressions have no value, not even that of one of their parts.
TEST(Intrinsics, WhatIsNotKnownStays) {
  for (const char* expression : {
           "!Join ['-', [a, !GetAtt Other.TopicName]]",
           "!Join ['-', [a, [b]]]",
           "!Select [x, [a]]",
           "!Select [7, !Ref Nets]",
           "!Select [0, x]",
           "!Split ['', a]",
           "!Sub '${Other.TopicName}'",
           "!Sub [x]",
           "!FindInMap [Filled, web, Type]",
           "{Fn::Length: x}",
           "{Fn::ToJsonString: x}",
           "{Fn::ToJsonString: !Ref Name}",
           "{Fn::ToJsonString: {a: {Fn::ForEach::Loop: [X, [a], {b: c}]}}}",
       }) {
    Resolved rules(template_with(std::string("      E: ") + expression + "\n"));
    ASSERT_TRUE(rules.tree.errors.empty()) << expression;
    EXPECT_THAT(rules.values("E"), ::testing::ElementsAre("?")) << expression;
    const Expansion expansion = evaluate(rules.tree, {});
    ASSERT_TRUE(expansion.ok()) << expression;
    const Node* left = expansion.tree.root->get("Resources")->get("R")->get("Properties")->get("E");
    ASSERT_NE(left, nullptr) << expression;
    EXPECT_NE(left->function, Function::None) << expression;
  }
}

// The default of a part is not the default of the whole.
TEST(Intrinsics, TheDefaultOfAPartIsNotThatOfTheWhole) {
  Resolved rules(template_with(
      "      E: !Join ['-', [a, !FindInMap [Sizes, no, Type, {DefaultValue: !GetAtt Other.TopicName}]]]\n"));
  const Expansion expansion = evaluate(rules.tree, {});
  const Node* joined = expansion.tree.root->get("Resources")->get("R")->get("Properties")->get("E");
  ASSERT_EQ(joined->function, Function::Join);
  EXPECT_EQ(joined->argument()->items()[1]->size, 2U);
}

TEST(Intrinsics, Texts) {
  std::int64_t index = 0;
  EXPECT_TRUE(parse_index("-12", index));
  EXPECT_EQ(index, -12);
  for (const char* text : {"", "1x", " 1", "1.0", "99999999999999999999"}) EXPECT_FALSE(parse_index(text, index));
  EXPECT_EQ(past_end_of_list(1, 1), "Index 1 is out of range; the list has 1 item, counted from 0");
  EXPECT_EQ(no_such_row("M", "x") + it_has({}), "Mapping 'M' has no key 'x'; it has none");
}

}  // namespace
}  // namespace virga
