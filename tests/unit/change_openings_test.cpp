// What was open before an update, and what it opens, where that is written another way, split, joined or moved.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string policy(const std::string& statement) {
  return one_resource("AWS::IAM::ManagedPolicy", "PolicyDocument: {Statement: [{" + statement + "}]}");
}

std::string bucket(const std::string& statements, const std::string& properties = {}) {
  return "Parameters: {P: {Type: String}, Env: {Type: String}}\nConditions: {C: !Equals [!Ref Env, a]}\nResources:\n"
         "  B: {Type: AWS::S3::Bucket, Properties: {" +
         properties +
         "}}\n  Q: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref B, PolicyDocument: {Statement: [" +
         statements + "]}}}\n";
}
std::string reading(const std::string& resource, const std::string& action = "s3:GetObject",
                    const std::string& more = "Principal: '*'") {
  return "{Effect: Allow, " + more + ", Action: " + action + ", Resource: " + resource + "}";
}

TEST(ChangeOpenings, AnArnIsTheSameHoweverItIsWritten) {
  const std::string named = "BucketName: site";
  const std::vector<std::string> forms = {
      "!Sub 'arn:aws:s3:::${B}/*'", "!Sub '${B.Arn}/*'", "!Sub 'arn:${AWS::Partition}:s3:::${B}/*'",
      "!Join ['', [!GetAtt B.Arn, '/*']]", "!Join ['/', ['arn:aws:s3:::site', '*']]"};
  for (const std::string& old : forms) {
    for (const std::string& now : forms) {
      const TemplateChange change = compare(bucket(reading(old), named), bucket(reading("[" + now + "]"), named));
      EXPECT_THAT(change.statements, IsEmpty()) << old << now;
      EXPECT_THAT(messages(change, RiskKind::Permission), IsEmpty()) << old << now;
    }
  }
  const auto is_opened = ElementsAre("Q allows s3:GetObject to everyone");
  EXPECT_THAT(opened(bucket(reading(forms[0])), bucket(reading("'arn:aws:s3:::other/*'"))), is_opened);
  EXPECT_THAT(opened(bucket(reading(forms[0])), bucket(reading("!Sub 'arn:aws:s3:::${P}/*'"))), is_opened);
  EXPECT_THAT(opened(bucket(reading("'arn:aws:s3:::site/*'"), "BucketName: site"),
                     bucket(reading("!Sub '${B.Arn}/*'"), "BucketName: store")),
              is_opened);
}

TEST(ChangeOpenings, APartOfWhatWasOpenIsNotOpened) {
  const std::string all = "!Sub '${B.Arn}/*'", a = "!Sub '${B.Arn}/a/*'", b = "!Sub '${B.Arn}/b/*'";
  const std::string both = "[!GetAtt B.Arn, " + all + "]";
  EXPECT_THAT(opened(bucket(reading(all)), bucket(reading(a))), IsEmpty());
  EXPECT_THAT(opened(bucket(reading(all)), bucket(reading("[" + a + ", " + b + "]"))), IsEmpty());
  EXPECT_THAT(opened(bucket(reading(a) + ", " + reading(b)), bucket(reading("[" + a + ", " + b + "]"))), IsEmpty());
  EXPECT_THAT(opened(bucket(reading(both, "'s3:*'")), bucket(reading(all, "'s3:Get*'"))), IsEmpty());
  EXPECT_THAT(opened(bucket(reading(all)), bucket(reading(all, "'S3:getobject'"))), IsEmpty());
  EXPECT_THAT(opened(bucket(reading(all, "'*'")), bucket("{Effect: Allow, Principal: '*', NotAction: 's3:Put*', "
                                                         "Resource: " +
                                                         all + "}")),
              IsEmpty());
  // More than that.
  EXPECT_THAT(opened(bucket(reading(a)), bucket(reading(all))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading(a)), bucket(reading("[" + a + ", " + b + "]"))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading(a)), bucket(reading("!Sub '${B.Arn}/?/*'"))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading("!Sub '${B.Arn}/?/x'")), bucket(reading("!Sub '${B.Arn}/*/x'"))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading(all, "'s3:Get*'")), bucket(reading(all, "'s3:*'"))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading(a, "'s3:Get*'") + ", " + reading(b, "'s3:Put*'")),
                     bucket(reading("[" + a + ", " + b + "]", "'s3:Get*'"))),
              SizeIs(1));
  EXPECT_THAT(opened(bucket("{Effect: Allow, Principal: '*', NotAction: 's3:Put*', Resource: " + all + "}"),
                     bucket(reading(all, "['s3:GetObject', 's3:PutObject']"))),
              SizeIs(1));
  EXPECT_THAT(opened(bucket("{Effect: Allow, Principal: '*', NotAction: 's3:Put*', Resource: " + all + "}"),
                     bucket(reading(all, "s3:GetObject"))),
              IsEmpty());
}

