#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/resolve/regions.h"
#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Resolved;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr const char* kHead = R"(
Parameters:
  Name: {Type: String, Default: web}
  Env: {Type: String, AllowedValues: [prod, test], Default: test}
  Count: {Type: Number, Default: 3, MinValue: 1, MaxValue: 9}
  Open: {Type: String}
  Nets: {Type: CommaDelimitedList, Default: 'a, b ,c'}
  Ids: {Type: 'List<AWS::EC2::Subnet::Id>', AllowedValues: ['s-1,s-2', s-3]}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}
  Flag: {Type: String, Default: true}
  Untyped: {Default: x}
Mappings:
  Sizes:
    prod: {Type: large, Count: 4, Zones: [a, b]}
    test: {Type: small, Count: 1, Zones: [c]}
  Partial:
    prod: {Only: yes-it-is}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Equals [!Ref Env, test]
  HasName: !Not [!Equals [!Ref Name, '']]
  Free: !Equals [!Ref Open, x]
Resources:
  Other: {Type: 'AWS::SNS::Topic'}
  R:
    Type: Custom::Any
    Properties:
)";

Resolved with(const std::string& properties, EvaluationOptions options = {}) {
  return Resolved(kHead + properties, std::move(options));
}

TEST(Evaluator, Parameters) {
  Resolved t = with(R"(
      Name: !Ref Name
      Env: !Ref Env
      Count: !Ref Count
      Open: !Ref Open
      Nets: !Ref Nets
      Ids: !Ref Ids
      Stored: !Ref Stored
      Flag: !Ref Flag
      Untyped: !Ref Untyped
      Resource: !Ref Other
      Plain: text
)");
  EXPECT_THAT(t.values("Name"), ElementsAre("web"));
  EXPECT_THAT(t.values("Env"), ElementsAre("prod", "test"));
  EXPECT_THAT(t.values("Count"), ElementsAre("3", "1", "9"));
  EXPECT_THAT(t.values("Open"), ElementsAre("?"));
  EXPECT_THAT(t.values("Nets"), ElementsAre("[a|b|c]"));
  EXPECT_THAT(t.values("Ids"), ElementsAre("[s-1|s-2]", "[s-3]"));
  EXPECT_THAT(t.values("Stored"), ElementsAre("?"));
  EXPECT_THAT(t.values("Flag"), ElementsAre("true"));
  EXPECT_THAT(t.values("Untyped"), ElementsAre("?"));
  EXPECT_THAT(t.values("Resource"), ElementsAre("?"));
  EXPECT_THAT(t.values("Plain"), ElementsAre("text"));
  EXPECT_TRUE(t.resolve("Env").complete);
  EXPECT_FALSE(t.resolve("Name").complete);
  const ResolvedValue& flag = t.resolve("Flag").values[0];
  EXPECT_TRUE(flag.value->is_string());
  EXPECT_EQ(flag.source, t.model.find_parameter("Flag")->default_value);
  EXPECT_EQ(t.resolve("Env").values[1].source, t.model.find_parameter("Env")->allowed_values->items()[1]);
}

TEST(Evaluator, GivenParameters) {
  EvaluationOptions options;
  options.parameters = {{"Env", "test"}, {"Nets", "x,y"}, {"Open", "given"}, {"Stored", "/other"}};
  Resolved t = with(R"(
      Env: !Ref Env
      Nets: !Ref Nets
      Open: !Sub '${Open}!'
      Stored: !Ref Stored
      Branch: !If [IsProd, big, small]
)",
                    options);
  EXPECT_THAT(t.values("Env"), ElementsAre("test"));
  EXPECT_THAT(t.values("Nets"), ElementsAre("[x|y]"));
  EXPECT_THAT(t.values("Open"), ElementsAre("given!"));
  EXPECT_THAT(t.values("Stored"), ElementsAre("?"));
  EXPECT_THAT(t.values("Branch"), ElementsAre("small"));
}

