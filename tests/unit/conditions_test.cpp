#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using testing::Resolved;

TEST(ConditionSolver, LiteralsOfOneParameterExcludeEachOther) {
  Resolved t(R"(
Parameters:
  Env: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Equals [test, !Ref Env]
  IsProdToo: !Equals [prod, !Ref Env]
)");
  EXPECT_FALSE(t.possible({{"IsProd", true}, {"IsTest", true}}));
  EXPECT_TRUE(t.possible({{"IsProd", false}, {"IsTest", false}}));  // any other value
  EXPECT_TRUE(t.implies({{"IsProd", true}}, "IsTest", false));
  EXPECT_FALSE(t.implies({{"IsProd", false}}, "IsTest", true));
  EXPECT_FALSE(t.possible({{"IsProd", true}, {"IsProdToo", false}}));
  EXPECT_FALSE(t.possible({{"IsProd", true}, {"IsProd", false}}));
}

TEST(ConditionSolver, AllowedValuesExhaust) {
  Resolved t(R"(
Parameters:
  Env: {Type: String, AllowedValues: [prod, test]}
  Other: {Type: String, AllowedValues: [prod, test, dev]}
  Single: {Type: String, AllowedValues: [true]}
  List: {Type: CommaDelimitedList, AllowedValues: [prod, test]}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: [prod, test]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Equals [!Ref Env, test]
  IsDev: !Equals [!Ref Env, dev]
  OtherProd: !Equals [!Ref Other, prod]
  OtherTest: !Equals [!Ref Other, test]
  One: !Equals [!Ref Single, 'true']
  ListProd: !Equals [!Ref List, prod]
  ListTest: !Equals [!Ref List, test]
  StoredProd: !Equals [!Ref Stored, prod]
  StoredTest: !Equals [!Ref Stored, test]
)");
  EXPECT_FALSE(t.possible({{"IsProd", false}, {"IsTest", false}}));
  EXPECT_FALSE(t.possible({{"IsDev", true}}));
  EXPECT_TRUE(t.possible({{"OtherProd", false}, {"OtherTest", false}}));
  EXPECT_FALSE(t.possible({{"One", false}}));
  EXPECT_TRUE(t.possible({{"ListProd", false}, {"ListTest", false}}));
  EXPECT_TRUE(t.possible({{"StoredProd", false}, {"StoredTest", false}}));
  EXPECT_FALSE(t.possible({{"StoredProd", true}, {"StoredTest", true}}));
}

TEST(ConditionSolver, ConnectivesAndReferences) {
  Resolved t(R"(
Parameters:
  A: {Type: String}
  B: {Type: String}
Conditions:
  IsA: !Equals [!Ref A, x]
  IsB: !Equals [!Ref B, x]
  Both: !And [!Condition IsA, !Condition IsB]
  Either:
    Fn::Or:
      - Condition: IsA
      - Condition: IsB
  Neither: !Not [!Condition Either]
  Nested: !And [!Not [!Or [!Equals [!Ref A, x], !Condition Neither]], !Condition IsB]
)");
  EXPECT_TRUE(t.implies({{"Both", true}}, "Either", true));
  EXPECT_FALSE(t.implies({{"Either", true}}, "Both", true));
  EXPECT_TRUE(t.implies({{"Neither", true}}, "IsA", false));
  EXPECT_TRUE(t.implies({{"Nested", true}}, "IsA", false));
  EXPECT_TRUE(t.implies({{"Nested", true}}, "IsB", true));
  EXPECT_TRUE(t.implies({{"IsA", false}, {"IsB", true}}, "Nested", true));
  EXPECT_FALSE(t.possible({{"Neither", true}, {"Either", true}}));
}