TEST(ChangeOpenings, ACaseThatWasClosedIsOpened) {
  const std::string all = "!Sub '${B.Arn}/*'";
  const auto some = [&](const std::string& yes, const std::string& no) {
    return bucket("!If [C, " + yes + ", " + no + "]");
  };
  const std::string none = "!Ref AWS::NoValue";
  EXPECT_THAT(opened(some(reading(all), none), bucket(reading(all))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading(all)), some(reading(all), none)), IsEmpty());
  EXPECT_THAT(opened(some(reading(all), reading(all, "'s3:Get*'")), bucket(reading(all))), IsEmpty());
  EXPECT_THAT(opened(some(reading(all), reading(all, "'s3:Put*'")), bucket(reading(all))), SizeIs(1));
}

TEST(ChangeOpenings, ADenialThatIsGoneOpensWhatItDenied) {
  const std::string all = "!Sub '${B.Arn}/*'", secret = "!Sub '${B.Arn}/secret/*'";
  const auto denial = [](const std::string& resource, const std::string& condition = {}) {
    return ", {Effect: Deny, Principal: '*', Action: 's3:*', Resource: " + resource +
           (condition.empty() ? "" : ", Condition: {" + condition + "}") + "}";
  };
  const std::string network = "StringNotEquals: {'aws:SourceVpce': vpce-1}",
                    no_tls = "Bool: {'aws:SecureTransport': false}";
  EXPECT_THAT(opened(bucket(reading(all) + denial("'*'", network)), bucket(reading(all))),
              ElementsAre("Q allows s3:GetObject to everyone: s3:* is no longer denied"));
  EXPECT_THAT(opened(bucket(reading(all) + denial(secret)), bucket(reading(all))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading(all) + denial(secret)), bucket(reading(secret))), SizeIs(1));
  EXPECT_THAT(opened(bucket(reading(all) + denial(secret)), bucket(reading("!Sub '${B.Arn}/open/*'"))), IsEmpty());
  EXPECT_THAT(opened(bucket(reading(all) + denial(secret)), bucket(reading(all) + denial("[" + secret + ", x]"))),
              IsEmpty());
  EXPECT_THAT(opened(bucket(reading(all) + denial("'*'", no_tls)), bucket(reading(all))), IsEmpty());
  const std::string everything = "Effect: Allow, Action: '*', Resource: '*'";
  EXPECT_THAT(opened(policy(everything + "}, {Effect: Deny, Action: 'iam:*', Resource: '*'"), policy(everything)),
              ElementsAre("R allows every action on everything: iam:* is no longer denied"));
}

TEST(ChangeOpenings, ADenialThatOthersMakeTogetherIsNotGone) {
  const std::string all = "{Effect: Allow, Action: '*', Resource: '*'}";
  const auto denial = [](const std::string& what, const std::string& resource = "'*'") {
    return ", {Effect: Deny, " + what + ", Resource: " + resource + "}";
  };
  const auto with = [&](const std::string& denials) {
    return one_resource("AWS::IAM::ManagedPolicy", "PolicyDocument: {Statement: [" + all + denials + "]}");
  };
  const std::string both = denial("Action: ['iam:*', 'kms:*']"), iam = denial("Action: 'iam:*'"),
                    kms = denial("Action: 'kms:*'");
  EXPECT_THAT(opened(with(both), with(iam + kms)), IsEmpty());
  EXPECT_THAT(opened(with(iam + kms), with(both)), IsEmpty());
  EXPECT_THAT(opened(with(denial("Action: 'iam:*'", "[a, b]")),
                     with(denial("Action: 'iam:*'", "a") + denial("Action: 'iam:*'", "b"))),
              IsEmpty());
  EXPECT_THAT(opened(with(denial("Action: ['iam:*', 'kms:*']", "[a, b]")),
                     with(denial("Action: 'iam:*'", "[a, b]") + denial("Action: 'kms:*'", "a") +
                          denial("Action: 'kms:*'", "b"))),
              IsEmpty());
  EXPECT_THAT(opened(with(denial("Action: '*'")), with(denial("NotAction: 'iam:*'") + iam)), IsEmpty());
  EXPECT_THAT(
      opened(with(iam), with(", {Effect: Deny, Action: 'iam:*', NotResource: a}" + denial("Action: 'iam:*'", "a"))),
      IsEmpty());
  EXPECT_THAT(
      opened(with(denial("Action: '*'")), with(", {Effect: Deny, Action: '*', NotResource: a}" +
                                               denial("NotAction: 'iam:*'", "a") + denial("Action: 'iam:*'", "a"))),
      IsEmpty());
  // Only what is left out is told.
  const std::string start = "R allows every action on everything: ", end = " is no longer denied";
  EXPECT_THAT(opened(with(both), with(iam)), ElementsAre(start + "kms:*" + end));
  EXPECT_THAT(opened(with(both), with(denial("Action: ['iam:Create*', 'kms:*']"))),
              ElementsAre(start + "iam:* but iam:Create*" + end));
  EXPECT_THAT(opened(with(denial("NotAction: 's3:*'")), with(denial("NotAction: ['s3:*', 'iam:*']"))),
              ElementsAre(start + "iam:*" + end));
  EXPECT_THAT(opened(with(denial("NotAction: ['s3:*', 'iam:*']")), with(denial("NotAction: 's3:*'"))), IsEmpty());
  EXPECT_THAT(opened(with(denial("Action: 'iam:*'", "[a, b]")), with(denial("Action: 'iam:*'", "a"))),
              ElementsAre(start + "iam:* on b" + end));
  EXPECT_THAT(opened(with(denial("Action: '*'")), with(denial("Action: 's3:*'"))),
              ElementsAre(start + "every action but s3:*" + end));
}

