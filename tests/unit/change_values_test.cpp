// Values that are written otherwise than before: which of them stay, may stay, or are certainly others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string database(const std::string& name, const std::string& around = {}) {
  return around + "\nResources:\n  B: {Type: AWS::RDS::DBInstance, Properties: {DBName: " + name +
         "}}\n  N: {Type: AWS::SNS::Topic, Properties: {DisplayName: x}}\n";
}

constexpr const char* kNames =
    "Parameters:\n  A: {Type: String, Default: shop}\n  B1: {Type: String}\n"
    "  C: {Type: String, AllowedValues: [one, two]}\n";

UpdateEffect effect_of(const std::string& before, const std::string& after, const Values& values = {}) {
  const TemplateChange change = compare(database(before, kNames), database(after, kNames), values, values);
  return change.resources.empty() ? UpdateEffect::None : change.resources[0].effect;
}

TEST(ChangeValues, AParameterMayHaveTheValueThatItTakesThePlaceOf) {
  EXPECT_EQ(effect_of("shop", "!Ref A"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("!Ref A", "shop"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("other", "!Ref A"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("shop", "!Ref B1"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("!Ref A", "!Ref B1"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("shop", "!Sub '${A}'"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("shop", "!ImportValue name"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("!ImportValue one", "!ImportValue other"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("one", "!Ref C"), UpdateEffect::MayReplace);
  EXPECT_THAT(changes(compare(database("shop", kNames), database("!Ref A", kNames))),
              ElementsAre("B/Properties/DBName: shop -> !Ref A [its value differs]"));
}

TEST(ChangeValues, WhatItCannotHaveIsAnotherValue) {
  EXPECT_EQ(effect_of("three", "!Ref C"), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Sub 'a-${B1}'", "!Sub 'b-${B1}'"), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Sub '${A}-a-${B1}'", "!Sub '${A}-b-${B1}'"), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Sub '${B1}'", "!Sub '${B1}-x'"), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Sub '${B1}-x'", "!Sub '${A}-y'"), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Sub '${B1}'", "!Sub '${B1}${A}'"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("shop", "!GetAtt N.TopicName"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("!Base64 a", "!Base64 b"), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Base64 a", "!Base64 {Ref: A}"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("!Select [0, !GetAZs '']", "!Select [1, !GetAZs '']"), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Select [0, !GetAZs '']", "us-east-1a"), UpdateEffect::MayReplace);
}

TEST(ChangeValues, AKeyThatCannotBeIsNoCase) {
  const auto with = [](const std::string& cells) {
    return "Parameters: {S: {Type: String, AllowedValues: [a, b]}}\nMappings: {M: {" + cells +
           "}}\nResources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [M, !Ref S, n]}}}";
  };
  const std::string before = with("a: {n: x}, b: {n: y}, c: {n: z}");
  EXPECT_THAT(changes(compare(before, with("a: {n: x}, b: {n: y}, c: {n: w}"))), IsEmpty());
  EXPECT_THAT(changes(compare(before, with("a: {n: x}, b: {n: w}, c: {n: z}"))),
              ElementsAre("T/Properties/TopicName: y -> w [S is b]"));
}

TEST(ChangeValues, WhatAnAssumedConditionSelectsIsWhatItWas) {
  const std::string conditions =
      std::string(kNames) + "Conditions: {P: !Equals [!Ref B1, b], Y: !Equals [!Ref C, one]}\n";
  const auto told = [&](const std::string& before, const std::string& after, const std::string& exists = "") {
    const auto side = [&](const std::string& name) {
      return conditions + "Resources:\n  B: {Type: AWS::DynamoDB::Table" + exists +
             ", Properties: {TableName: " + name + "}}\n  N: {Type: AWS::SNS::Topic}\n";
    };
    return changes(compare(side(before), side(after)));
  };
  const std::string when = ", Condition: P";
  for (const char* value : {"!Ref B1", "!Sub '${B1}-x'", "!GetAtt N.TopicName", "!Join ['-', [a, !Ref B1]]"}) {
    const std::string text = value;
    EXPECT_THAT(told(text, "!If [P, " + text + ", dev]", when), IsEmpty()) << value;
    EXPECT_THAT(told("!If [P, " + text + ", dev]", text, when), IsEmpty()) << value;
    EXPECT_THAT(told("!If [P, " + text + ", dev]", "!If [P, !If [P, " + text + ", x], dev]"), IsEmpty()) << value;
    EXPECT_THAT(told("!If [P, " + text + ", dev]", "!If [P, !If [Y, " + text + ", " + text + "], dev]"), IsEmpty())
        << value;
    EXPECT_THAT(told(text, "!If [P, dev, " + text + "]", when), SizeIs(1)) << value;
  }
  EXPECT_THAT(told("!Ref B1", "!If [P, !If [Y, !Ref B1, x], !Ref B1]"),
              ElementsAre("B/Properties/TableName: !Ref B1 -> x [P and not Y and its value differs]"));
}

TEST(ChangeValues, ADynamicReferenceMayBeAnything) {
  EXPECT_EQ(effect_of("'{{resolve:ssm:/a}}'", "shop"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("'{{resolve:ssm:/a:1}}'", "'{{resolve:ssm:/a:2}}'"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("!Sub 'x-{{resolve:ssm:/${A}}}'", "!Sub 'y-${B1}'"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect_of("'{{resolve:ssm:/a}}'", "'{{resolve:ssm:/a}}'"), UpdateEffect::None);
  EXPECT_EQ(effect_of("shop", "store"), UpdateEffect::Replace);
}

TEST(ChangeValues, NumbersAndSwitchesMayBeWrittenOtherwise) {
  const auto effect = [](const std::string& before, const std::string& after) {
    const std::string around = "Parameters: {P: {Type: String, AllowedValues: ['1', 'true']}}";
    return compare(database(before, around), database(after, around)).resources.at(0).effect;
  };
  EXPECT_EQ(effect("'1.0'", "!Ref P"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect("'True'", "!Ref P"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect("'2'", "!Ref P"), UpdateEffect::Replace);
}

TEST(ChangeValues, AValueThatIsGivenIsKnown) {
  EXPECT_EQ(effect_of("shop", "!Ref A", {{"A", "shop"}}), UpdateEffect::None);
  EXPECT_EQ(effect_of("shop", "!Ref A", {{"A", "store"}}), UpdateEffect::Replace);
  EXPECT_EQ(effect_of("!Sub '${A}-${B1}'", "!Sub 'shop-${B1}'", {{"A", "shop"}}), UpdateEffect::None);
}

TEST(ChangeValues, RefToWhatTheTemplateNamesIsThatName) {
  const auto text = [](const std::string& group, const std::string& cluster, const std::string& name = "g") {
    return "Resources:\n  L: {Type: AWS::Logs::LogStream, Properties: {LogGroupName: " + group +
           "}}\n  S: {Type: AWS::ECS::Service, Properties: {Cluster: " + cluster +
           "}}\n  G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: " + name +
           "}}\n  C: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !Sub 'c-${AWS::AccountId}'}}\n";
  };
  const std::string cluster = "!Sub 'c-${AWS::AccountId}'";
  EXPECT_TRUE(compare(text("g", cluster), text("!Ref G", "!Ref C")).is_empty());
  EXPECT_TRUE(compare(text("!Ref G", "!Ref C"), text("g", cluster)).is_empty());
  EXPECT_TRUE(compare(text("x-g", cluster), text("!Sub 'x-${G}'", cluster)).is_empty());
  const TemplateChange other = compare(text("h", cluster), text("!Ref G", cluster));
  ASSERT_THAT(other.resources, SizeIs(1));
  EXPECT_EQ(other.resources[0].effect, UpdateEffect::Replace);
  // The name changes in the same update.
  const TemplateChange both = compare(text("g", cluster), text("!Ref G", cluster, "h"));
  ASSERT_THAT(both.resources, SizeIs(2));
  EXPECT_EQ(both.resources[0].effect, UpdateEffect::Replace);
}

TEST(ChangeValues, AResourceThatIsThereMayBeWhatTheTextNames) {
  const auto text = [](const std::string& vpc, const std::string& more = {}) {
    return "Resources:\n  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: " + vpc +
           ", CidrBlock: 10.0.0.0/24}}\n  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n" + more;
  };
  const std::string other = "  W: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}\n";
  const auto effect = [&](const std::string& before, const std::string& after) {
    return compare(before, after).resources.front().effect;
  };
  EXPECT_EQ(effect(text("vpc-1"), text("!Ref V")), UpdateEffect::MayReplace);
  EXPECT_EQ(effect(text("!Ref V"), text("vpc-1")), UpdateEffect::MayReplace);
  // What the update creates has been nothing before, and two resources are never the same.
  EXPECT_EQ(effect(text("vpc-1"), text("!Ref W", other)), UpdateEffect::Replace);
  EXPECT_EQ(effect(text("!Ref V", other), text("!Ref W", other)), UpdateEffect::Replace);
}

TEST(ChangeValues, TheRegionDecidesItsPseudoParameters) {
  const auto text = [](const std::string& zone) {
    return "Resources: {S: {Type: AWS::EC2::Subnet, Properties: {VpcId: v, AvailabilityZone: " + zone + "}}}";
  };
  for (const auto& [before, after] :
       {std::pair{"!Sub '${AWS::Region}a'", "us-east-1a"}, std::pair{"!Join ['', [!Ref AWS::Region, a]]", "us-east-1a"},
        std::pair{"!Ref AWS::Region", "us-east-1"},
        std::pair{"!Sub 'arn:${AWS::Partition}:x.${AWS::URLSuffix}:${AWS::AccountId}'",
                  "!Sub 'arn:aws:x.amazonaws.com:${AWS::AccountId}'"}}) {
    EXPECT_TRUE(compare_in("us-east-1", text(before), text(after)).is_empty()) << before;
    const TemplateChange elsewhere = compare_in("cn-north-1", text(before), text(after));
    ASSERT_THAT(elsewhere.resources, SizeIs(1)) << before;
    EXPECT_EQ(elsewhere.resources[0].effect, UpdateEffect::Replace) << before;
    const TemplateChange open = compare(text(before), text(after));
    ASSERT_THAT(open.resources, SizeIs(1)) << before;
    EXPECT_EQ(open.resources[0].effect, UpdateEffect::MayReplace) << before;
  }
}

TEST(ChangeValues, APolicyThatIsTheDefaultIsNoChange) {
  const auto text = [](const std::string& type, const std::string& policies) {
    return "Resources: {R: {Type: " + type + policies + "}}";
  };
  EXPECT_TRUE(compare(text("AWS::SQS::Queue", ", DeletionPolicy: Delete"), text("AWS::SQS::Queue", "")).is_empty());
  EXPECT_TRUE(
      compare(text("AWS::SQS::Queue", ""), text("AWS::SQS::Queue", ", UpdateReplacePolicy: Delete")).is_empty());
  EXPECT_TRUE(
      compare(text("AWS::RDS::DBCluster", ", DeletionPolicy: Snapshot"), text("AWS::RDS::DBCluster", "")).is_empty());
  EXPECT_FALSE(
      compare(text("AWS::RDS::DBCluster", ", DeletionPolicy: Delete"), text("AWS::RDS::DBCluster", "")).is_empty());
  EXPECT_FALSE(compare(text("AWS::SQS::Queue", ", DeletionPolicy: Retain"), text("AWS::SQS::Queue", "")).is_empty());
}

TEST(ChangeValues, AReplacingUpdateOfAGroupReplacesIt) {
  const auto text = [](const std::string& policy, const std::string& zones, const std::string& size = "'1'") {
    return "Parameters: {P: {Type: String}}\nResources:\n  G: {Type: AWS::AutoScaling::AutoScalingGroup, "
           "UpdatePolicy: " +
           policy + ", Properties: {MinSize: " + size + ", MaxSize: '9', VPCZoneIdentifier: [" + zones + "]}}\n";
  };
  const auto effect = [&](const std::string& policy) {
    return compare(text(policy, "a"), text(policy, "b")).resources.at(0).effect;
  };
  const std::string replacing = "{AutoScalingReplacingUpdate: {WillReplace: true}}";
  EXPECT_EQ(effect(replacing), UpdateEffect::Replace);
  EXPECT_EQ(effect("{AutoScalingReplacingUpdate: {WillReplace: !Ref P}}"), UpdateEffect::MayReplace);
  EXPECT_EQ(effect("{AutoScalingReplacingUpdate: {WillReplace: false}}"), UpdateEffect::NoInterruption);
  EXPECT_EQ(effect("{AutoScalingRollingUpdate: {MinInstancesInService: 1}}"), UpdateEffect::NoInterruption);
  EXPECT_EQ(compare(text(replacing, "a"), text(replacing, "a", "'2'")).resources.at(0).effect,
            UpdateEffect::NoInterruption);
}

TEST(ChangeValues, WhatTheUpdatePolicyDecidesItDecidesForChangesThatFollow) {
  const auto text = [](const std::string& policy, const std::string& size, const std::string& start) {
    return "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\nResources:\n"
           "  L: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {InstanceType: " +
           size +
           "}}}\n"
           "  K: {Type: AWS::AutoScaling::LaunchConfiguration, Properties: {ImageId: a, InstanceType: " +
           size +
           "}}\n"
           "  G: {Type: AWS::AutoScaling::AutoScalingGroup, UpdatePolicy: " +
           policy + ", Properties: {AutoScalingGroupName: g, MinSize: '1', MaxSize: '9', " + start +
           "}}\n"
           "  H: {Type: AWS::AutoScaling::LifecycleHook, Properties: {LifecycleTransition: t, AutoScalingGroupName: "
           "!Ref G}}\n";
  };
  const std::string replacing = "{AutoScalingReplacingUpdate: {WillReplace: true}}";
  for (const char* start : {"LaunchTemplate: {LaunchTemplateId: !Ref L, Version: !GetAtt L.LatestVersionNumber}",
                            "LaunchConfigurationName: !Ref K"}) {
    const auto effect = [&](const std::string& policy) {
      const TemplateChange change = compare(text(policy, "a", start), text(policy, "b", start));
      const auto group = std::find_if(change.resources.begin(), change.resources.end(),
                                      [](const ResourceChange& one) { return one.logical_id == "G"; });
      return group == change.resources.end() ? UpdateEffect::None : group->effect;
    };
    EXPECT_EQ(effect(replacing), UpdateEffect::MayReplace);
    EXPECT_EQ(effect("!If [C, " + replacing + ", !Ref AWS::NoValue]"), UpdateEffect::MayReplace);
    EXPECT_EQ(effect("{AutoScalingReplacingUpdate: {WillReplace: false}}"), UpdateEffect::NoInterruption);
    EXPECT_EQ(effect("{AutoScalingRollingUpdate: {MinInstancesInService: 1}}"), UpdateEffect::NoInterruption);
    const TemplateChange change = compare(text(replacing, "a", start), text(replacing, "b", start));
    EXPECT_THAT(changes(change), Contains("H/Properties/AutoScalingGroupName: !Ref G -> !Ref G"));
    EXPECT_THAT(refusals(change), ElementsAre(HasSubstr("G may be replaced")));
  }
}

TEST(ChangeValues, NamesThatAreRemovedAndStillUsedAreRefused) {
  const std::string before =
      "Parameters: {P: {Type: String, Default: a}}\nConditions: {C: !Equals [a, a]}\n"
      "Mappings: {M: {a: {b: c}}}\nResources:\n  A: {Type: AWS::SQS::Queue}\n";
  const std::string users =
      "  B: {Type: AWS::SNS::Topic, DependsOn: A, Properties: {DisplayName: !Sub '${P}', TopicName: !FindInMap [M, a, "
      "b]}}\n"
      "  D: {Type: AWS::SNS::Topic, Condition: C, Properties: {DisplayName: !Ref A}}\n";
  EXPECT_THAT(refusals(compare(before + users, before + users)), IsEmpty());
  EXPECT_THAT(refusals(compare(before + users, "Resources:\n" + users)),
              ElementsAre("The resource A is removed, but B, D still refer to it; remove that too, or keep A",
                          "The parameter P is removed, but B still refers to it; remove that too, or keep P",
                          "The mapping M is removed, but B still refers to it; remove that too, or keep M",
                          "The condition C is removed, but D still refers to it; remove that too, or keep C"));
  // A macro may write it, and what was missing before is no fault of the change.
  EXPECT_THAT(refusals(compare(before + users, "Transform: Own\nResources:\n" + users)), IsEmpty());
  EXPECT_THAT(refusals(compare("Resources:\n" + users, "Resources:\n" + users)), IsEmpty());
}

TEST(ChangeValues, CirclesThatTheChangeMakesAreRefused) {
  const auto text = [](const std::string& a, const std::string& b) {
    return "Resources:\n  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: " + a +
           "}}\n  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: " + b + "}}\n";
  };
  const std::string circle = text("!GetAtt B.TopicName", "!GetAtt A.TopicName");
  EXPECT_THAT(refusals(compare(text("!GetAtt B.TopicName", "x"), circle)),
              ElementsAre("The change makes a circular dependency: A -> B -> A; break it"));
  EXPECT_THAT(refusals(compare(circle, circle)), IsEmpty());
}

TEST(ChangeValues, ARenamedKeyOfAMappingChangesWhatItsUsersGet) {
  const auto with = [](const std::string& key, const std::string& value) {
    return "Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}\nMappings: {M: {dev: {" + key +
           ": a}, prod: {" + key + ": " + value + "}}}\nConditions: {C: !Equals [!FindInMap [M, !Ref Env, " + key +
           "], " + value + "]}\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !FindInMap [M, " +
           "!Ref Env, " + key + "]}}\n  S: {Type: AWS::SNS::Topic, Condition: C}\n";
  };
  EXPECT_TRUE(compare(with("Name", "b"), with("Title", "b")).is_empty());
  EXPECT_THAT(changes(compare(with("Name", "b"), with("Title", "c"))),
              ElementsAre("T/Properties/DisplayName: b -> c [Env is prod]"));
  const auto row = [](const std::string& name, const std::string& value) {
    return "Mappings: {M: {" + name + ": {A: " + value + "}}}\n" + "Resources:\n  T: {Type: AWS::SNS::Topic, " +
           "Properties: {DisplayName: !FindInMap [M, " + name + ", A]}}\n";
  };
  EXPECT_TRUE(compare(row("prod", "a"), row("production", "a")).is_empty());
  EXPECT_THAT(changes(compare(row("prod", "a"), row("production", "b"))),
              ElementsAre("T/Properties/DisplayName: a -> b"));
}

}  // namespace
}  // namespace virga
