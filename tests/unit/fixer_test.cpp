// Applying fixes: rounds, and line edits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/line_edits.h"
#include "rules/engine/finding_comparison.h"
#include "rules/engine/fixer.h"
#include "tests/unit/fixer_support.h"

namespace virga {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Fixer, MendsSafelyAndAgainAndAgain) {
  // The name of a property, then its contents.
  const std::string text = kHead + "    Propertes:\n      VersioningConfigurtion:\n        Status: enabled  # now\n";
  const FixRun run = fix_template(source(text), options(), {});
  EXPECT_EQ(run.source->text(),
            kHead + "    Properties:\n      VersioningConfiguration:\n        Status: Enabled  # now\n");
  EXPECT_TRUE(run.left.empty());
  EXPECT_EQ(run.made.size(), 3U);
  EXPECT_EQ(fixed(std::string(run.source->text())), run.source->text());
}

TEST(Fixer, LeavesUnsafeFixesToThoseWhoAskForThem) {
  const std::string text = "Parameters:\n  Owner: {Type: String}\n" + kHead;
  EXPECT_EQ(fixed(text), text);
  EXPECT_EQ(fixed(text, {.unsafe = true}), kHead);
  EXPECT_EQ(fixed(text, {.unsafe = true, .unfixable = {"W2"}}), text);
  EXPECT_EQ(fixed(text, {.unsafe = true, .fixable = {"E"}}), text);
}

TEST(Fixer, MakesOneOfTwoRemediesAndNotBoth) {
  // The rule for an ACL that S3 refuses adds what would allow it; that for any ACL takes it away.
  const std::string head = kHead + "    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties:\n";
  const std::string text = head + "      AccessControl: LogDeliveryWrite\n      BucketName: acme-logs\n";
  EXPECT_EQ(fixed(text, {.unsafe = true}), head + "      BucketName: acme-logs\n");
  EXPECT_THAT(fixed(text, {.unsafe = true, .unfixable = {"W3045"}}),
              testing::AllOf(HasSubstr("AccessControl: LogDeliveryWrite"), HasSubstr("OwnershipControls")));
  // Alone in its map, too.
  EXPECT_THAT(fixed(head + "      AccessControl: LogDeliveryWrite\n", {.unsafe = true}),
              testing::Not(HasSubstr("OwnershipControls")));
}

TEST(Fixer, LeavesATemplateThatCannotBeRead) {
  const FixRun run = fix_template(source("Resources: ["), options(), {});
  EXPECT_TRUE(run.unparsable);
  EXPECT_EQ(run.source->text(), "Resources: [");
}

TEST(Fixer, KeepsLineEndsAndTheByteOrderMark) {
  const std::string text = "\xEF\xBB\xBFResources:\r\n  Logs:\r\n    Typ: AWS::S3::Bucket\r\n";
  EXPECT_EQ(fixed(text), "\xEF\xBB\xBFResources:\r\n  Logs:\r\n    Type: AWS::S3::Bucket\r\n");
}

// ---- fixes that uncover findings ------------------------------------------------------------------------------------

std::string bucket(const std::string& id, const std::string& properties) {
  return "  " + id + ":\n    Type: AWS::S3::Bucket\n    Properties:\n" + properties;
}

const std::string kShortName = "      BucketNam: \"x\"\n";

TEST(Fixer, KeepsAFixWhereTheNextRoundsMendWhatItUncovers) {
  const std::string rules =
      "        Rules:\n          - {Status: enabled, ExpirationInDays: 7}\n"
      "          - {Status: disabled, ExpirationInDays: 9}\n";
  const FixRun run =
      fix_template(source("Resources:\n" + bucket("Logs", "      LifecycleConfiguratio:\n" + rules)), options(), {});
  EXPECT_THAT(std::string(run.source->text()), HasSubstr("LifecycleConfiguration:"));
  EXPECT_THAT(std::string(run.source->text()), HasSubstr("Status: Enabled"));
  EXPECT_EQ(run.made.size(), 3U);
  EXPECT_TRUE(run.left.empty());
  EXPECT_TRUE(run.held.empty());
}