TEST(ChangeOpenings, WhatOthersDenyToMostIsNotOpen) {
  const auto with = [](const std::string& denials) {
    return bucket(reading("'*'", "['s3:GetObject', 's3:PutObject']") + denials);
  };
  const auto denial = [](const std::string& action, const std::string& who = "'*'") {
    return ", {Effect: Deny, Principal: " + who + ", Action: " + action +
           ", Resource: '*', Condition: {StringNotEquals: {'aws:PrincipalOrgID': o-1}}}";
  };
  const std::string both = denial("['s3:GetObject', 's3:PutObject']"), get = denial("s3:GetObject"),
                    put = denial("s3:PutObject");
  EXPECT_THAT(opened(with(both), with(get + put)), IsEmpty());
  EXPECT_THAT(opened(with(both), with(get)),
              ElementsAre("Q allows s3:PutObject to everyone: s3:PutObject is no longer denied"));
  // One that denied something to another caller alone opens nothing to this one.
  const auto to_one = [](const std::string& more) {
    return bucket("{Effect: Allow, Principal: {AWS: '111122223333'}, Action: '*', Resource: '*'}" + more);
  };
  EXPECT_THAT(opened(to_one(denial("s3:GetObject", "{AWS: '444455556666'}")), to_one("")), IsEmpty());
  EXPECT_THAT(opened(to_one(denial("s3:GetObject", "{AWS: '111122223333'}")), to_one("")), SizeIs(1));
  const auto to_two = [](const std::string& more) {
    return bucket("{Effect: Allow, Principal: {AWS: ['111122223333', '444455556666']}, Action: '*', Resource: '*'}" +
                  more);
  };
  const std::string one = denial("'s3:*'", "{AWS: '111122223333'}"), other = denial("'s3:*'", "{AWS: '444455556666'}"),
                    two = denial("'s3:*'", "{AWS: ['111122223333', '444455556666']}");
  EXPECT_THAT(opened(to_two(two), to_two(one + other)), IsEmpty());
  EXPECT_THAT(opened(to_two(one + other), to_two(two)), IsEmpty());
  EXPECT_THAT(opened(to_two(two), to_two(one)), SizeIs(1));
}

TEST(ChangeOpenings, ActionsAreTheSameInUpperCaseAndPatternsOfThemCount) {
  for (const char* action : {"'IAM:*'", "'Iam:*'", "'iam:**'", "'i*:*'", "['s3:*', 'IAM:*']"}) {
    EXPECT_THAT(opened(policy("Effect: Allow, Action: 's3:*', Resource: '*'"),
                       policy(fmt::format("Effect: Allow, Action: {}, Resource: '*'", action))),
                ElementsAre("R allows iam:* on everything"))
        << action;
  }
  for (const char* action : {"'**'", "'*:*'", "'**:*'"}) {
    EXPECT_THAT(opened(policy("Effect: Allow, Action: 's3:*', Resource: '*'"),
                       policy(fmt::format("Effect: Allow, Action: {}, Resource: '**'", action))),
                ElementsAre("R allows every action on everything"))
        << action;
  }
  EXPECT_THAT(opened(policy("Effect: Allow, Action: 'iam:*', Resource: '*'"),
                     policy("Effect: Allow, Action: 'IAM:*', Resource: '*'")),
              IsEmpty());
  EXPECT_THAT(opened(policy("Effect: Allow, Action: 's3:*', Resource: '*'"),
                     policy("Effect: Allow, Action: ['iam:Get*', 'i*:Get*'], Resource: '*'")),
              IsEmpty());
}

