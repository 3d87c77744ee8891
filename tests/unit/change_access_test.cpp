// Policies and security groups that are opened wide, however they are written.
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
  return "Resources: {R: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {Statement: [{" + statement +
         "}]}}}}";
}

TEST(ChangeAccess, EverythingIsSaidInManyWays) {
  const std::string closed = policy("Effect: Allow, Action: 's3:*', Resource: '*'");
  for (const char* statement :
       {"Effect: Allow, Action: '*', Resource: '*'", "Effect: Allow, Action: ['*'], Resource: '*'",
        "Effect: Allow, Action: '*', Resource: ['*']",
        "Effect: Allow, Action: ['s3:GetObject', '*'], Resource: [a, '*']",
        "Effect: Allow, Action: '*:*', Resource: '*'"}) {
    EXPECT_THAT(opened(closed, policy(statement)), ElementsAre("R allows every action on everything")) << statement;
    EXPECT_THAT(opened(policy("Effect: Allow, Action: '*', Resource: '*'"), policy(statement)), IsEmpty()) << statement;
  }
  EXPECT_THAT(opened(closed, policy("Effect: Allow, NotAction: 'iam:*', Resource: '*'")),
              ElementsAre("R allows every action but iam:* on everything"));
  for (const char* statement :
       {"Effect: Deny, Action: '*', Resource: '*'", "Effect: Allow, Action: '*', Resource: 'arn:aws:s3:::a'",
        "Effect: Allow, Action: ['s3:*'], Resource: '*'", "Effect: Allow, NotAction: '*', Resource: '*'",
        "Effect: Deny, NotAction: 'iam:*', Resource: '*'"}) {
    EXPECT_THAT(opened(closed, policy(statement)), IsEmpty()) << statement;
  }
}

TEST(ChangeAccess, ThePolicyOfAdministratorsAllowsEverything) {
  const auto role = [](const std::string& policies) {
    return "Conditions: {C: !Equals [!Ref AWS::Region, a]}\nResources: {R: {Type: AWS::IAM::Role, Properties: {"
           "ManagedPolicyArns: " +
           policies + "}}}";
  };
  const std::string none = role("[]");
  EXPECT_THAT(opened(none, role("['arn:aws:iam::aws:policy/AdministratorAccess']")),
              ElementsAre("R allows every action on everything"));
  EXPECT_THAT(opened(none, role("[!Sub 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess']")),
              ElementsAre("R allows every action on everything"));
  EXPECT_THAT(opened(none, role("[!If [C, 'arn:aws:iam::aws:policy/AdministratorAccess', !Ref AWS::NoValue]]")),
              ElementsAre("R allows every action on everything when C"));
  EXPECT_THAT(opened(none, role("['arn:aws:iam::aws:policy/ReadOnlyAccess']")), IsEmpty());
}

TEST(ChangeAccess, PoliciesThatAreTextAreRead) {
  const auto bucket = [](const std::string& document) {
    return "Resources: {P: {Type: AWS::Logs::ResourcePolicy, Properties: {PolicyName: p, PolicyDocument: " + document +
           "}}}";
  };
  const auto text = [](const std::string& principal) {
    return R"({"Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*", "Principal": )" + principal +
           "}]}";
  };
  const std::string closed = bucket("'" + text(R"({"AWS": "arn:aws:iam::123456789012:root"})") + "'");
  EXPECT_THAT(opened(closed, bucket("'" + text(R"("*")") + "'")), ElementsAre("P allows logs:* to everyone"));
  EXPECT_THAT(opened(closed, bucket("!Sub '" + text(R"("*")") + "'")), ElementsAre("P allows logs:* to everyone"));
  EXPECT_THAT(opened(closed, bucket("!Join ['', ['" + text(R"("*")") + "', '']]")),
              ElementsAre("P allows logs:* to everyone"));
  // The same as a map and as text.
  const TemplateChange same =
      compare(bucket("{Statement: [{Effect: Allow, Action: 'logs:*', Resource: !Ref AWS::StackId, "
                     "Principal: '*'}]}"),
              bucket(R"(!Sub '{"Statement": {"Effect": "Allow", "Action": "logs:*", "Resource":)"
                     R"( "${AWS::StackId}", "Principal": "*"}}')"));
  EXPECT_THAT(same.statements, IsEmpty());
  EXPECT_THAT(opened("Resources: {}", bucket("'{\"Statement\"'")), IsEmpty());
}