TEST(Evaluator, PseudoParameters) {
  EvaluationOptions china;
  china.region = "cn-north-1";
  Resolved t = with(R"(
      Arn: !Sub 'arn:${AWS::Partition}:s3:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}.${AWS::URLSuffix}'
      Topics: !Ref 'AWS::NotificationARNs'
      Stack: !Select [5, !Split [':', !Ref 'AWS::StackId']]
      Nothing: !Ref 'AWS::NoValue'
      Zones: !GetAZs ''
      Zone: !Select [1, !GetAZs {Ref: 'AWS::Region'}]
)",
                    china);
  EXPECT_THAT(t.values("Arn"), ElementsAre("arn:aws-cn:s3:cn-north-1:123456789012:teststack.amazonaws.com.cn"));
  EXPECT_THAT(t.values("Topics"), ElementsAre("[arn:aws-cn:sns:cn-north-1:123456789012:notification]"));
  EXPECT_THAT(t.values("Stack"), ElementsAre("stack/teststack/51af3dc0-da77-11e4-872e-1234567db123"));
  EXPECT_THAT(t.values("Nothing"), ElementsAre("?"));
  EXPECT_THAT(t.values("Zones"), ElementsAre("[cn-north-1a|cn-north-1b|cn-north-1d]"));
  EXPECT_THAT(t.values("Zone"), ElementsAre("cn-north-1b"));

  EvaluationOptions none;
  none.resolve_pseudo_parameters = false;
  Resolved u = with("      A: !Ref 'AWS::Region'\n", none);
  EXPECT_THAT(u.values("A"), ElementsAre("?"));
}

TEST(Evaluator, Mappings) {
  Resolved t = with(R"(
      Literal: !FindInMap [Sizes, prod, Type]
      ByEnv: !FindInMap [Sizes, !Ref Env, Count]
      List: !Select [0, !FindInMap [Sizes, prod, Zones]]
      Some: !FindInMap [Partial, !Ref Env, Only]
      ByRegion: !FindInMap [Sizes, !Ref 'AWS::Region', Type]
      Unknown: !FindInMap [Sizes, !Ref Open, Type]
      NoMap: !FindInMap [Nowhere, prod, Type]
      NoKey: !FindInMap [Sizes, dev, Type]
      NoSecond: !FindInMap [Sizes, prod, Colour]
      Fallback: !FindInMap [Sizes, dev, Type, {DefaultValue: tiny}]
      Found: !FindInMap [Sizes, prod, Type, {DefaultValue: tiny}]
      Maybe: !FindInMap [Sizes, !Ref Open, Type, {DefaultValue: tiny}]
      Number: !FindInMap [Sizes, prod, 7]
)");
  EXPECT_THAT(t.values("Literal"), ElementsAre("large"));
  EXPECT_THAT(t.values("ByEnv"), ElementsAre("4", "1"));
  EXPECT_THAT(t.values("List"), ElementsAre("a"));
  EXPECT_THAT(t.values("Some"), ElementsAre("yes-it-is"));
  EXPECT_THAT(t.resolve("Some").errors, SizeIs(0));
  EXPECT_THAT(t.values("ByRegion"), ElementsAre("?"));
  EXPECT_THAT(t.resolve("ByRegion").errors, SizeIs(0));
  EXPECT_THAT(t.values("Unknown"), ElementsAre("?"));
  EXPECT_THAT(t.resolve("Unknown").errors, SizeIs(0));
  EXPECT_THAT(t.values("Fallback"), ElementsAre("tiny"));
  EXPECT_THAT(t.values("Found"), ElementsAre("large"));
  EXPECT_THAT(t.values("Maybe"), ElementsAre("tiny"));
  struct Case {
    const char* name;
    std::uint32_t argument;
    const char* part;
  };
  for (const Case& c : {Case{"NoMap", 0, "'Nowhere' is not defined"}, Case{"NoKey", 1, "no key 'dev'"},
                        Case{"NoSecond", 2, "no key 'Colour'"}, Case{"Number", 2, "no key '7'"}}) {
    const Resolution& r = t.resolve(c.name);
    ASSERT_THAT(r.errors, SizeIs(1)) << c.name;
    EXPECT_EQ(r.errors[0].argument, c.argument);
    EXPECT_THAT(r.errors[0].message, HasSubstr(c.part));
    EXPECT_EQ(r.errors[0].place, t.property(c.name).argument()->items()[c.argument]);
    EXPECT_FALSE(r.known);
  }
  EXPECT_EQ(t.resolve("ByEnv").values[0].source->text(), "4");
}

TEST(Evaluator, MappingsThatATransformFills) {
  Resolved t(R"(
Mappings:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}
Resources:
  R: {Type: Custom::A, Properties: {A: !FindInMap [M, a, b]}}
)");
  EXPECT_FALSE(t.resolve("A").known);
  EXPECT_THAT(t.resolve("A").errors, SizeIs(0));
  Resolved none("Resources:\n  R: {Type: Custom::A, Properties: {A: !FindInMap [M, a, b]}}\n");
  ASSERT_THAT(none.resolve("A").errors, SizeIs(1));
  EXPECT_EQ(none.resolve("A").errors[0].argument, 0U);
}