TEST(ChangeOpenings, APolicyThatAParameterOpensByDefaultIsTold) {
  const auto given = [](const std::string& value, const std::string& type, const std::string& properties) {
    return "Parameters: {P: {Type: String, Default: '" + value + "'}}\n" + one_resource(type, properties);
  };
  const auto allowing = [&](const std::string& value, const std::string& statement) {
    return given(value, "AWS::IAM::ManagedPolicy", "PolicyDocument: {Statement: [{" + statement + "}]}");
  };
  const std::string action = "Effect: Allow, Action: !Ref P, Resource: '*'";
  EXPECT_THAT(opened(allowing("s3:*", action), allowing("*", action)),
              ElementsAre("R allows every action on everything by default"));
  EXPECT_THAT(opened(allowing("*", action), allowing("*", action + ", Sid: a")), IsEmpty());
  EXPECT_THAT(opened(allowing("*", action), allowing("s3:*", action)), IsEmpty());
  EXPECT_THAT(opened(allowing("*", "Effect: Allow, Action: '*', Resource: '*'"), allowing("*", action)), IsEmpty());
  for (const char* part :
       {"Effect: Allow, Action: '*', Resource: !Ref P", "Effect: Allow, Action: !Sub '${P}', Resource: '*'"}) {
    EXPECT_THAT(opened(allowing("s3:*", "Effect: Allow, Action: 's3:*', Resource: '*'"), allowing("*", part)),
                ElementsAre("R allows every action on everything by default"))
        << part;
  }
  EXPECT_THAT(opened(allowing("Deny", "Effect: !Ref P, Action: 'iam:*', Resource: '*'"),
                     allowing("Allow", "Effect: !Ref P, Action: 'iam:*', Resource: '*'")),
              ElementsAre("R allows iam:* on everything by default"));
  const auto bucket_of = [&](const std::string& value, const std::string& more = {}) {
    return given(value, "AWS::S3::BucketPolicy",
                 "Bucket: b, PolicyDocument: {Statement: [{Effect: Allow, Principal: !Ref P, Action: s3:GetObject, "
                 "Resource: !Sub 'arn:aws:s3:::${P}/*'}" +
                     more + "]}");
  };
  EXPECT_THAT(opened(bucket_of("111122223333"), bucket_of("*")),
              ElementsAre("R allows s3:GetObject to everyone by default"));
  EXPECT_THAT(opened(bucket_of("111122223333"),
                     bucket_of("*",
                               ", {Effect: Deny, Principal: '*', Action: s3:GetObject, Resource: !Sub "
                               "'arn:aws:s3:::${P}/*', Condition: {StringNotEquals: {'aws:PrincipalOrgID': o}}}")),
              IsEmpty());
  const std::string permission = "FunctionName: f, Action: lambda:InvokeFunction, Principal: !Ref P";
  EXPECT_THAT(opened(given("s3.amazonaws.com", "AWS::Lambda::Permission", permission),
                     given("*", "AWS::Lambda::Permission", permission)),
              ElementsAre("R allows lambda:InvokeFunction to everyone by default"));
}

TEST(ChangeOpenings, AManagedPolicyIsKnownByTheValueOfAParameter) {
  const auto role = [](const std::string& value, const std::string& policies = "[!Ref P]",
                       const std::string& type = "String") {
    return "Parameters: {P: {Type: " + type + ", Default: '" + value + "'}}\n" +
           one_resource("AWS::IAM::Role", "AssumeRolePolicyDocument: {}, ManagedPolicyArns: " + policies);
  };
  const std::string start = "arn:aws:iam::aws:policy/", all = start + "AdministratorAccess";
  EXPECT_THAT(opened(role(start + "ReadOnlyAccess"), role(all)),
              ElementsAre("R allows every action on everything by default"));
  EXPECT_THAT(opened(role(start + "ReadOnlyAccess"), role(start + "IAMFullAccess")),
              ElementsAre("R allows iam:* on everything by default"));
  EXPECT_THAT(opened(role("x", "[]"), role(start + "ReadOnlyAccess," + all, "!Ref P", "CommaDelimitedList")),
              ElementsAre("R allows every action on everything by default"));
  const std::string named = "[!Sub 'arn:${AWS::Partition}:iam::aws:policy/${P}']";
  EXPECT_THAT(opened(role("ReadOnlyAccess", named), role("AdministratorAccess", named)),
              ElementsAre("R allows every action on everything by default"));
  EXPECT_THAT(opened(role(all), role(start + "ReadOnlyAccess")), IsEmpty());
  EXPECT_THAT(opened(role("x", "[" + all + "]"), role(all)), IsEmpty());
  const TemplateChange change = compare(role(start + "ReadOnlyAccess"), role(all));
  ASSERT_THAT(change.statements, SizeIs(2));
  EXPECT_EQ(change.statements[1].columns[2], "!Ref P (" + all + " by default)");
}