TEST(ChangeAccess, RulesSayWhenTheyAreThere) {
  const auto group = [](const std::string& rules) {
    return "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, x]}\n"
           "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, SecurityGroupIngress: [" +
           rules + "]}}}";
  };
  const auto rule = [](const std::string& range) {
    return "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: " + range + "}";
  };
  const std::string some = "!If [C, " + rule("0.0.0.0/0") + ", !Ref AWS::NoValue]";
  EXPECT_THAT(opened(group(""), group(some)), ElementsAre("G opens port 22 to 0.0.0.0/0 when C"));
  const TemplateChange change = compare(group(""), group(some));
  ASSERT_THAT(change.openings, SizeIs(1));
  EXPECT_EQ(change.openings[0].when, "C");
  EXPECT_THAT(opened(group(some), group(rule("0.0.0.0/0"))), ElementsAre("G opens port 22 to 0.0.0.0/0"));
  EXPECT_THAT(opened(group(rule("0.0.0.0/0")), group(some)), IsEmpty());
  // Two halves are the whole.
  EXPECT_THAT(opened(group(""), group(rule("0.0.0.0/1") + ", " + rule("128.0.0.0/1"))),
              ElementsAre("G opens port 22 to 0.0.0.0/1", "G opens port 22 to 128.0.0.0/1"));
  EXPECT_THAT(opened(group(""), group(rule("10.0.0.0/8"))), IsEmpty());
}

TEST(ChangeAccess, AnApiOfSamThatLosesItsAuthorizerIsOpened) {
  const auto api = [](const std::string& globals, const std::string& auth) {
    return "Transform: AWS::Serverless-2016-10-31\n" + globals +
           "Resources:\n  A: {Type: AWS::Serverless::Api, Properties: {StageName: p" + auth +
           "}}\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Runtime: nodejs22.x, Handler: i.h, "
           "InlineCode: x, "
           "Events: {G: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref A}}}}\n";
  };
  const std::string iam = ", Auth: {DefaultAuthorizer: AWS_IAM}",
                    globals = "Globals: {Api: {Auth: {DefaultAuthorizer: AWS_IAM}}}\n";
  const auto is_open = ElementsAre(
      "A can be called by everyone, where an event has no Auth of its own: DefaultAuthorizer "
      "is not set");
  EXPECT_THAT(opened(api("", iam), api("", "")), is_open);
  EXPECT_THAT(opened(api("", iam), api("", ", Auth: {DefaultAuthorizer: NONE}")), is_open);
  EXPECT_THAT(opened(api(globals, ""), api("", "")), is_open);
  EXPECT_THAT(opened(api("", iam), api(globals, "")), IsEmpty());
  EXPECT_THAT(opened(api("", ""), api("", ", Name: x")), IsEmpty());
}

TEST(ChangeAccess, AnEventOfSamThatLosesItsAuthorizerIsOpened) {
  const auto with = [](const std::string& api, const std::string& auth, const std::string& type = "Api",
                       const std::string& more = "") {
    const std::string properties = type == "Api" ? "StageName: p, " : "";
    return "Transform: AWS::Serverless-2016-10-31\nResources:\n  A: {Type: 'AWS::Serverless::" + type +
           "', Properties: {" + properties + "Auth: {" + api +
           "}}}\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Runtime: nodejs22.x, Handler: i.h, "
           "InlineCode: x, Events: {E: {Type: " +
           type + ", Properties: {Path: /, Method: get, " + (type == "Api" ? "RestApiId" : "ApiId") + ": !Ref A" +
           auth + "}}" + more + "}}\n";
  };
  const std::string iam = "DefaultAuthorizer: AWS_IAM", own = ", Auth: {Authorizer: AWS_IAM}",
                    none = ", Auth: {Authorizer: NONE}",
                    event = "Event E of F can be called by everyone: Authorizer is ";
  EXPECT_THAT(opened(with(iam, ""), with(iam, none)), ElementsAre(event + "NONE"));
  EXPECT_THAT(opened(with("", own), with("", "")), ElementsAre(event + "not set"));
  EXPECT_THAT(opened(with(iam, own), with(iam, "")), IsEmpty());
  EXPECT_THAT(opened(with(iam, none), with(iam, "")), IsEmpty());
  EXPECT_THAT(opened(with("", ""), with("", none)), IsEmpty());
  // The API tells of these.
  EXPECT_THAT(opened(with(iam, ""), with("", "")), ElementsAre(HasSubstr("DefaultAuthorizer is not set")));
  // A new event has lost nothing.
  const std::string other = ", G: {Type: Api, Properties: {Path: /g, Method: get, RestApiId: !Ref A" + none + "}}";
  EXPECT_THAT(opened(with(iam, ""), with(iam, "", "Api", other)), IsEmpty());
  const std::string tokens =
      "DefaultAuthorizer: J, Authorizers: {J: {IdentitySource: $request.header.Authorization, JwtConfiguration: "
      "{issuer: 'https://x', audience: [a]}}}";
  EXPECT_THAT(opened(with(tokens, "", "HttpApi"), with(tokens, none, "HttpApi")), ElementsAre(event + "NONE"));
  const auto implicit = [](const std::string& auth) {
    return "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    "
           "Properties: {Runtime: nodejs22.x, Handler: i.h, InlineCode: x, Events: {E: {Type: Api, Properties: {Path: "
           "/, Method: get" +
           auth + "}}}}\n";
  };
  EXPECT_THAT(opened(implicit(own), implicit("")), ElementsAre(event + "not set"));
}