TEST(Fixer, HoldsBackAFixThatUncoversMoreThanItMends) {
  const std::string text = "Resources:\n" + bucket("Logs", kShortName) + bucket("Other", "      BucketNme: logs\n");
  const FixRun run = fix_template(source(text), options(), {});
  EXPECT_EQ(run.source->text(),
            "Resources:\n" + bucket("Logs", kShortName) + bucket("Other", "      BucketName: logs\n"));
  ASSERT_EQ(run.held.size(), 1U);
  EXPECT_EQ(run.held[0].fix.where, "Resources/Logs/Properties/BucketNam");
  EXPECT_EQ(run.held[0].reason, HeldReason::Uncovers);
  EXPECT_EQ(run.held[0].uncovers.size(), 3U);
  // It stays where as many other findings went.
  EXPECT_THAT(fixed("Resources:\n" + bucket("Logs", kShortName + "      InventoryConfiguration: []\n" +
                                                        "      MetricsConfiguration: []\n")),
              HasSubstr("BucketName"));
}

// With a type that is right, advice about the resource appears, and so it does where others refer to it.
TEST(Fixer, MendsAnErrorWhateverAdviceItUncovers) {
  LintOptions all = options();
  all.rules.include.emplace_back("I");
  const std::string text =
      "Resources:\n  Db:\n    Type: AWS::DynamoDB::Tabel\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n"
      "      KeySchema: [{AttributeName: a, KeyType: HASH}]\n"
      "      AttributeDefinitions: [{AttributeName: a, AttributeType: S}]\n";
  const FixRun run = fix_template(source(text), all, {});
  EXPECT_THAT(std::string(run.source->text()), HasSubstr("AWS::DynamoDB::Table\n"));
  EXPECT_TRUE(run.held.empty());
  EXPECT_EQ(run.left.size(), 2U);
  for (const Diagnostic& finding : run.left) EXPECT_EQ(finding.severity, Severity::Informational);
}

// The output is optional only for its condition, which advice says, and its own mistake has a mend.
TEST(Fixer, MendsAnErrorWhateverAdviceItUncoversOnTheWay) {
  const std::string head =
      "Conditions:\n  A: !Equals [!Ref AWS::Region, x]\nResources:\n  Logs:\n    Type: AWS::SNS::Topic\n"
      "    Condition: A\n";
  const auto outputs = [&](const std::string& section, const std::string& key) {
    return head + section + ":\n  Name:\n    Value: !Ref Logs\n    " + key + ":\n      Name: x\n";
  };
  const FixRun run = fix_template(source(outputs("Output", "Exports")), options(), {});
  EXPECT_EQ(run.source->text(), outputs("Outputs", "Export"));
  EXPECT_EQ(run.left.size(), 1U);
}

TEST(FindingComparison, TakesWhatIsSaidOfAGeneratedResourceForTheSame) {
  const auto finding = [](std::string message, bool is_generated) {
    Diagnostic made;
    made.rule = "E1020";
    made.path = {"Resources", "F", is_generated ? "Properties" : "Type"};
    made.message = std::move(message);
    if (is_generated) made.generated = TransformSubject{};
    return made;
  };
  const auto none = [](const Diagnostic&) { return false; };
  const Diagnostic written = finding("A", false), copy = finding("A", true), other = finding("B", true);
  EXPECT_TRUE(is_no_worse({written}, {written, copy}, Scope::Part, none));
  EXPECT_TRUE(new_in({written, copy, copy}, {written}).empty());
  EXPECT_FALSE(is_no_worse({written}, {written, other}, Scope::Part, none));
  EXPECT_EQ(new_in({written, other}, {written}).size(), 1U);
}