TEST(ChangeOpenings, PortsDoNotCountForAProtocolWithoutThem) {
  const auto rule = [](const std::string& text) {
    return one_resource("AWS::EC2::SecurityGroupIngress", "GroupId: sg-1, CidrIp: 0.0.0.0/0, IpProtocol: " + text);
  };
  const std::string none =
      one_resource("AWS::EC2::SecurityGroupIngress", "GroupId: sg-1, IpProtocol: tcp, CidrIp: 10.0.0.0/8");
  for (const char* protocol : {"50", "47", "esp"}) {
    EXPECT_THAT(opened(none, rule(std::string(protocol) + ", FromPort: 443, ToPort: 443")),
                ElementsAre(fmt::format("R opens protocol {} to 0.0.0.0/0", protocol)));
  }
  for (const char* protocol : {"6", "tcp", "17", "udp"}) {
    EXPECT_THAT(opened(none, rule(std::string(protocol) + ", FromPort: 443, ToPort: 443")), IsEmpty());
  }
  EXPECT_THAT(opened(rule("50"), rule("50, FromPort: 1, ToPort: 2")), IsEmpty());
  EXPECT_EQ(compare(none, rule("50, FromPort: 443, ToPort: 443")).openings.back().columns[2], "all");
  EXPECT_EQ(compare(none, rule("icmp, FromPort: 8, ToPort: -1")).openings.back().columns[2], "type 8");
  EXPECT_EQ(compare(none, rule("icmp, FromPort: 3, ToPort: 4")).openings.back().columns[2], "type 3, code 4");
  EXPECT_EQ(compare(none, rule("1, FromPort: -1, ToPort: -1")).openings.back().columns[2], "all");
}

TEST(ChangeOpenings, AMethodWithoutAuthorizationTypeIsOpen) {
  for (const char* type : {"AWS::ApiGateway::Method", "AWS::ApiGatewayV2::Route"}) {
    const std::string closed = one_resource(type, "ApiId: a, AuthorizationType: AWS_IAM"),
                      unset = one_resource(type, "ApiId: a"),
                      open = one_resource(type, "ApiId: a, AuthorizationType: NONE");
    EXPECT_THAT(opened(closed, unset),
                ElementsAre(fmt::format("R ({}) can be called by everyone: AuthorizationType is not set", type)));
    EXPECT_THAT(opened(open, unset), IsEmpty());
    EXPECT_THAT(opened(unset, open), IsEmpty());
    EXPECT_THAT(opened("Resources: {}", unset), IsEmpty());
  }
}