// "+ peer in R when P" of the rules, "+ principal may action" of the statements.
std::vector<std::string> rows(const TemplateChange& change) {
  std::vector<std::string> found;
  for (const auto* table : {&change.statements, &change.openings}) {
    for (const AccessChange& one : *table) {
      const std::string what =
          table == &change.openings ? one.columns[0] + " " + one.columns[3] : one.columns[3] + " may " + one.columns[1];
      found.push_back((one.is_added ? "+ " : "- ") + what + (one.when.empty() ? "" : " when " + one.when));
    }
  }
  return found;
}

constexpr const char* kOpenNames =
    "Parameters: {Env: {Type: String}, Few: {Type: String, AllowedValues: [dev, qa]}}\n"
    "Conditions: {P: !Equals [!Ref 'AWS::Region', us-east-1], Q: !Equals [!Ref Env, q]}\n"
    "Mappings: {M: {dev: {c: 10.0.0.0/8, w: 0.0.0.0/0}, prod: {c: 10.0.0.0/8, w: 10.0.0.0/8}}}\n";

std::string group(const std::string& peer, const std::string& around = kOpenNames) {
  return around +
         "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, SecurityGroupIngress: "
         "[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: " +
         peer + "}]}}}";
}

TEST(ChangeAccess, AValueInsideARuleIsOpenedInItsCases) {
  const std::string before = group("10.0.0.0/8"), after = group("!If [P, 0.0.0.0/0, 10.0.0.0/8]");
  EXPECT_THAT(opened(before, after), ElementsAre("G opens port 22 to 0.0.0.0/0 when P"));
  EXPECT_THAT(rows(compare(before, after)), ElementsAre("- in 10.0.0.0/8 when P", "+ in 0.0.0.0/0 when P"));
  EXPECT_THAT(rows(compare_in("us-east-1", before, after)), ElementsAre("- in 10.0.0.0/8", "+ in 0.0.0.0/0"));
  EXPECT_THAT(rows(compare_in("eu-west-1", before, after)), IsEmpty());
  EXPECT_THAT(opened(after, before), IsEmpty());
  // The other case is not what was there.
  const std::string swapped = group("!If [P, 10.0.0.0/8, 0.0.0.0/0]");
  EXPECT_THAT(opened(after, swapped), ElementsAre("G opens port 22 to 0.0.0.0/0 when not P"));
  EXPECT_THAT(opened(after, group("!If [P, !If [Q, 0.0.0.0/0, 10.0.0.0/8], 10.0.0.0/8]")), IsEmpty());
  // A condition under another name, and one that means something else.
  std::string renamed = after, changed = after;
  renamed.replace(renamed.find("P: !Eq"), 1, "N").replace(renamed.find("[P,"), 3, "[N,");
  changed.replace(changed.find("us-east-1"), 9, "us-east-2");
  EXPECT_THAT(opened(after, renamed), IsEmpty());
  EXPECT_THAT(opened(after, changed), ElementsAre("G opens port 22 to 0.0.0.0/0 when P"));
}