TEST(ConditionSolver, EqualExpressionsShareAnAtom) {
  Resolved t(R"(
Parameters:
  A: {Type: String}
  L: {Type: CommaDelimitedList}
Conditions:
  Ref: !Equals [!Ref A, x]
  Sub: !Equals [!Sub '${A}', x]
  Joined: !Equals [!Join ['', !Ref L], '']
  LongJoined:
    Fn::Equals:
      - ''
      - Fn::Join: ['', {Ref: L}]
  Always: !Equals [a, a]
  Never: !Equals [a, b]
  Same: !Equals [!Ref A, !Ref A]
  Plain: !Equals [!Sub x, x]
)");
  EXPECT_FALSE(t.possible({{"Ref", true}, {"Sub", false}}));
  EXPECT_FALSE(t.possible({{"Joined", true}, {"LongJoined", false}}));
  EXPECT_TRUE(t.possible({{"Joined", true}, {"LongJoined", true}}));
  EXPECT_FALSE(t.possible({{"Always", false}}));
  EXPECT_FALSE(t.possible({{"Never", true}}));
  EXPECT_FALSE(t.possible({{"Same", false}}));
  EXPECT_FALSE(t.possible({{"Plain", false}}));
}

TEST(ConditionSolver, RegionDecidesPartition) {
  Resolved t(R"(
Conditions:
  China: !Equals [!Ref 'AWS::Region', cn-north-1]
  Ireland: !Equals [!Ref 'AWS::Region', eu-west-1]
  Commercial: !Equals [!Ref 'AWS::Partition', aws]
)");
  EXPECT_FALSE(t.possible({{"China", true}, {"Ireland", true}}));
  EXPECT_FALSE(t.possible({{"China", true}, {"Commercial", true}}));
  EXPECT_TRUE(t.implies({{"Ireland", true}}, "Commercial", true));
  EXPECT_TRUE(t.possible({{"China", false}, {"Commercial", false}}));
}

TEST(ConditionSolver, MappingsPickByRow) {
  Resolved t(R"(
Parameters:
  Env: {Type: String, AllowedValues: [prod, test, dev]}
Mappings:
  Size:
    prod: {Large: 'yes', Count: 3}
    test: {Large: 'no', Count: 1}
    dev: {Large: 'no', Count: 1}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsLarge: !Equals [!FindInMap [Size, !Ref Env, Large], 'yes']
  IsSmall: !Equals [!FindInMap [Size, !Ref Env, Large], 'no']
  Three: !Equals [3, !FindInMap [Size, prod, Count]]
  Unknown: !Equals [!FindInMap [Size, !Ref Env, Missing], 'no']
)");
  EXPECT_TRUE(t.implies({{"IsProd", true}}, "IsLarge", true));
  EXPECT_TRUE(t.implies({{"IsLarge", true}}, "IsProd", true));
  EXPECT_FALSE(t.possible({{"IsLarge", false}, {"IsSmall", false}}));
  EXPECT_FALSE(t.possible({{"Three", false}}));
}

TEST(ConditionSolver, ParametersMayBeComparedWithEachOther) {
  Resolved t(R"(
Parameters:
  A: {Type: String, AllowedValues: [x, y]}
  B: {Type: String, AllowedValues: [y, z]}
  C: {Type: String}
Conditions:
  Same: !Equals [!Ref A, !Ref B]
  IsX: !Equals [!Ref A, x]
  SameC: !Equals [!Ref C, !Ref A]
  SameBC: !Equals [!Ref C, !Ref B]
)");
  EXPECT_FALSE(t.possible({{"Same", true}, {"IsX", true}}));
  EXPECT_FALSE(t.possible({{"SameC", true}, {"SameBC", true}, {"Same", false}}));
  EXPECT_TRUE(t.possible({{"Same", true}, {"SameC", false}}));
}