TEST(ChangeOpenings, NearlyEverythingIsTold) {
  const std::string none = policy("Effect: Allow, Action: 's3:*', Resource: '*'");
  const auto told = [&](const std::string& statement) { return opened(none, policy("Effect: Allow, " + statement)); };
  for (const char* resource :
       {"'arn:aws:*'", "'arn:*'", "'arn:*:*'", "!Sub 'arn:${AWS::Partition}:*:*:*:*'", "['arn:aws:*:*:*:*', a]"}) {
    EXPECT_THAT(told(fmt::format("Action: '*', Resource: {}", resource)),
                ElementsAre("R allows every action on everything"))
        << resource;
  }
  for (const char* resource :
       {"'arn:aws:iam::*:*'", "'arn:aws:iam:*'", "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:*'"}) {
    EXPECT_THAT(told(fmt::format("Action: 'iam:*', Resource: {}", resource)),
                ElementsAre("R allows iam:* on everything"))
        << resource;
    EXPECT_THAT(told(fmt::format("Action: '*', Resource: {}", resource)), IsEmpty()) << resource;
  }
  EXPECT_THAT(told("Action: 'iam:*', NotResource: a"), ElementsAre("R allows iam:* on everything but a"));
  EXPECT_THAT(told("NotAction: 'iam:*', NotResource: a"),
              ElementsAre("R allows every action but iam:* on everything but a"));
  EXPECT_THAT(told("Action: 'iam:*', Resource: 'arn:aws:iam::*:role/*'"), IsEmpty());
  EXPECT_THAT(told("Action: '*', Resource: 'arn:aws:s3:::*'"), IsEmpty());
  EXPECT_THAT(told("Action: 'iam:*', NotResource: 'arn:aws:iam::*:*'"), IsEmpty());
  EXPECT_THAT(told("Action: '*', NotResource: '*'"), IsEmpty());
  // The same in other words, and less of it.
  const auto again = [](const std::string& old, const std::string& now) {
    return opened(policy("Effect: Allow, Action: 'iam:*', " + old), policy("Effect: Allow, Action: 'iam:*', " + now));
  };
  EXPECT_THAT(again("Resource: 'arn:aws:iam::*:*'", "Resource: '*'"), IsEmpty());
  EXPECT_THAT(again("Resource: '*'", "Resource: 'arn:aws:iam::*:*'"), IsEmpty());
  EXPECT_THAT(again("Resource: '*'", "NotResource: a"), IsEmpty());
  EXPECT_THAT(again("NotResource: a", "NotResource: [a, b]"), IsEmpty());
  EXPECT_THAT(again("NotResource: [a, b]", "NotResource: a"), SizeIs(1));
  EXPECT_THAT(again("NotResource: a", "Resource: '*'"), SizeIs(1));
}

TEST(ChangeOpenings, APrefixListOpensTheRulesThatUseIt) {
  const auto with = [](const std::string& entries, int port, const std::string& peer = "!Ref L") {
    return fmt::format(
        "Parameters: {{P: {{Type: String, Default: 0.0.0.0/0}}}}\nResources:\n"
        "  L: {{Type: AWS::EC2::PrefixList, Properties: {{AddressFamily: IPv4, Entries: [{}]}}}}\n"
        "  G: {{Type: AWS::EC2::SecurityGroup, Properties: {{SecurityGroupIngress: [{{IpProtocol: tcp, FromPort: {}, "
        "ToPort: {}, SourcePrefixListId: {}}}]}}}}\n",
        entries, port, port, peer);
  };
  const std::string closed = "{Cidr: 10.0.0.0/8}", all = "{Cidr: 0.0.0.0/0}";
  EXPECT_THAT(opened(with(closed, 22), with(closed + ", " + all, 22)),
              ElementsAre("L opens port 22 to !Ref L (0.0.0.0/0) in G"));
  EXPECT_THAT(opened(with(closed, 22), with("{Cidr: !Ref P}", 22)),
              ElementsAre("L opens port 22 to !Ref L (0.0.0.0/0 by default) in G"));
  EXPECT_THAT(opened(with(closed, 22, "pl-1"), with(closed + ", " + all, 22, "!GetAtt L.PrefixListId")),
              ElementsAre("G opens port 22 to !GetAtt L.PrefixListId (0.0.0.0/0)"));
  EXPECT_THAT(opened(with(closed, 443), with(all, 443)), IsEmpty());
  EXPECT_THAT(opened(with(all, 22), with(all + ", " + closed, 22)), IsEmpty());
  EXPECT_THAT(opened(with(all, 22), with(closed, 22)), IsEmpty());
  EXPECT_THAT(opened(with(closed, 22), with("{Cidr: 10.0.0.0/16}", 22)), IsEmpty());
  EXPECT_THAT(opened(with(closed, 22, "pl-1"), with(all, 22, "pl-1")), IsEmpty());
}

TEST(ChangeOpenings, AConditionOnWhatIsAskedForIsALimit) {
  const auto with = [](const std::string& condition) {
    return bucket("{Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: '*'" +
                  (condition.empty() ? "" : ", Condition: {" + condition + "}") + "}");
  };
  const std::string tagged = "StringEquals: {'s3:ExistingObjectTag/public': 'yes'}";
  EXPECT_THAT(opened(with(tagged), with("")), SizeIs(1));
  EXPECT_THAT(opened(with(""), with(tagged)), IsEmpty());
  EXPECT_THAT(opened(with(tagged), with("StringEquals: {'s3:ExistingObjectTag/public': ['yes']}")), IsEmpty());
  EXPECT_THAT(opened(with("Bool: {'aws:SecureTransport': true}"), with("")), IsEmpty());
  EXPECT_THAT(opened(with("StringEquals: {'aws:PrincipalTag/team': a}"), with("")), SizeIs(1));
}