TEST(ChangeAccess, WhatComesInOneCaseIsWhereTheNewTemplateHasIt) {
  const std::string names =
      "Parameters: {A: {Type: String}, B: {Type: String}}\nConditions: {P: !Equals [!Ref A, a], "
      "Q: !Equals [!Ref B, b]}\n";
  const auto conditional = [&](const std::string& condition) {
    return names + "Resources: {G: {Type: AWS::EC2::SecurityGroup, Condition: " + condition +
           ", Properties: {GroupDescription: a, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, "
           "CidrIp: 0.0.0.0/0}]}}}";
  };
  const TemplateChange change = compare(conditional("P"), conditional("Q"));
  ASSERT_EQ(change.risks.size(), 1U);
  EXPECT_FALSE(change.risks.front().is_old);
}

TEST(ChangeAccess, IcmpHasNoPorts) {
  const auto ping = [](const std::string& rule) {
    return "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, SecurityGroupIngress: "
           "[{CidrIp: 0.0.0.0/0, " +
           rule + "}]}}}";
  };
  const std::string none = "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a}}}";
  EXPECT_THAT(opened(none, ping("IpProtocol: icmp, FromPort: -1, ToPort: -1")),
              ElementsAre("G opens all ICMP to 0.0.0.0/0"));
  EXPECT_THAT(opened(none, ping("IpProtocol: icmp, FromPort: 8, ToPort: -1")),
              ElementsAre("G opens ICMP of type 8 to 0.0.0.0/0"));
  EXPECT_THAT(opened(none, ping("IpProtocol: icmpv6, FromPort: -1, ToPort: -1")),
              ElementsAre("G opens all ICMPv6 to 0.0.0.0/0"));
}

TEST(ChangeAccess, ACellOfAMappingIsOpenedForItsKey) {
  const std::string before = group("!FindInMap [M, !Ref Env, c]"), after = group("!FindInMap [M, !Ref Env, w]");
  EXPECT_THAT(opened(before, after), ElementsAre("G opens port 22 to 0.0.0.0/0 when Env is dev"));
  EXPECT_THAT(rows(compare(before, after)),
              ElementsAre("- in 10.0.0.0/8 when Env is dev", "+ in 0.0.0.0/0 when Env is dev"));
  EXPECT_THAT(rows(compare(before, after, {{"Env", "dev"}}, {{"Env", "dev"}})),
              ElementsAre("- in 10.0.0.0/8", "+ in 0.0.0.0/0"));
  // A value that the parameter cannot have.
  std::string only = kOpenNames;
  only.replace(only.find("w: 0.0.0.0/0"), 12, "w: 10.0.0.0/8");
  only.replace(only.rfind("10.0.0.0/8"), 10, "0.0.0.0/0");
  EXPECT_THAT(opened(group("!FindInMap [M, !Ref Few, c]"), group("!FindInMap [M, !Ref Few, w]", only)), IsEmpty());
  // The same expression with another mapping behind it.
  EXPECT_THAT(opened(after, group("!FindInMap [M, !Ref Env, w]", only)),
              ElementsAre("G opens port 22 to 0.0.0.0/0 when Env is prod"));
}

TEST(ChangeAccess, PartsOfAStatementAreOpenedInTheirCases) {
  const auto bucket = [](const std::string& statement) {
    return kOpenNames + ("Resources: {R: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: b, PolicyDocument: "
                         "{Statement: [{Effect: Allow, Resource: x, " +
                         statement + "}]}}}}");
  };
  const std::string closed = bucket("Action: a, Principal: {AWS: '123456789012'}");
  for (const char* principal : {"!If [P, '*', {AWS: '123456789012'}]", "{AWS: !If [P, '*', '123456789012']}",
                                "{AWS: [!If [P, '*', !Ref AWS::NoValue], '123456789012']}"}) {
    const std::string open = bucket(std::string("Action: a, Principal: ") + principal);
    EXPECT_THAT(opened(closed, open), ElementsAre("R allows a to everyone when P")) << principal;
    EXPECT_THAT(opened(open, open + " "), IsEmpty());
  }
  const auto all = [](const std::string& action) {
    return kOpenNames + policy("Effect: Allow, Resource: '*', Action: " + action);
  };
  EXPECT_THAT(opened(all("'s3:*'"), all("!If [P, '*', 's3:*']")),
              ElementsAre("R allows every action on everything when P"));
  EXPECT_THAT(rows(compare(all("'s3:*'"), all("['s3:*', !If [P, 'sqs:*', !Ref AWS::NoValue]]"))),
              ElementsAre("-  may s3:* when P", "+  may [s3:*, sqs:*] when P"));
}