TEST(ConditionSolver, WhatCannotBeReadIsFree) {
  Resolved t(R"(
Parameters:
  A: {Type: String}
Conditions:
  Loop: !And [!Condition Back, !Condition Plain]
  Back: !Not [!Condition Loop]
  Self: !Not [!Condition Self]
  Plain: !Equals [!Ref A, x]
  Missing: !Condition Nowhere
  NotMissing: !Not [!Condition Nowhere]
  Text: x
  List: [a]
  Short: !Equals [x]
  Empty: !And []
  OnNull: !Equals [null, x]
  Resource: !Equals [!Ref Bucket, x]
)");
  for (std::uint32_t id = 0; id < t.conditions.count(); ++id) {
    if (t.conditions.name(id) == "NotMissing") continue;
    EXPECT_TRUE(t.conditions.possible({{id, true}})) << t.conditions.name(id);
    EXPECT_TRUE(t.conditions.possible({{id, false}})) << t.conditions.name(id);
  }
  EXPECT_FALSE(t.possible({{"Missing", true}, {"NotMissing", true}}));
  EXPECT_EQ(t.conditions.id("Nowhere"), std::nullopt);
}

TEST(ConditionSolver, RulesHold) {
  Resolved t(R"(
Parameters:
  Env: {Type: String}
  Size: {Type: String}
  Zone: {Type: String}
Rules:
  ProdIsLarge:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions:
      - Assert: {'Fn::Contains': [[large, huge], !Ref Size]}
      - Assert: {'Fn::EachMemberIn': [[!Ref Zone], [a, b]]}
  Always:
    Assertions:
      - Assert: !Not [!Equals [!Ref Size, tiny]]
      - AssertDescription: nothing to assert
      - Assert: {'Fn::EachMemberIn': [{'Fn::ValueOfAll': ['AWS::EC2::VPC::Id', Tags.X]}, {'Fn::RefAll': 'AWS::EC2::VPC::Id'}]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsSmall: !Equals [!Ref Size, small]
  IsTiny: !Equals [!Ref Size, tiny]
  IsHuge: !Equals [!Ref Size, huge]
  ZoneC: !Equals [!Ref Zone, c]
)");
  EXPECT_FALSE(t.possible({{"IsProd", true}, {"IsSmall", true}}));
  EXPECT_TRUE(t.possible({{"IsProd", true}, {"IsHuge", true}}));
  EXPECT_TRUE(t.possible({{"IsProd", true}, {"IsHuge", false}}));
  EXPECT_TRUE(t.possible({{"IsProd", false}, {"IsSmall", true}}));
  EXPECT_FALSE(t.possible({{"IsTiny", true}}));
  EXPECT_TRUE(t.implies({{"IsProd", true}}, "ZoneC", false));
}

TEST(ConditionSolver, RulesThatContradictThemselvesAreLeftOut) {
  Resolved t(R"(
Parameters:
  Env: {Type: String}
Rules:
  Impossible:
    Assertions:
      - Assert: !Equals [!Ref Env, prod]
      - Assert: !Equals [!Ref Env, test]
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Equals [!Ref Env, test]
)");
  EXPECT_TRUE(t.possible({{"IsProd", true}}));
  EXPECT_TRUE(t.possible({{"IsProd", false}}));
  EXPECT_FALSE(t.possible({{"IsProd", true}, {"IsTest", true}}));
}

TEST(ConditionSolver, GivenParametersDecide) {
  EvaluationOptions options;
  options.parameters["Env"] = "prod";
  Resolved t(R"(
Parameters:
  Env: {Type: String, AllowedValues: [prod, test]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
)",
             options);
  EXPECT_FALSE(t.possible({{"IsProd", false}}));
  EXPECT_TRUE(t.possible({{"IsProd", true}}));
}

TEST(ConditionSolver, Bindings) {
  Resolved t(R"(
Parameters:
  Env: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  NotProd: !Not [!Condition IsProd]
)");
  std::vector<ParameterBinding> prod{{"Env", "prod"}};
  std::vector<ParameterBinding> other{{"Env", "elsewhere"}};
  EXPECT_TRUE(t.conditions.possible(t.scenario({{"IsProd", true}}), prod));
  EXPECT_FALSE(t.conditions.possible(t.scenario({{"NotProd", true}}), prod));
  EXPECT_FALSE(t.conditions.possible(t.scenario({{"IsProd", true}}), other));
  EXPECT_TRUE(t.conditions.possible(t.scenario({{"NotProd", true}}), other));
}

TEST(ConditionSolver, Scenarios) {
  Resolved t(R"(
Parameters:
  Env: {Type: String, AllowedValues: [prod, test, dev]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !Equals [!Ref Env, test]
  IsDev: !Equals [!Ref Env, dev]
)");
  std::vector<std::uint32_t> all{0, 1, 2};
  EXPECT_THAT(t.conditions.scenarios(all, {}), ::testing::ElementsAre(Scenario{{0, true}, {1, false}, {2, false}},
                                                                      Scenario{{0, false}, {1, true}, {2, false}},
                                                                      Scenario{{0, false}, {1, false}, {2, true}}));
  EXPECT_THAT(t.conditions.scenarios(std::vector<std::uint32_t>{1, 2}, t.scenario({{"IsProd", true}})),
              ::testing::ElementsAre(Scenario{{1, false}, {2, false}}));
  EXPECT_TRUE(t.conditions.scenarios(all, {}, 2).empty());  // more than the limit
  EXPECT_EQ(t.conditions.scenarios(all, {}, 3).size(), 3U);
  EXPECT_THAT(t.conditions.scenarios({}, {}), ::testing::ElementsAre(Scenario{}));
  EXPECT_TRUE(t.conditions.scenarios(all, t.scenario({{"IsProd", true}, {"IsDev", true}})).empty());
  EXPECT_EQ(t.conditions.describe(t.scenario({{"IsProd", true}, {"IsTest", false}, {"IsDev", false}})),
            "IsProd is true, IsTest is false and IsDev is false");
}

TEST(ConditionSolver, TwoHundredNestedConditions) {
  std::string text = "Parameters:\n";
  for (int i = 0; i < 20; ++i) {
    text += "  P" + std::to_string(i) + ": {Type: String, AllowedValues: [a, b, c, d]}\n";
  }
  text += "Conditions:\n";
  auto name = [](int i) { return "C" + std::to_string(i); };
  for (int i = 0; i < 200; ++i) {
    if (i < 40) {
      text += "  " + name(i) + ": !Equals [!Ref P" + std::to_string(i / 2) + ", " + (i % 2 == 0 ? "a" : "b") + "]\n";
    } else {
      text += "  " + name(i) + ": !And [!Or [!Condition " + name(i - 7) + ", !Not [!Condition " + name(i - 13) +
              "]], !Not [!And [!Condition " + name(i - 31) + ", !Condition " + name(i - 40) + "]]]\n";
    }
  }
  Resolved t(text);
  int possible = 0;
  for (std::uint32_t i = 0; i < 200; ++i) {
    possible += t.conditions.possible({{i, true}}) ? 1 : 0;
    possible += t.conditions.possible({{i, true}, {(i * 7 + 3) % 200, false}}) ? 1 : 0;
    t.conditions.implies({{i, true}}, {(i * 11 + 5) % 200, true});
  }
  EXPECT_GT(possible, 300);
  EXPECT_FALSE(t.possible({{"C0", true}, {"C1", true}}));
}

TEST(ConditionSolver, LongChainsAndWideListsStayCheap) {
  std::string text = "Parameters:\n  P: {Type: String}\nConditions:\n  C0: !Equals [!Ref P, v0]\n";
  for (int i = 1; i < 3000; ++i) {
    text += "  C" + std::to_string(i) + ": !Not [!Condition C" + std::to_string(i - 1) + "]\n";
  }
  for (int i = 0; i < 500; ++i) {
    text += "  V" + std::to_string(i) + ": !Equals [!Ref P, v" + std::to_string(i) + "]\n";
  }
  Resolved t(text);
  EXPECT_FALSE(t.possible({{"C0", true}, {"C2999", true}}));
  EXPECT_FALSE(t.possible({{"V3", true}, {"V499", true}}));
  EXPECT_TRUE(t.possible({{"V0", true}, {"C0", true}}));
  EXPECT_FALSE(t.possible({{"V0", true}, {"C2", false}}));
}

// Typical conditions for an optional parameter.
TEST(ConditionSolver, OperandsComputedFromAParameterThatMayHaveAnyValue) {
  Resolved t(R"(
Parameters:
  Groups: {Type: CommaDelimitedList, Default: ''}
  Name: {Type: String, Default: ''}
Conditions:
  HasGroups: !Not [!Equals [!Join ['', !Ref Groups], '']]
  HasFirst: !Not [!Equals [!Select [0, !Ref Groups], '']]
  HasName: !Not [!Equals [!Sub '${Name}', '']]
  IsShop: !Equals [!Select [0, !Split ['-', !Ref Name]], shop]
  IsShopLive: !Equals [!Ref Name, shop-live]
)");
  const auto with = [&](std::string_view name, bool value, std::string_view parameter, std::string_view is) {
    const ParameterBinding binding{parameter, is};
    return t.conditions.possible(t.scenario({{name, value}}), {&binding, 1});
  };
  EXPECT_FALSE(with("HasGroups", true, "Groups", ""));
  EXPECT_TRUE(with("HasGroups", false, "Groups", ""));
  EXPECT_TRUE(with("HasGroups", true, "Groups", "a, b"));
  EXPECT_FALSE(with("HasGroups", false, "Groups", "a, b"));
  EXPECT_FALSE(with("HasFirst", true, "Groups", ""));
  EXPECT_FALSE(with("HasFirst", true, "Groups", ",a"));
  EXPECT_TRUE(with("HasFirst", true, "Groups", "a,"));
  EXPECT_FALSE(with("HasName", true, "Name", ""));
  EXPECT_FALSE(with("IsShop", true, "Name", "bank-live"));
  EXPECT_FALSE(with("IsShop", false, "Name", "shop-test"));
  // What one condition states about a parameter affects what is computed from it.
  EXPECT_TRUE(t.implies({{"IsShopLive", true}}, "IsShop", true));
  EXPECT_FALSE(t.implies({{"IsShop", true}}, "IsShopLive", true));
  // A list that is empty has no first item.
  EXPECT_TRUE(t.implies({{"HasFirst", true}}, "HasGroups", true));
  EXPECT_FALSE(t.implies({{"HasGroups", true}}, "HasFirst", true));
}

TEST(ConditionSolver, WhatATextSaysOfTheValuesInIt) {
  Resolved t(R"(
Parameters:
  A: {Type: String}
  B: {Type: String}
  L: {Type: CommaDelimitedList}
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions:
  IsX: !Equals [!Ref A, x]
  IsX1: !Equals [!Sub '${A}-1', x-1]
  IsX1Too: !Equals [x-1, !Join ['-', [!Ref A, '1']]]
  IsOdd: !Equals [!Sub '${A}-1', x-2]
  IsHome: !Equals [!Sub 'in-${AWS::Region}', in-eu-west-1]
  IsIreland: !Equals [!Ref AWS::Region, eu-west-1]
  NoA: !Equals [!Ref A, '']
  NoB: !Equals [!Ref B, '']
  None: !Equals [!Join ['', [!Ref A, !Ref B]], '']
  IsDash: !Equals [!Join ['-', [!Ref A, !Ref B]], '-']
  IsXY: !Equals [!Join ['-', [!Ref A, !Ref B]], x-y]
  IsXDev: !Equals [!Sub '${A}-${Stage}', x-dev]
  NoItems: !Equals [!Join [',', !Ref L], '']
  NoText: !Equals [!Join ['', !Ref L], '']
  NoSecond: !Equals [!Select [1, !Ref L], '']
)");
  for (const std::string_view same : {"IsX1", "IsX1Too"}) {
    EXPECT_TRUE(t.implies({{same, true}}, "IsX", true)) << same;
    EXPECT_TRUE(t.implies({{"IsX", true}}, same, true)) << same;
  }
  EXPECT_FALSE(t.possible({{"IsOdd", true}}));
  EXPECT_TRUE(t.implies({{"IsHome", true}}, "IsIreland", true));
  EXPECT_TRUE(t.implies({{"IsIreland", true}}, "IsHome", true));
  for (const std::string_view all : {"None", "IsDash"}) {
    EXPECT_TRUE(t.implies({{all, true}}, "NoA", true)) << all;
    EXPECT_TRUE(t.implies({{all, true}}, "NoB", true)) << all;
    EXPECT_TRUE(t.implies({{"NoA", true}, {"NoB", true}}, all, true)) << all;
    EXPECT_FALSE(t.implies({{"NoA", true}}, all, true)) << all;
  }
  EXPECT_FALSE(t.possible({{"IsDash", true}, {"IsXY", true}}));
  EXPECT_TRUE(
      t.possible({{"IsXY", true}, {"IsX", false}}));  // nothing is said of texts that could be cut in several ways
  EXPECT_TRUE(t.possible({{"IsXDev", true}}));
  EXPECT_TRUE(t.implies({{"NoItems", true}}, "NoText", true));
  EXPECT_FALSE(t.implies({{"NoText", true}}, "NoItems", true));
  EXPECT_TRUE(t.implies({{"NoText", true}}, "NoSecond", true));
  EXPECT_FALSE(t.implies({{"NoSecond", true}}, "NoText", true));
}

TEST(ConditionSolver, OperandsComputedFromAllowedValues) {
  Resolved t(R"(
Parameters:
  Stage: {Type: String, AllowedValues: [live, test]}
  Size: {Type: String, AllowedValues: [small, large]}
  Open: {Type: String}
Mappings:
  Sizes: {live: {Kind: big}, test: {Kind: tiny}}
Conditions:
  Both: !Equals [!Sub '${Stage}-${Size}', live-large]
  IsTest: !Equals [!Ref Stage, test]
  IsBig: !Equals [!Join ['', [!FindInMap [Sizes, !Ref Stage, Kind], '!']], 'big!']
  Never: !Equals [!Join ['', [!Ref Stage, x]], live]
  Region: !Equals [!Sub '${AWS::Region}-${Stage}', us-east-1-live]
)");
  EXPECT_TRUE(t.possible({{"Both", true}}));
  EXPECT_FALSE(t.possible({{"Both", true}, {"IsTest", true}}));
  EXPECT_TRUE(t.implies({{"IsTest", true}}, "IsBig", false));
  EXPECT_TRUE(t.implies({{"IsTest", false}}, "IsBig", true));
  EXPECT_FALSE(t.possible({{"Never", true}}));
  EXPECT_TRUE(t.possible({{"Region", true}}));
  EXPECT_TRUE(t.possible({{"Region", false}}));
}

TEST(ConditionSolver, GivenValuesDecideComputedOperands) {
  EvaluationOptions options;
  options.parameters = {{"Groups", ""}, {"Name", "shop-live"}};
  Resolved t(R"(
Parameters:
  Groups: {Type: CommaDelimitedList}
  Name: {Type: String}
Conditions:
  HasGroups: !Not [!Equals [!Join ['', !Ref Groups], '']]
  IsShop: !Equals [!Select [0, !Split ['-', !Ref Name]], shop]
)",
             options);
  EXPECT_FALSE(t.possible({{"HasGroups", true}}));
  EXPECT_FALSE(t.possible({{"IsShop", false}}));
}

}  // namespace
}  // namespace virga