TEST(Evaluator, TextsAndLists) {
  Resolved t = with(R"(
      Join: !Join ['-', [a, !Ref Name, 3]]
      JoinList: !Join ['/', !Ref Nets]
      Open: !Join ['-', [a, !Ref Open]]
      OfLists: !Join ['-', [a, !Ref Nets]]
      Select: !Select ['2', !Ref Nets]
      PastEnd: !Select [3, [a, b, c]]
      Negative: !Select [-1, [a, b, c]]
      Shifting: !Select [1, [!If [IsProd, a, !Ref 'AWS::NoValue']]]
      Split: !Split ['-', 'x-y-']
      Sub: !Sub '${Name}.${!Literal}.${ Env }'
      SubMap: !Sub ['${Own}-${Name}', {Own: !Ref Env, Name: shadow}]
      Att: !Sub '${Other.TopicName}'
      OfResource: !Sub '${Other}'
      Length: {'Fn::Length': !Ref Nets}
      Lit: {'Fn::Length': [a, b]}
      Json: {'Fn::ToJsonString': {a: [1, 'two', true, null], b: !Ref Name, c: "q\"\n"}}
      JsonOpen: {'Fn::ToJsonString': {a: !Ref Open}}
      Base64: {'Fn::Base64': x}
)");
  EXPECT_THAT(t.values("Join"), ElementsAre("a-web-3"));
  EXPECT_THAT(t.values("JoinList"), ElementsAre("a/b/c"));
  EXPECT_THAT(t.values("Open"), ElementsAre("?"));
  EXPECT_THAT(t.values("OfLists"), ElementsAre("?"));
  EXPECT_THAT(t.values("Select"), ElementsAre("c"));
  EXPECT_THAT(t.values("PastEnd"), ElementsAre("?"));
  ASSERT_THAT(t.resolve("PastEnd").errors, SizeIs(1));
  EXPECT_THAT(t.resolve("PastEnd").errors[0].message, HasSubstr("3 items"));
  EXPECT_THAT(t.resolve("Negative").errors, SizeIs(1));
  EXPECT_THAT(t.resolve("Shifting").errors, SizeIs(0));
  EXPECT_THAT(t.values("Split"), ElementsAre("[x|y|]"));
  EXPECT_THAT(t.values("Sub"), ElementsAre("web.${Literal}.prod", "web.${Literal}.test"));
  EXPECT_THAT(t.values("SubMap"), ElementsAre("prod-shadow", "test-shadow"));
  EXPECT_THAT(t.values("Att"), ElementsAre("?"));
  EXPECT_THAT(t.values("OfResource"), ElementsAre("?"));
  EXPECT_THAT(t.values("Length"), ElementsAre("3"));
  EXPECT_THAT(t.values("Lit"), ElementsAre("2"));
  EXPECT_EQ(t.resolve("Lit").values[0].value->kind, NodeKind::Integer);
  EXPECT_THAT(t.values("Json"), ElementsAre(R"({"a":[1,"two",true,null],"b":"web","c":"q\"\n"})"));
  EXPECT_THAT(t.values("JsonOpen"), ElementsAre("?"));
  EXPECT_THAT(t.values("Base64"), ElementsAre("?"));
}

TEST(Evaluator, AParameterHasOneValueWithinAnExpression) {
  Resolved t = with(R"(
      Twice: !Sub '${Env}-${Env}'
      Parts: !Join ['', [!Ref Env, /, !FindInMap [Sizes, !Ref Env, Type]]]
)");
  EXPECT_THAT(t.values("Twice"), UnorderedElementsAre("prod-prod", "test-test"));
  EXPECT_THAT(t.values("Parts"), UnorderedElementsAre("prod/large", "test/small"));
}

