#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Resolved;
using ::testing::SizeIs;

std::string_view kind_name(ReferenceKind kind) {
  static constexpr std::string_view kNames[] = {
      "Ref", "GetAtt",    "SubRef",          "SubGetAtt", "DependsOn", "Condition", "ConditionAttribute",
      "If",  "FindInMap", "ForEachVariable", "RuleRef"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view symbol_name(SymbolKind kind) {
  static constexpr std::string_view kNames[] = {"Parameter",       "Resource", "Condition",   "Mapping",
                                                "PseudoParameter", "Loop",     "SubVariable", "Unknown"};
  return kNames[static_cast<std::size_t>(kind)];
}

// "owner: kind name.attribute -> target 'source text'"
std::vector<std::string> listing(const Resolved& t) {
  std::vector<std::string> lines;
  for (const Reference& r : t.symbols.references()) {
    std::string line(r.owner);
    line.append(": ").append(kind_name(r.kind)).append(" ").append(r.name);
    if (!r.attribute.empty()) line.append(".").append(r.attribute);
    line.append(" -> ").append(symbol_name(r.target));
    if (r.declaration == nullptr && r.target != SymbolKind::PseudoParameter && r.target != SymbolKind::Unknown) {
      line += " (made)";
    }
    if (t.tree.text(r.range) != r.name) line.append(" at ").append(t.tree.text(r.range));
    lines.push_back(line);
  }
  return lines;
}

TEST(Symbols, EverySectionIsRead) {
  Resolved t(R"(
Metadata:
  Note: !Ref P
Parameters:
  P: {Type: String, Default: !Ref P}
  V: {Type: 'AWS::EC2::VPC::Id'}
Rules:
  Check:
    RuleCondition: !Equals [!Ref P, x]
    Assertions:
      - Assert: {'Fn::Equals': [{'Fn::ValueOf': [V, Tags.Name]}, y]}
Mappings:
  M: {a: {b: c}}
Conditions:
  First: !Equals [!FindInMap [M, a, b], !Ref 'AWS::Region']
  Second: !And [!Condition First, {Condition: Missing}]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: First
    DependsOn: [Queue, Nowhere]
    Metadata:
      Text: !Ref P
    DeletionPolicy: !If [Second, Retain, Delete]
    Properties:
      TopicName: !Sub ['${P}-${Queue.Arn}-${Own}-${!P}', {Own: !GetAtt Queue.QueueName}]
      Policy: {Condition: {StringEquals: {a: b}}}
      Odd: {Condition: First}
  Queue:
    Type: AWS::SQS::Queue
    DependsOn: Topic
    Properties:
      A:
        Fn::GetAtt: Topic.TopicArn
Outputs:
  Out:
    Condition: Second
    Value: !Ref Topic
    Export: {Name: !Sub '${AWS::StackName}-x'}
)");
  EXPECT_THAT(
      listing(t),
      ElementsAre("Check: RuleRef P -> Parameter", "Check: RuleRef V -> Parameter", "First: FindInMap M -> Mapping",
                  "First: Ref AWS::Region -> PseudoParameter", "Second: Condition First -> Condition",
                  "Second: Condition Missing -> Unknown", "Topic: ConditionAttribute First -> Condition",
                  "Topic: DependsOn Queue -> Resource", "Topic: DependsOn Nowhere -> Unknown",
                  "Topic: Ref P -> Parameter", "Topic: If Second -> Condition", "Topic: SubRef P -> Parameter",
                  "Topic: SubGetAtt Queue.Arn -> Resource", "Topic: SubRef Own -> SubVariable",
                  "Topic: GetAtt Queue.QueueName -> Resource", "Queue: DependsOn Topic -> Resource",
                  "Queue: GetAtt Topic.TopicArn -> Resource", "Out: ConditionAttribute Second -> Condition",
                  "Out: Ref Topic -> Resource", "Out: SubRef AWS::StackName -> PseudoParameter"));
  EXPECT_TRUE(t.symbols.is_used(SymbolKind::Mapping, "M"));
  EXPECT_FALSE(t.symbols.is_used(SymbolKind::Resource, "P"));
  EXPECT_THAT(t.symbols.uses(SymbolKind::Parameter, "P"), SizeIs(3));
  const Reference& in_metadata = *t.symbols.uses(SymbolKind::Parameter, "P")[1];
  EXPECT_FALSE(in_metadata.in_properties);
  EXPECT_TRUE(t.symbols.uses(SymbolKind::Parameter, "P")[2]->in_properties);
  EXPECT_EQ(in_metadata.declaration->key->text(), "P");
}

TEST(Symbols, RangesAreThoseOfTheName) {
  Resolved t(R"(
Parameters:
  Name: {Type: String}
Resources:
  R:
    Type: Custom::A
    Properties:
      A: !Ref "Name"
      B: {'Ref': 'Name'}
      C: !Sub "x ${ Name }"
      D: !Sub "x\t${Name}"
      E:
        Fn::Sub: |
          first ${Name}
          second ${R.Att}
      F: !GetAtt R.Att
      G: {'Fn::GetAtt': 'R.Att'}
      H: {'Fn::GetAtt': [R, Att]}
)");
  for (const Reference& r : t.symbols.references()) EXPECT_EQ(t.tree.text(r.range), r.name);
  EXPECT_THAT(t.symbols.references(), SizeIs(9));
}

TEST(Symbols, LoopsOfTheLanguageExtensions) {
  Resolved t(R"(
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList}
Conditions:
  Fn::ForEach::Conds:
    - C
    - [A, B]
    - Is${C}: !Equals [!Ref C, A]
Resources:
  Fn::ForEach::Topics:
    - Name
    - [one, two-x]
    - Topic${Name}:
        Type: AWS::SNS::Topic
        Condition: IsA
        DependsOn: Queue&{Name}
        Properties:
          TopicName: !Ref Name
          DisplayName: !Sub '${Name} and ${Topic${Name}}'
          Other: 'x-${Name}'
          Link: !GetAtt Queue&{Name}.Arn
  Fn::ForEach::Queues:
    - Q
    - !Ref Names
    - Queue&{Q}: {Type: AWS::SQS::Queue}
  Plain:
    Type: Custom::A
    Condition: IsC
    DependsOn: [Topicone, Topictwo-x, Topicthree, Queueanything]
    Properties:
      Fn::ForEach::Props:
        - X
        - [a]
        - Prop${X}: !Ref X
      Outside: !Ref X
)");
  std::vector<std::string> unknown;
  for (const Reference& r : t.symbols.references()) {
    if (r.target == SymbolKind::Unknown) unknown.emplace_back(r.name);
  }
  EXPECT_THAT(unknown, ElementsAre("IsC", "Topicthree", "X"));
  std::size_t loops = 0;
  for (const Reference& r : t.symbols.references()) {
    if (r.target == SymbolKind::Loop) {
      ++loops;
      ASSERT_NE(r.declaration, nullptr);
    }
  }
  EXPECT_EQ(loops, 11U);
  EXPECT_TRUE(t.symbols.is_used(SymbolKind::Parameter, "Names"));
}

TEST(Symbols, NamesThatSamMakes) {
  Resolved t(R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Events:
        Api: {Type: Api, Properties: {Path: /, Method: get}}
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: Prod}
  Layer: {Type: AWS::Serverless::LayerVersion}
  Table: {Type: AWS::DynamoDB::Table}
  R:
    Type: Custom::A
    DependsOn: [FnRole, FnAliaslive, FnVersion0123456789, FnApiPermissionProd, ApiProdStage, ApiDeploymentabcdef0123,
                Layer0123abcdef, ServerlessRestApi, ServerlessRestApiProdStage, ServerlessHttpApi,
                ServerlessHttpApiApiGatewayDefaultStage, FnUrl]
    Properties:
      A: !Ref Fn.Alias
      B: !Ref Api.Stage
      C: !Sub '${Fn.Version}'
      D: !GetAtt FnRole.Arn
      Bad1: !Ref FnRoles
      Bad2: !Ref TableRole
      Bad3: !Ref Fn.Nothing
      Bad4: !Ref FnVersion
      Bad5: !Ref Layer01
)");
  std::vector<std::string> unknown;
  for (const Reference& r : t.symbols.references()) {
    if (r.target == SymbolKind::Unknown) unknown.emplace_back(r.name);
  }
  EXPECT_THAT(unknown, ElementsAre("FnRoles", "TableRole", "Fn.Nothing", "FnVersion", "Layer01"));
  const Reference& alias = *t.symbols.uses(SymbolKind::Resource, "Fn")[0];
  EXPECT_EQ(alias.attribute, "Alias");
  EXPECT_EQ(alias.declaration, &t.model.find_resource("Fn")->member);
}