TEST(ChangeOpenings, AWidePolicyIsOpenedToWhatItIsAttachedTo) {
  const auto roles = [](const std::string& r, const std::string& s, const std::string& action = "'*'") {
    return "Parameters: {Env: {Type: String}}\nConditions: {C: !Equals [!Ref Env, a]}\nResources:\n"
           "  R: {Type: AWS::IAM::Role, Properties: {" +
           r + "}}\n  S: {Type: AWS::IAM::Role, Properties: {" + s +
           "}}\n  P: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{Effect: Allow, "
           "Action: " +
           action + ", Resource: '*'}]}}}\n";
  };
  const std::string has = "ManagedPolicyArns: [!Ref P]", none = "Path: /",
                    some = "ManagedPolicyArns: [!If [C, !Ref P, !Ref AWS::NoValue]]",
                    inside =
                        "Policies: [{PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, Action: '*', "
                        "Resource: '*'}]}}]";
  EXPECT_THAT(opened(roles(has, none), roles(has, has)), ElementsAre("S allows every action on everything"));
  EXPECT_THAT(opened(roles(has, none), roles(has, some)), ElementsAre("S allows every action on everything when C"));
  EXPECT_THAT(opened(roles(has, has), roles(has, none)), IsEmpty());
  EXPECT_THAT(opened(roles(has, inside), roles(has, has)), IsEmpty());
  EXPECT_THAT(opened(roles(has, has), roles(has, inside)), IsEmpty());
  EXPECT_THAT(opened(roles(has, none, "'s3:*'"), roles(has, has, "'s3:*'")), IsEmpty());
  EXPECT_THAT(opened(roles(has, none, "'s3:*'"), roles(has, has)), ElementsAre("P allows every action on everything"));
}

TEST(ChangeOpenings, AShareIsOpenedToOtherOrganizations) {
  const auto share = [](const std::string& more) { return one_resource("AWS::RAM::ResourceShare", "Name: a" + more); };
  const std::string closed = share(", AllowExternalPrincipals: false");
  EXPECT_THAT(opened(closed, share(", AllowExternalPrincipals: true")),
              ElementsAre(HasSubstr("can be shared outside the organization: AllowExternalPrincipals is true")));
  EXPECT_THAT(opened(closed, share("")), SizeIs(1));
  EXPECT_THAT(opened(share(""), share(", AllowExternalPrincipals: true")), IsEmpty());
  EXPECT_THAT(opened("Resources: {}", share("")), IsEmpty());
}

TEST(ChangeOpenings, APermissionSetHasManagedPolicies) {
  const auto set = [](const std::string& name) {
    return one_resource("AWS::SSO::PermissionSet",
                        "Name: a, InstanceArn: i, ManagedPolicies: "
                        "['arn:aws:iam::aws:policy/" +
                            name + "']");
  };
  EXPECT_THAT(opened(set("ReadOnlyAccess"), set("AdministratorAccess")),
              ElementsAre("R allows every action on everything"));
  EXPECT_THAT(opened(set("AdministratorAccess"), set("IAMFullAccess")), IsEmpty());
}

TEST(ChangeOpenings, APolicyOfAwsIsAsWideAsAStatement) {
  const auto role = [](const std::string& properties) {
    return "Resources: {R: {Type: AWS::IAM::Role, Properties: {" + properties + "}}}";
  };
  const auto inside = [&](const std::string& action, const std::string& more = {}) {
    return role("Policies: [{PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, Action: '" + action +
                "', Resource: '*'" + more + "}]}}]");
  };
  const auto managed = [&](const std::string& name) {
    return role("ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/" + name + "']");
  };
  EXPECT_THAT(opened(inside("iam:*"), managed("IAMFullAccess")), IsEmpty());
  EXPECT_THAT(opened(managed("IAMFullAccess"), inside("iam:*")), IsEmpty());
  EXPECT_THAT(opened(managed("AdministratorAccess"), inside("*")), IsEmpty());
  EXPECT_THAT(opened(inside("*"), managed("IAMFullAccess")), IsEmpty());
  EXPECT_THAT(opened(managed("IAMFullAccess"), inside("*")), SizeIs(1));
  EXPECT_THAT(opened(managed("PowerUserAccess"), inside("*")), SizeIs(1));
  EXPECT_THAT(
      opened(inside("iam:*", ", Condition: {Bool: {'aws:MultiFactorAuthPresent': true}}"), managed("IAMFullAccess")),
      SizeIs(1));
}