TEST(FindingComparison, WeighsErrorsMoreThanAdvice) {
  const auto finding = [](std::string rule, std::string part) {
    Diagnostic made;
    made.severity = severity_of(rule);
    made.rule = std::move(rule);
    made.path = {"Resources", std::move(part)};
    return made;
  };
  const auto none = [](const Diagnostic&) { return false; };
  const std::vector<Diagnostic> error = {finding("E3006", "A")}, two = {finding("E3006", "A"), finding("E3002", "A")};
  const std::vector<Diagnostic> here = {finding("W3005", "A"), finding("I3011", "A")};
  const std::vector<Diagnostic> elsewhere = {finding("W1001", "B")}, moved = {finding("E1010", "B")};
  EXPECT_TRUE(is_no_worse(error, here, Scope::Part, none));
  EXPECT_FALSE(is_no_worse(error, elsewhere, Scope::Part, none));
  EXPECT_TRUE(is_no_worse(error, elsewhere, Scope::OneFix, none));
  EXPECT_FALSE(is_no_worse(two, moved, Scope::OneFix, none));
  EXPECT_FALSE(is_no_worse({}, here, Scope::OneFix, none));
  EXPECT_FALSE(is_no_worse(elsewhere, {finding("W1001", "B"), finding("I3011", "B")}, Scope::OneFix, none));
}

TEST(Fixer, MakesItForThoseWhoNameItsRule) {
  const std::string text = "Resources:\n" + bucket("Logs", kShortName);
  EXPECT_EQ(fixed(text, {.anyway = {"W"}}), text);
  const std::string after = fixed(text, {.anyway = {"E3002"}});
  EXPECT_EQ(after, "Resources:\n" + bucket("Logs", "      BucketName: \"x\"\n"));
  EXPECT_EQ(fixed(after, {.anyway = {"E3002"}}), after);
}

TEST(Fixer, IsBoundedAndFixesWhatIsSoundAmongManyThatAreNot) {
  std::string text = "Resources:\n";
  for (int i = 0; i < 60; ++i) text += bucket("Logs" + std::to_string(i), kShortName);
  text += bucket("Other", "      BucketNme: logs\n");
  const FixRun run = fix_template(source(text), options(), {});
  EXPECT_LE(run.linted, kMaxLintedTexts);
  EXPECT_THAT(std::string(run.source->text()), HasSubstr("BucketName: logs"));
  EXPECT_EQ(run.made.size(), 1U);
  EXPECT_EQ(run.held.size(), 60U);
  // A fix that is alone in its part need not be tried by itself.
  EXPECT_LT(run.linted, 40U);
  EXPECT_EQ(run.held.back().reason, HeldReason::Uncovers);
  EXPECT_FALSE(run.held.back().uncovers.empty());
}

TEST(Fixer, LeavesToAPersonWhatAMacroMaySupply) {
  const std::string topic = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n";
  const std::string misspelt = topic + "      TopicNam: a\n", mended = topic + "      TopicName: a\n";
  for (const std::string macro : {"Transform: Mine\n", "Transform: [AWS::LanguageExtensions, Mine]\n"}) {
    EXPECT_EQ(fixed(macro + misspelt), macro + misspelt);
    EXPECT_EQ(fixed(macro + misspelt, {.unsafe = true}), macro + mended);
  }
  const std::string own = "      Fn::Transform: {Name: Mine, Parameters: {a: b}}\n";
  EXPECT_EQ(fixed(misspelt + own), misspelt + own);
  EXPECT_EQ(fixed(misspelt + own, {.unsafe = true}), mended + own);
  // Those of AWS, and those of other resources, supply nothing.
  EXPECT_EQ(fixed("Transform: AWS::LanguageExtensions\n" + misspelt), "Transform: AWS::LanguageExtensions\n" + mended);
  const std::string other = "  O:\n    Type: AWS::SNS::Topic\n    Properties:\n" + own;
  EXPECT_EQ(fixed(misspelt + other), mended + other);
}