TEST(Symbols, ComputedMappingNamesUseAllMappings) {
  Resolved t(R"(
Mappings: {A: {x: {y: z}}, B: {x: {y: z}}}
Resources:
  R: {Type: Custom::A, Properties: {A: !FindInMap [!FindInMap [A, x, y], x, y]}}
)");
  EXPECT_TRUE(t.symbols.is_used(SymbolKind::Mapping, "B"));
}

TEST(Symbols, SamNamesNeedTheTransform) {
  Resolved t(R"(
Resources:
  Fn: {Type: AWS::Serverless::Function}
  R: {Type: Custom::A, DependsOn: FnRole}
)");
  ASSERT_THAT(t.symbols.references(), SizeIs(1));
  EXPECT_EQ(t.symbols.references()[0].target, SymbolKind::Unknown);
}

TEST(Symbols, ModulesAndIncludesAreLoose) {
  Resolved t(R"(
Resources:
  Mod: {Type: My::Test::Resource::MODULE}
  R: {Type: Custom::A, DependsOn: [ModBucket, Mod.Bucket, Other], Properties: {A: !GetAtt Mod.Bucket.Arn}}
)");
  EXPECT_THAT(listing(t),
              ElementsAre("R: DependsOn ModBucket -> Resource (made)", "R: DependsOn Mod.Bucket -> Resource (made)",
                          "R: DependsOn Other -> Unknown", "R: GetAtt Mod.Bucket.Arn -> Resource"));
  Resolved included(R"(
Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: !Sub 's3://${AWS::Region}/x'}}
  R: {Type: Custom::A, DependsOn: Anything}
)");
  EXPECT_THAT(listing(included), ElementsAre("Fn::Transform: SubRef AWS::Region -> PseudoParameter",
                                             "R: DependsOn Anything -> Resource (made)"));
}