std::string group_of(const std::string& rules, const std::string& more = {}) {
  return "Parameters: {Env: {Type: String}, Cidr: {Type: String, Default: 0.0.0.0/0}}\n"
         "Conditions: {C: !Equals [!Ref Env, a], N: !Not [!Condition C]}\nResources:\n"
         "  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, SecurityGroupIngress: [" +
         rules + "]}}\n  H: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: h}}\n" + more;
}
std::string range_of(int first, int last, const std::string& range = "0.0.0.0/0", const std::string& protocol = "tcp") {
  return fmt::format("{{IpProtocol: {}, FromPort: {}, ToPort: {}, CidrIp: {}}}", protocol, first, last, range);
}

TEST(ChangeOpenings, RulesTogetherLetInWhatOneDoes) {
  const auto opens = [](const std::string& before, const std::string& after) {
    return opened(group_of(before), group_of(after));
  };
  const std::string low = range_of(22, 23), high = range_of(24, 25), all = range_of(22, 25);
  EXPECT_THAT(opens(low + ", " + high, all), IsEmpty());
  EXPECT_THAT(opens(high + ", " + low, all), IsEmpty());
  EXPECT_THAT(opens(all, low + ", " + high), IsEmpty());
  EXPECT_THAT(opens(range_of(22, 24) + ", " + range_of(23, 25), all), IsEmpty());
  EXPECT_THAT(opens(range_of(22, 22) + ", " + high, all), ElementsAre("G opens port 22-25 to 0.0.0.0/0"));
  EXPECT_THAT(opens(low + ", " + range_of(24, 25, "0.0.0.0/1"), all), SizeIs(1));
  EXPECT_THAT(opens(low + ", " + range_of(24, 25, "0.0.0.0/0", "udp"), all), SizeIs(1));
  // Addresses, too, and both at once.
  EXPECT_THAT(opens(range_of(22, 22, "0.0.0.0/1") + ", " + range_of(22, 22, "128.0.0.0/1"), range_of(22, 22)),
              IsEmpty());
  EXPECT_THAT(opens(range_of(22, 22, "0.0.0.0/1") + ", " + range_of(22, 22, "128.0.0.0/2"), range_of(22, 22)),
              SizeIs(1));
  EXPECT_THAT(opens(low + ", " + range_of(24, 25, "0.0.0.0/1") + ", " + range_of(24, 30, "128.0.0.0/1"), all),
              IsEmpty());
  EXPECT_THAT(opens(range_of(-1, -1, "0.0.0.0/0", "'-1'"), all), IsEmpty());
  EXPECT_THAT(opens(range_of(-1, -1, "0.0.0.0/0", "icmp"), range_of(8, -1, "0.0.0.0/0", "icmp")), IsEmpty());
  EXPECT_THAT(opens(range_of(8, -1, "0.0.0.0/0", "icmp"), range_of(-1, -1, "0.0.0.0/0", "icmp")), SizeIs(1));
  // What a Default opens may be closed.
  EXPECT_THAT(opens(range_of(22, 22, "!Ref Cidr"), range_of(22, 22)), SizeIs(1));
  EXPECT_THAT(opens(range_of(22, 22), range_of(22, 22, "!Ref Cidr")), IsEmpty());
}

TEST(ChangeOpenings, ARuleMovesHoweverItsGroupIsNamed) {
  const std::string rule = "IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0";
  const auto outside = [&](const std::string& group, const std::string& id = "I", const std::string& condition = {}) {
    return "  " + id + ": {Type: AWS::EC2::SecurityGroupIngress, " +
           (condition.empty() ? "" : "Condition: " + condition + ", ") + "Properties: {GroupId: " + group + ", " +
           rule + "}}\n";
  };
  const std::string inside = group_of("{" + rule + "}");
  for (const char* group :
       {"!Ref G", "!GetAtt G.GroupId", "!Sub '${G}'", "!Sub '${G.GroupId}'", "!Join ['', [!GetAtt [G, GroupId]]]"}) {
    EXPECT_THAT(opened(inside, group_of("", outside(group))), IsEmpty()) << group;
    EXPECT_THAT(opened(group_of("", outside(group)), inside), IsEmpty()) << group;
    EXPECT_THAT(opened(group_of("", outside(group, "I", "C") + outside("!Ref G", "J", "N")), inside), IsEmpty());
    EXPECT_THAT(opened(group_of("", outside(group, "I", "C")), inside), SizeIs(1)) << group;
  }
  EXPECT_THAT(opened(inside, group_of("", outside("!Sub '${H.GroupId}'"))), SizeIs(1));
  // The same rule of another group.
  EXPECT_THAT(opened(group_of("", outside("!Ref G")), group_of("", outside("!Ref H"))),
              ElementsAre("I opens port 22 to 0.0.0.0/0"));
}

}  // namespace
}  // namespace virga