// A macro may take the reference that makes a DependsOn needless, but it gets no comments.
TEST(Fixer, LeavesToAPersonWhatAMacroMayTake) {
  const std::string first = "Resources:\n  A:\n    Type: AWS::SNS::Topic\n  B:\n    Type: AWS::SNS::Topic\n";
  const std::string order = "    DependsOn: A\n";
  const std::string rest = "    Properties:\n      DisplayName: !GetAtt A.TopicName\n";
  EXPECT_EQ(fixed(first + order + rest), first + rest);
  EXPECT_EQ(fixed("Transform: Mine\n" + first + order + rest), "Transform: Mine\n" + first + order + rest);
  const std::string own = "      Fn::Transform: {Name: Mine}\n";
  EXPECT_EQ(fixed(first + order + rest + own), first + order + rest + own);
  const std::string include = "      Fn::Transform: {Name: AWS::Include}\n";
  EXPECT_EQ(fixed(first + order + rest + include), first + rest + include);
  EXPECT_EQ(fixed("Transform: Mine  # virga: ignore[E3034]\n" + first), "Transform: Mine\n" + first);
}

// What the section would uncover at first is what the mend of the transform takes away.
TEST(Fixer, TriesAgainOnceTheOthersAreMade) {
  const std::string text =
      "Transform: AWS::serverless-2016-10-31\nresources:\n  Function:\n    Type: AWS::Serverless::Function\n"
      "    ignoreGlobals: \"*\"\n    Properties: {CodeUri: a, Handler: a.b, Runtime: python3.13}\n";
  const FixRun run = fix_template(source(text), options(), {});
  EXPECT_THAT(std::string(run.source->text()), StartsWith("Transform: AWS::Serverless-2016-10-31\nResources:\n"));
  EXPECT_EQ(fixed(std::string(run.source->text())), run.source->text());
  EXPECT_TRUE(run.held.empty());
}

TEST(Fixer, MendsAKeyBesideAMergedMap) {
  const std::string text =
      "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties: &p\n      DelaySeconds: 1\n  B:\n"
      "    Type: AWS::SQS::Queue\n    Properties:\n      <<: *p\n      QueueNam: b\n";
  EXPECT_EQ(fixed(text), std::string(text).replace(text.find("Nam:"), 4, "Name:"));
  const std::string shared = std::string(text).replace(text.find("DelaySeconds"), 12, "DelaySecond");
  EXPECT_THAT(fixed(shared), HasSubstr("&p\n      DelaySecond: 1\n"));
}

TEST(Fixer, LeavesWhatAliasesShare) {
  const std::string custom =
      "Resources:\n  C:\n    Type: Custom::Thing\n    Properties:\n      ServiceToken: "
      "arn:aws:sns:us-east-1:123456789012:t\n";
  const std::string shared =
      custom + "      Config: &c\n        QueueNam: a\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: *c\n";
  EXPECT_EQ(fixed(shared), shared);
  EXPECT_EQ(fixed(shared, {.unsafe = true}), shared);
  // An anchor that nothing refers to shares nothing.
  const std::string alone = "Resources:\n  Q: &q\n    Type: AWS::SQS::Queue\n    Properties: {QueueNam: a}\n";
  EXPECT_THAT(fixed(alone), HasSubstr("QueueName: a"));
}

TEST(Fixer, LeavesOneOfTwoLikelyNamesToAPerson) {
  const auto balancer = [](const std::string& name) {
    return "Resources:\n  B:\n    Type: AWS::ElasticLoadBalancing::LoadBalancer\n    Properties:\n      Listeners: "
           "[{InstancePort: '80', LoadBalancerPort: '80', Protocol: HTTP}]\n      AvailabilityZones: [us-east-1a]\n    "
           "  " +
           name + ": [sg-12345678]\n";
  };
  EXPECT_EQ(fixed(balancer("SecurityGroup")), balancer("SecurityGroups"));
  const auto record = [](const std::string& name) {
    return "Resources:\n  R:\n    Type: AWS::Route53::RecordSet\n    Properties:\n      Name: a.example.com\n      "
           "Type: "
           "CNAME\n      TTL: '60'\n      ResourceRecords: [b.example.com]\n      " +
           name + ": Z2FDTNDATAQYW2\n";
  };
  EXPECT_EQ(fixed(record("HostedZone")), record("HostedZone"));
  EXPECT_EQ(fixed(record("HostedZoneIdd")), record("HostedZoneId"));
  EXPECT_EQ(fixed(record("HostedZone"), {.unsafe = true}), record("HostedZoneId"));
}