TEST(Evaluator, Branches) {
  Resolved t = with(R"(
      If: !If [Free, a, b]
      Half: !If [Free, a, !GetAtt Other.TopicName]
      Nested: !If [Free, !If [Free, a, never], c]
      Twice: !Join ['', [!If [Free, a, b], !If [Free, x, y]]]
      Exclusive: !Join ['', [!If [IsProd, a, b], !If [IsTest, x, y]]]
      Fixed: !If [IsProd, !Ref Env, none]
      Text: !If [HasName, !Sub 'n-${Name}', none]
      Default: !If [HasName, x, !Ref Name]
      Undeclared: !If [Nowhere, a, b]
)");
  EXPECT_THAT(t.values("If"), ElementsAre("a", "b"));
  EXPECT_EQ(t.resolve("If").values[0].scenario, t.scenario({{"Free", true}}));
  EXPECT_EQ(t.resolve("If").values[1].scenario, t.scenario({{"Free", false}}));
  EXPECT_TRUE(t.resolve("If").complete);
  EXPECT_THAT(t.values("Half"), ElementsAre("a"));
  EXPECT_FALSE(t.resolve("Half").complete);
  EXPECT_THAT(t.values("Nested"), ElementsAre("a", "c"));
  EXPECT_THAT(t.values("Twice"), UnorderedElementsAre("ax", "by"));
  EXPECT_THAT(t.values("Exclusive"), UnorderedElementsAre("ay", "bx"));
  EXPECT_THAT(t.values("Fixed"), UnorderedElementsAre("prod", "none"));
  EXPECT_THAT(t.values("Text"), UnorderedElementsAre("n-web", "none"));
  EXPECT_THAT(t.values("Default"), ElementsAre("x"));  // Name is empty there, not "web"
  EXPECT_THAT(t.values("Undeclared"), ElementsAre("a", "b"));
  const Resolution& env = t.evaluator.resolve(*t.property("Fixed").argument()->items()[1]);
  ASSERT_THAT(env.values, SizeIs(2));
  EXPECT_TRUE(t.evaluator.possible(env.values[0], t.scenario({{"IsProd", true}})));
  EXPECT_FALSE(t.evaluator.possible(env.values[1], t.scenario({{"IsProd", true}})));
}

TEST(Evaluator, CandidatesAreCapped) {
  std::string text = "Parameters:\n";
  for (int i = 0; i < 12; ++i) text += "  P" + std::to_string(i) + ": {Type: String, AllowedValues: [a, b]}\n";
  text += "  Many: {Type: String, AllowedValues: [v0";
  for (int i = 1; i < 400; ++i) text += ", v" + std::to_string(i);
  text += "]}\nResources:\n  R:\n    Type: Custom::A\n    Properties:\n      Wide: !Sub '";
  for (int i = 0; i < 12; ++i) text += "${P" + std::to_string(i) + "}";
  text += "'\n      Few: !Sub '${P0}${P1}${P2}'\n      Many: !Ref Many\n      Deep: ";
  for (int i = 0; i < 60; ++i) text += "{'Fn::Join': ['', [";
  text += "x";
  for (int i = 0; i < 60; ++i) text += "]]}";
  Resolved t(text + "\n");
  EXPECT_THAT(t.values("Wide"), ElementsAre("?"));
  EXPECT_THAT(t.values("Few"), SizeIs(8));
  EXPECT_THAT(t.values("Many"), SizeIs(400));
  ASSERT_TRUE(t.tree.errors.empty());
  EXPECT_THAT(t.values("Deep"), ElementsAre("?"));
}

TEST(Evaluator, OddShapesAreUnknown) {
  Resolved t = with(R"(
      A: !Join x
      B: !Select [a, [b]]
      C: !Sub [x]
      D: !FindInMap [a]
      E: !If [x]
      F: !Split ['', x]
      G: {Ref: [a]}
      H: {'Fn::GetAZs': [x]}
      I: !GetAZs mars-north-1
      J: {'Fn::Sub': {a: b}}
      K: {Ref: {Ref: Name}}
)");
  for (const char* name : {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"}) {
    EXPECT_THAT(t.values(name), ElementsAre("?")) << name;
  }
}

// Whatever is computed from a NoEcho parameter is marked, and has no source whose line would show the value.
TEST(Evaluator, SecretsAreMarked) {
  const std::string text = R"(
Parameters:
  Password: {Type: String, NoEcho: true, Default: hunter2}
  Tokens: {Type: CommaDelimitedList, NoEcho: 'true', Default: 'abc,def'}
  Name: {Type: String, Default: web}
Mappings:
  M: {hunter2: {K: v}}
Resources:
  R:
    Type: Custom::Any
    Properties:
      Ref: !Ref Password
      Sub: !Sub '${Name}-${Password}'
      Join: !Join ['', [a, !Ref Password]]
      List: !Ref Tokens
      Item: !Select [1, !Ref Tokens]
      Json: !Sub ['${x}', {x: !Select [0, !Split ['n', !Ref Password]]}]
      If: !If [C, !Ref Password, open]
      Open: !Sub '${Name}-x'
Conditions:
  C: !Equals [!Ref Name, web]
)";
  Resolved t(text);
  for (const char* name : {"Ref", "Sub", "Join", "List", "Item", "Json"}) {
    const Resolution& found = t.resolve(name);
    ASSERT_TRUE(found.known) << name;
    for (const ResolvedValue& value : found.values) {
      EXPECT_TRUE(value.secret) << name;
      EXPECT_TRUE(value.value->is_secret()) << name;
      EXPECT_EQ(value.source, nullptr) << name;
      for (const Node* item : value.value->items()) EXPECT_TRUE(item->is_secret()) << name;
    }
  }
  EXPECT_FALSE(t.resolve("Open").values[0].secret);
  ASSERT_EQ(t.resolve("If").values.size(), 2U);
  EXPECT_TRUE(t.resolve("If").values[0].secret);
  EXPECT_FALSE(t.resolve("If").values[1].secret);
  EvaluationOptions options;
  options.parameters["Password"] = "given";
  Resolved given(text, options);
  EXPECT_TRUE(given.resolve("Sub").values[0].secret);
}