TEST(Symbols, OddShapes) {
  Resolved t(R"(
Conditions: [a]
Outputs: text
Resources:
  A: text
  B: {Properties: [!Ref [A], !GetAtt [], !Sub [], !Sub [!Ref X, {}], !If [], !If x, {'Fn::GetAtt': {a: b}}]}
  C: {DependsOn: {a: !Ref A}, Condition: [x]}
  Fn::ForEach::X: [a]
)");
  EXPECT_THAT(listing(t), ElementsAre("B: Ref X -> Resource (made)", "C: Ref A -> Resource"));
  EXPECT_THAT(Resolved("").symbols.references(), IsEmpty());
}

TEST(SubVariables, Scan) {
  Resolved t("Resources: {R: {Type: Custom::A, Properties: {A: 'x${A}${!B}${ C.D }${}${E', B: '${'}}}");
  std::vector<SubVariable> found = sub_variables(t.property("A"));
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].name, "A");
  EXPECT_EQ(found[0].begin, 1U);
  EXPECT_EQ(found[0].end, 5U);
  EXPECT_EQ(found[1].name, "C.D");
  EXPECT_EQ(t.tree.text(found[1].source), "C.D");
  EXPECT_THAT(sub_variables(t.property("B")), IsEmpty());
  EXPECT_EQ(unescape_sub_text("a${!B}!${C}${!"), "a${B}!${C}${!");
}

}  // namespace
}  // namespace virga