TEST(Fixer, MendsAllItemsOfAListAtOnce) {
  std::string text = kHead + "    Properties:\n      BucketName: !Join ['', [", mended = text;
  for (int i = 0; i < 200; ++i) {
    text += i == 0 ? "!Sub x" : ", !Sub x";
    mended += i == 0 ? "x" : ", x";
  }
  const FixRun run = fix_template(source(text + "]]\n"), options(), {});
  EXPECT_EQ(run.source->text(), mended + "]]\n");
  EXPECT_EQ(run.made.size(), 1U);
  EXPECT_TRUE(run.held.empty());
}

TEST(Fixer, RemovesWhatIsIgnoredAndKeepsWhatHasAnEffect) {
  const std::string host =
      "Resources:\n  Host:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-12345678\n"
      "      BlockDeviceMappings:\n        - DeviceName: /dev/xvdb\n          Ebs: {VolumeSize: 9}\n";
  // E3014 would keep VirtualName, and W3698 removes it: both together would leave neither.
  EXPECT_EQ(fixed(host + "          VirtualName: ephemeral0\n", {.unsafe = true}), host);
}

TEST(Fixer, LintsALargeTemplateLessOften) {
  EXPECT_EQ(most_linted_texts(*source("")), kMaxLintedTexts);
  EXPECT_EQ(most_linted_texts(*source(std::string(kMaxLintedBytes / 20, ' '))), 20U);
  EXPECT_EQ(most_linted_texts(*source(std::string(kMaxLintedBytes, ' '))), 8U);
}

// What a fix may make worse does not depend on what others mend elsewhere, so a second run has nothing to do.
TEST(Fixer, JudgesEachPartForItself) {
  std::string text = "Resources:\n";
  for (int i = 0; i < 40; ++i) {
    text += bucket("Logs" + std::to_string(i), "      VersioningConfiguraton: {Status: Enabled}\n" + kShortName);
  }
  const FixRun run = fix_template(source(text), options(), {});
  EXPECT_EQ(run.made.size(), 40U);
  EXPECT_EQ(run.held.size(), 40U);
  const FixRun again = fix_template(run.source, options(), {});
  EXPECT_EQ(again.source->text(), run.source->text());
}

// One rule asks for the retention of backups, which another one forbids for Aurora.
TEST(Fixer, DoesNotGoInCircles) {
  const std::string text =
      "Parameters:\n  UseAurora: {Type: String, Default: 'yes'}\n"
      "Conditions:\n  Aurora: !Equals [!Ref UseAurora, 'yes']\nResources:\n  Data:\n"
      "    Type: AWS::RDS::DBInstance\n    Properties:\n      DBInstanceClass: db.t3.medium\n"
      "      Engine: !If [Aurora, aurora-mysql, mysql]\n"
      "      DBClusterIdentifier: !If [Aurora, orders, !Ref 'AWS::NoValue']\n"
      "      EnableIAMDatabaseAuthentication: true\n      BackupRetentionPeriod: 7\n";
  LintOptions all = options();
  all.rules.include = {"E", "W", "I"};
  const FixRun run = fix_template(source(text), all, {.unsafe = true});
  // What only one engine requires is not added for both, so nothing has to be held back.
  EXPECT_TRUE(run.held.empty());
  EXPECT_LT(run.linted, 30U);
  const FixRun again = fix_template(run.source, all, {.unsafe = true});
  EXPECT_EQ(again.source->text(), run.source->text());
  EXPECT_TRUE(again.made.empty()) << again.made.front().title;
}

// ---- what CloudFormation would deploy -------------------------------------------------------------------------------