// Whoever deploys chooses the key: a Default that is not a key is no error, but a literal or an allowed value is.
TEST(Evaluator, ADefaultThatIsNoKeyIsNoFault) {
  const std::string text = R"(
Parameters:
  Stage: {Type: String, Default: ''}
  Size: {Type: String, AllowedValues: [big, none]}
Mappings:
  Stages: {test: {big: a}, live: {big: b}}
Resources:
  R:
    Type: Custom::Any
    Properties:
      ByDefault: !FindInMap [Stages, !Ref Stage, big]
      Second: !FindInMap [Stages, test, !Ref Stage]
      Literal: !FindInMap [Stages, prod, big]
      Allowed: !FindInMap [Stages, !Ref Size, big]
)";
  Resolved t(text);
  EXPECT_THAT(t.resolve("ByDefault").errors, SizeIs(0));
  EXPECT_FALSE(t.resolve("ByDefault").complete);
  EXPECT_THAT(t.resolve("Second").errors, SizeIs(0));
  EXPECT_THAT(t.resolve("Literal").errors, SizeIs(1));
  EXPECT_THAT(t.resolve("Allowed").errors, SizeIs(2));
  EvaluationOptions options;
  options.parameters["Stage"] = "nowhere";
  Resolved given(text, options);
  EXPECT_THAT(given.resolve("ByDefault").errors, SizeIs(1));
}

TEST(Evaluator, LongTextsOfManyPartsAreKnown) {
  std::string sub = "'";
  for (int i = 0; i < 10'000; ++i) sub += "${Env}${ Name }-";
  Resolved t = with("      Long: !Sub " + sub + "'\n");
  ASSERT_THAT(t.resolve("Long").values, SizeIs(2));  // one for each value of Env
  EXPECT_EQ(t.resolve("Long").values[0].value->text().size(), 10'000 * std::string("prodweb-").size());
}

TEST(Evaluator, AnExpressionThatExplodesLeavesOthersAlone) {
  std::string doubling = "x";
  for (int i = 0; i < 40; ++i) doubling = "{'Fn::Sub': ['${a}${a}', {a: " + doubling + "}]}";
  Resolved t = with("      Doubling: " + doubling + "\n      Fine: !Sub '${Name}-x'\n");
  EXPECT_THAT(t.values("Doubling"), ElementsAre("?"));
  EXPECT_THAT(t.values("Fine"), ElementsAre("web-x"));
}

TEST(Regions, Facts) {
  EXPECT_EQ(partition_of("us-gov-west-1"), "aws-us-gov");
  EXPECT_EQ(partition_of("eu-west-1"), "aws");
  EXPECT_EQ(partition_of("Ireland"), "");
  EXPECT_EQ(url_suffix_of("cn-northwest-1"), "amazonaws.com.cn");
  EXPECT_THAT(zones_of("us-east-1"), SizeIs(6));
  EXPECT_THAT(zones_of("us-west-2"), SizeIs(4));
  EXPECT_THAT(zones_of("af-south-1"), SizeIs(3));
  EXPECT_THAT(zones_of("nowhere-1"), SizeIs(0));
}

}  // namespace
}  // namespace virga
