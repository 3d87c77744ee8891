// Names that no section defines.
#include "compiler/resolve/known_names.h"

#include <gtest/gtest.h>

#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using testing::Resolved;

struct Names {
  explicit Names(const std::string& text) : resolved(text), names(resolved.model) {}
  Resolved resolved;
  KnownNames names;
};

TEST(KnownNames, NothingIsKnownOfAPlainTemplate) {
  const Names t("Resources:\n  A: {Type: AWS::SNS::Topic}\n");
  EXPECT_FALSE(t.names.resource("A"));  // defined, so not in this table
  EXPECT_FALSE(t.names.resource("B"));
  EXPECT_FALSE(t.names.condition("B"));
  EXPECT_FALSE(t.names.mapping("B"));
}

TEST(KnownNames, LoopsMakeNames) {
  const Names t(R"(
Transform: AWS::LanguageExtensions
Parameters: {Zones: {Type: CommaDelimitedList}}
Conditions:
  Fn::ForEach::C: [Stage, [live, te-st], {'Is&{Stage}': !Equals [a, b]}]
Resources:
  Fn::ForEach::Outer:
    - A
    - [x, y]
    - Fn::ForEach::Inner:
        - B
        - ['1', '2']
        - T${A}${B}: {Type: AWS::SNS::Topic}
  Fn::ForEach::Open:
    - Z
    - !Ref Zones
    - Zone${Z}Topic: {Type: AWS::SNS::Topic}
)");
  for (const char* name : {"Tx1", "Tx2", "Ty1", "Ty2", "ZoneTopic", "ZoneaTopic", "ZoneTopicTopic"}) {
    EXPECT_TRUE(t.names.resource(name)) << name;
  }
  for (const char* name : {"T", "Tx", "Tz1", "Tx3", "ZoneaTopics", "aZoneaTopic"}) {
    EXPECT_FALSE(t.names.resource(name)) << name;
  }
  EXPECT_TRUE(t.names.condition("Islive"));
  EXPECT_TRUE(t.names.condition("Istest"));  // &{Stage} keeps letters and digits
  EXPECT_FALSE(t.names.condition("Iste-st"));
}

TEST(KnownNames, WhatATransformBringsMayHaveAnyName) {
  const Names t(R"(
Mappings:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/maps.yaml}}
Resources:
  A: {Type: AWS::SNS::Topic}
)");
  EXPECT_TRUE(t.names.mapping("Anything"));
  EXPECT_FALSE(t.names.resource("Anything"));
}

TEST(KnownNames, ModulesAndTheServerlessTransform) {
  const Names modules("Resources:\n  M: {Type: 'My::Own::Thing::MODULE'}\n");
  EXPECT_TRUE(modules.names.resource("MBucket"));
  EXPECT_TRUE(modules.names.resource("M.Bucket"));
  EXPECT_FALSE(modules.names.resource("M"));
  const Names sam(R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.13, InlineCode: x}}
)");
  EXPECT_TRUE(sam.names.resource("FRole"));
  EXPECT_FALSE(sam.names.resource("GRole"));
}

}  // namespace
}  // namespace virga