// A hash of the whole resource, DependsOn included, is part of the logical ID of a layer.
TEST(Fixer, KeepsTheLogicalIdsThatTheTransformMakes) {
  const std::string head =
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  Topic: {Type: AWS::SNS::Topic}\n"
      "  Layer:\n    Type: AWS::Serverless::LayerVersion\n";
  const std::string order = "    DependsOn: Topic\n";
  const std::string properties = "    Properties:\n      ContentUri: s3://bucket/key\n      Description: !Ref Topic\n";
  const std::string text = head + order + properties;
  const FixRun run = fix_template(source(text), options(), {});
  EXPECT_EQ(run.source->text(), text);
  ASSERT_EQ(run.left.size(), 1U);
  EXPECT_EQ(run.left[0].rule, "W3005");
  EXPECT_EQ(run.left[0].fixes.at(0).safety, FixSafety::Unsafe);
  EXPECT_TRUE(run.held.empty());
  EXPECT_EQ(fixed(text, {.unsafe = true}), head + properties);
  // Only the fix that changes them is unsafe.
  const std::string topics = "  A: {Type: AWS::SNS::Topic, DependsOn: Topic, Properties: {DisplayName: !Ref Topic}}\n";
  const std::string function =
      "  F:\n    Type: AWS::Serverless::Function\n    DependsOn: Topic\n    Properties:\n"
      "      PackageType: Image\n      ImageUri: 111111111111.dkr.ecr.us-east-1.amazonaws.com/a:b\n"
      "      Description: !Ref Topic\n";
  const FixRun both = fix_template(source(text + topics + function), options(), {});
  EXPECT_EQ(both.made.size(), 2U);
  EXPECT_THAT(std::string(both.source->text()), StartsWith(text));
  // What CloudFormation refuses has no IDs yet.
  EXPECT_EQ(fixed(head + "    Properties:\n      ContentUri: s3://bucket/key\n      Descriptio: !Ref Topic\n"),
            head + properties);
}

TEST(Fixer, MakesTheOtherFixesWhereOneChangesALogicalId) {
  const std::string layer =
      "  Layer:\n    Type: AWS::Serverless::LayerVersion\n    DependsOn: Topic\n    Properties:\n"
      "      ContentUri: s3://bucket/key\n      Description: !Ref Topic\n";
  const auto with = [&](const std::string& order) {
    return "Transform: AWS::Serverless-2016-10-31\nResources:\n  Topic: {Type: AWS::SNS::Topic}\n" + layer +
           "  Other:\n    Type: AWS::SNS::Topic\n" + order + "    Properties:\n      DisplayName: !Ref Topic\n";
  };
  EXPECT_EQ(fixed(with("    DependsOn: Topic\n")), with(""));
}

// The reference for which DependsOn is redundant may be one that another fix removes.
TEST(Fixer, KeepsTheOrderThatDependsOnAskedFor) {
  const auto with = [](const std::string& order, const std::string& variable) {
    return "Resources:\n  First:\n    Type: AWS::SNS::Topic\n" + order +
           "    Properties:\n      DisplayName: !Sub ['${Name}', {Name: !Ref 'AWS::StackName'" + variable + "}]\n" +
           "  Second:\n    Type: AWS::SNS::Topic\n";
  };
  const std::string variable = ", Other: !Ref Second";
  const FixRun run = fix_template(source(with("    DependsOn: Second\n", variable)), options(), {.unsafe = true});
  EXPECT_EQ(run.source->text(), with("", variable));
  ASSERT_EQ(run.held.size(), 1U);
  EXPECT_EQ(run.held[0].fix.rule, "W1019");
  EXPECT_EQ(run.held[0].reason, HeldReason::LosesOrder);
  EXPECT_EQ(run.held[0].order, CreationOrder("First", "Second"));
  // Nobody asked for it.
  EXPECT_EQ(fixed(with("", variable), {.unsafe = true}), with("", ""));
}

// ---- lines ----------------------------------------------------------------------------------------------------------

TEST(LineEdits, LeadFromOneTextToTheOther) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    const auto text = [&] {
      std::string out;
      for (auto lines = random() % 12; lines > 0; --lines) out += std::string(1, "abcd"[random() % 4]) + "\n";
      if (random() % 4 == 0) out += "x";
      return out;
    };
    const std::string before = text(), after = text();
    const std::vector<TextEdit> edits = line_edits(before, after);
    EXPECT_EQ(apply_edits(before, edits), after);
    EXPECT_EQ(edits.empty(), before == after);
  }
  EXPECT_EQ(line_edits("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n").size(), 2U);
}

}  // namespace
}  // namespace virga