TEST(ChangeAccess, ManyCasesOnOneSideMakeNothingNewOfTheRest) {
  const auto rules = [](const std::string& peer) {
    std::string names = "Parameters: {", conditions = "Conditions: {", list;
    for (int i = 0; i < 6; ++i) {
      names += fmt::format("P{}: {{Type: String}}, ", i);
      conditions += fmt::format("C{0}: !Equals [!Ref P{0}, a], ", i);
    }
    for (int i = 0; i < 20; ++i) {
      list += fmt::format("{{IpProtocol: tcp, FromPort: {0}, ToPort: {0}, CidrIp: {1}}}, ", i, peer);
    }
    return names + "}\n" + conditions + "}\n" +
           "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, SecurityGroupIngress: [" +
           list + "{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]}}}";
  };
  std::string peer = "10.0.0.0/8";
  for (int i = 0; i < 6; ++i) peer = fmt::format("!If [C{0}, {1}, '10.{0}.0.0/16']", i, peer);
  const std::string joined =
      "!Join ['', [" + peer + ", !If [C0, a, b], !If [C1, a, b], !If [C2, a, b], !If [C3, a, b]]]";
  EXPECT_THAT(opened(rules(joined), rules("10.0.0.0/8")), IsEmpty());
}

TEST(ChangeAccess, ARuleOfTheOtherDirectionIsAnotherRule) {
  const auto rules = [](const std::string& list) {
    return "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, " + list +
           ": [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]}}}";
  };
  const std::string in = rules("SecurityGroupIngress"), out = rules("SecurityGroupEgress");
  EXPECT_THAT(rows(compare(out, in)), ElementsAre("- out 0.0.0.0/0", "+ in 0.0.0.0/0"));
  EXPECT_THAT(opened(out, in), ElementsAre("G opens port 22 to 0.0.0.0/0"));
  EXPECT_THAT(opened(in, out), IsEmpty());
}

TEST(ChangeAccess, WhatCannotBeTogetherWithTheConditionOfTheResourceIsNotSaid) {
  const auto group = [](const std::string& address, const std::string& resource = "P") {
    return "Parameters: {Env: {Type: String}}\nConditions: {P: !Equals [!Ref Env, prod], N: !Not [!Condition P]}\n"
           "Resources: {A: {Type: AWS::EC2::SecurityGroup, Condition: " +
           resource +
           ", Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: " + address +
           "}]}}}";
  };
  EXPECT_THAT(opened(group("10.0.0.0/8"), group("!If [P, 10.0.0.0/8, 0.0.0.0/0]")), IsEmpty());
  EXPECT_THAT(opened(group("10.0.0.0/8"), group("!If [N, 0.0.0.0/0, 10.0.0.0/8]")), IsEmpty());
  const TemplateChange change = compare(group("10.0.0.0/8"), group("!If [P, 0.0.0.0/0, 10.0.0.0/8]"));
  ASSERT_THAT(change.openings, SizeIs(2));
  for (const AccessChange& one : change.openings) EXPECT_EQ(one.when, "P");
  // The rules of a group that loses its condition are new where it was not there.
  const TemplateChange moved = compare(group("10.0.0.0/8"), group("10.0.0.0/8", "N"));
  for (const AccessChange& one : moved.openings) EXPECT_THAT(one.when, HasSubstr(one.is_added ? "not P" : "P"));
}

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMFullAccess.html
TEST(ChangeAccess, AllOfIamIsAsGoodAsEverything) {
  const auto statement = [](const std::string& action, const std::string& resource) {
    return policy("Effect: Allow, Action: " + action + ", Resource: " + resource);
  };
  const std::string little = statement("'s3:*'", "'*'");
  EXPECT_THAT(opened(little, statement("'iam:*'", "'*'")), ElementsAre(HasSubstr("allows iam:* on everything")));
  EXPECT_THAT(opened(little, statement("['s3:*', 'iam:*']", "'*'")),
              ElementsAre(HasSubstr("allows iam:* on everything")));
  EXPECT_THAT(opened(little, statement("'iam:Get*'", "'*'")), IsEmpty());
  EXPECT_THAT(opened(little, statement("'iam:*'", "'arn:aws:iam::1:role/a'")), IsEmpty());
  EXPECT_THAT(opened(statement("'*'", "'*'"), statement("'iam:*'", "'*'")), IsEmpty());
  const auto role = [](const std::string& name) {
    return "Resources: {R: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/" + name +
           "']}}}";
  };
  EXPECT_THAT(opened(role("IAMReadOnlyAccess"), role("IAMFullAccess")),
              ElementsAre(HasSubstr("allows iam:* on everything")));
}

// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
TEST(ChangeAccess, AnEndpointWithoutAPolicyIsOpen) {
  const auto endpoint = [](const std::string& policy) {
    return one_resource("AWS::EC2::VPCEndpoint", "VpcId: v, ServiceName: s" + policy, {},
                        "Conditions: {P: !Equals [!Ref AWS::Region, a]}");
  };
  const auto allowing = [](const std::string& action) {
    return "{Statement: [{Effect: Allow, Principal: '*', Action: '" + action + "', Resource: '*'}]}";
  };
  const std::string all = ", PolicyDocument: " + allowing("*"), some = ", PolicyDocument: " + allowing("s3:GetObject");
  EXPECT_THAT(opened(endpoint(""), endpoint(all)), IsEmpty());
  EXPECT_THAT(compare(endpoint(""), endpoint(all)).statements, IsEmpty());
  EXPECT_THAT(opened(endpoint(""), endpoint(some)), IsEmpty());
  EXPECT_THAT(opened(endpoint(some), endpoint("")), ElementsAre("R allows every action on everything"));
  EXPECT_THAT(opened(endpoint(some),
                     endpoint(", PolicyDocument: !If [P, !Ref AWS::NoValue, " + allowing("s3:GetObject") + "]")),
              ElementsAre("R allows every action on everything when P"));
  EXPECT_THAT(opened("Resources: {}", endpoint("")), IsEmpty());
}

// Of the same subject.
TEST(ChangeAccess, WhatMovesOrIsSplitOpensNothing) {
  const auto bucket = [](const std::string& statements) {
    return "Resources:\n  B: {Type: AWS::S3::Bucket}\n  P: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref B, "
           "PolicyDocument: {Statement: [" +
           statements + "]}}}\n";
  };
  const auto everyone = [](const std::string& action) {
    return "{Effect: Allow, Principal: '*', Action: " + action + ", Resource: '*'}";
  };
  const std::string both = bucket(everyone("['s3:GetObject', 's3:ListBucket']"));
  const auto split = [&](const std::string& other) {
    return bucket(everyone("s3:GetObject") + ", " + everyone(other));
  };
  EXPECT_THAT(opened(both, split("s3:ListBucket")), IsEmpty());
  EXPECT_THAT(opened(both, split("s3:PutObject")), ElementsAre("P allows s3:PutObject to everyone"));

  const std::string rule = "IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0";
  const auto group = [](const std::string& id, const std::string& rules, const std::string& more = {}) {
    return "Resources:\n  " + id +
           ": {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, SecurityGroupIngress: [" + rules +
           "]}}\n  H: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: h}}\n" + more;
  };
  const auto of_group = [&](const std::string& id) {
    return "  I: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: " + id + ", " + rule + "}}\n";
  };
  const std::string inside = group("G", "{" + rule + "}");
  EXPECT_THAT(opened(inside, group("G", "", of_group("!Ref G"))), IsEmpty());
  EXPECT_THAT(opened(inside, group("G", "", of_group("!GetAtt G.GroupId"))), IsEmpty());
  EXPECT_THAT(opened(inside, group("G", "", of_group("!Ref H"))), ElementsAre("I opens port 22 to 0.0.0.0/0"));
  EXPECT_THAT(opened(inside, group("Renamed", "{" + rule + "}")), IsEmpty());

  const std::string all = "{Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}";
  const auto role = [&](const std::string& properties, const std::string& of = {}) {
    return "Resources:\n  R: {Type: AWS::IAM::Role, Properties: {" + properties +
           "}}\n  S: {Type: AWS::IAM::Role, Properties: {Path: /}}\n" +
           (of.empty() ? ""
                       : "  P: {Type: AWS::IAM::Policy, Properties: {PolicyName: a, Roles: " + of +
                             ", PolicyDocument: " + all + "}}\n");
  };
  const std::string with_policy = role("Policies: [{PolicyName: a, PolicyDocument: " + all + "}]");
  EXPECT_THAT(opened(with_policy, role("Path: /", "[!Ref R]")), IsEmpty());
  EXPECT_THAT(opened(with_policy, role("Path: /", "[!Ref R, !Ref S]")), SizeIs(1));
}

}  // namespace
}  // namespace virga
