#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Resolved;
using ::testing::SizeIs;

TEST(Template, Sections) {
  Resolved t(R"(
AWSTemplateFormatVersion: '2010-09-09'
Description: text
Transform: [AWS::LanguageExtensions, {Name: AWS::Include, Parameters: {}}]
Parameters:
  P: {Type: String, Default: a, AllowedValues: [a, b], NoEcho: 'true'}
  L: {Type: 'List<Number>'}
  S: {Type: 'AWS::SSM::Parameter::Value<List<String>>'}
Rules: {Rule: {}}
Mappings: {M: {}}
Conditions:
  C: !Equals [a, b]
  Fn::ForEach::X: [i, [a], {'C${i}': {}}]
Hooks: {H: {}}
Resources:
  R:
    Type: AWS::SNS::Topic
    Condition: C
    DependsOn: Q
    Metadata: {}
    Properties: {TopicName: x}
  Q: {}
  Fn::Transform: {Name: x}
Outputs:
  O: {Value: v, Condition: C, Export: {Name: n}}
)");
  const Template& m = t.model;
  EXPECT_THAT(m.parameters(), SizeIs(3));
  EXPECT_THAT(m.conditions(), SizeIs(1));
  EXPECT_THAT(m.resources(), SizeIs(2));
  EXPECT_THAT(m.rules(), SizeIs(1));
  EXPECT_THAT(m.mappings(), SizeIs(1));
  EXPECT_THAT(m.transforms(), ElementsAre("AWS::LanguageExtensions", "AWS::Include"));
  EXPECT_TRUE(m.has_language_extensions());
  EXPECT_FALSE(m.is_sam());
  const Parameter* p = m.find_parameter("P");
  ASSERT_NE(p, nullptr);
  EXPECT_EQ(p->type, "String");
  EXPECT_EQ(p->default_value->text(), "a");
  EXPECT_EQ(p->allowed_values->size, 2U);
  EXPECT_TRUE(p->no_echo);
  EXPECT_FALSE(p->is_list());
  EXPECT_TRUE(m.find_parameter("L")->is_list());
  EXPECT_TRUE(m.find_parameter("S")->is_list());
  EXPECT_TRUE(m.find_parameter("S")->is_ssm());
  const Resource* r = m.find_resource("R");
  ASSERT_NE(r, nullptr);
  EXPECT_EQ(r->type, "AWS::SNS::Topic");
  EXPECT_EQ(r->property("TopicName")->text(), "x");
  EXPECT_EQ(r->property("Nothing"), nullptr);
  EXPECT_EQ(r->condition->value->text(), "C");
  EXPECT_NE(r->metadata, nullptr);
  EXPECT_EQ(m.find_resource("Q")->type, "");
  EXPECT_EQ(m.find_resource("Fn::Transform"), nullptr);
  EXPECT_EQ(m.outputs()[0].export_name->value->text(), "n");
  EXPECT_NE(m.section(Section::Hooks), nullptr);
  EXPECT_EQ(m.section(Section::Globals), nullptr);
  EXPECT_EQ(m.section_body(Section::Description), nullptr);  // not a mapping
}

TEST(Template, AnyShapeIsTaken) {
  for (const char* text :
       {"", "text", "[a, b]", "Resources:", "Resources: x", "Resources: [a]", "Resources: {A: }", "Resources: {A: [x]}",
        "Parameters: {P: x}", "Outputs: {O: 1}", "Transform: {Name: [a]}", "Transform: [[a], 1]", "Conditions: {C: {}}",
        "Resources: {A: {Type: [x], Properties: y}}"}) {
    Resolved t(text);
    for (const Resource& resource : t.model.resources()) EXPECT_EQ(resource.type, "") << text;
    for (const Parameter& parameter : t.model.parameters()) EXPECT_EQ(parameter.type, "") << text;
    EXPECT_THAT(t.model.transforms(), IsEmpty()) << text;
  }
}

TEST(Template, PseudoParameters) {
  EXPECT_TRUE(is_pseudo_parameter("AWS::Region"));
  EXPECT_FALSE(is_pseudo_parameter("AWS::Regions"));
  EXPECT_EQ(pseudo_parameters().size(), 8U);
  EXPECT_EQ(section_name(Section::FormatVersion), "AWSTemplateFormatVersion");
}

}  // namespace
}  // namespace virga
