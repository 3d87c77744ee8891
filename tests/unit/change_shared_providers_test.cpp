// Trust policies for providers of OpenID Connect that many organizations use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/change/shared_providers.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kGitHub = "token.actions.githubusercontent.com";
const std::string kArn = "!Sub 'arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com'";
const std::string kAction = "Action: 'sts:AssumeRoleWithWebIdentity'";

std::string role(const std::string& statements, const std::string& others = {}) {
  return "Parameters: {P: {Type: String}, Own: {Type: String}}\nConditions: {C: !Equals [!Ref Own, '']}\n"
         "Resources: {R: {Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: {Statement: [" +
         statements + "]}}}" + others + "}\n";
}
std::string trust(const std::string& provider, const std::string& condition) {
  return "{Effect: Allow, Principal: {Federated: " + provider + "}, " + kAction +
         (condition.empty() ? "" : ", Condition: " + condition) + "}";
}
std::string subject(const std::string& value, const std::string& operation = "StringLike") {
  return "{StringEquals: {'token.actions.githubusercontent.com:aud': sts.amazonaws.com}, " + operation +
         ": {'token.actions.githubusercontent.com:sub': " + value + "}}";
}
const std::string kClosed = subject("'repo:acme/app:*'");

std::vector<std::string> with(const std::string& condition) {
  return opened(role(trust(kArn, kClosed)), role(trust(kArn, condition)));
}
std::string told(const std::string& provider = kGitHub) {
  return "R allows sts:AssumeRoleWithWebIdentity to everyone with a token of " + provider;
}

TEST(ChangeSharedProviders, ATrustPolicyForEveryOrganizationIsTold) {
  EXPECT_THAT(with(""), ElementsAre(told()));
  EXPECT_THAT(with("!If [C, " + kClosed + ", !Ref 'AWS::NoValue']"), ElementsAre(told() + " when not C"));
  EXPECT_THAT(with("{StringEquals: {'token.actions.githubusercontent.com:aud': sts.amazonaws.com}}"),
              ElementsAre(HasSubstr(told())));
  for (const char* open : {"'*'", "'repo:*'", "'repo:*/*'", "'repo:*/*:*'", "'repo:*:ref:refs/heads/main'",
                           "'*:environment:prod'", "['repo:acme/*', '*']"}) {
    EXPECT_THAT(with(subject(open)), ElementsAre(HasSubstr(told()))) << open;
  }
  EXPECT_THAT(with("{'Null': {'token.actions.githubusercontent.com:sub': 'false'}}"), ElementsAre(HasSubstr(told())));
}

TEST(ChangeSharedProviders, WhatNamesAnOrganizationIsNot) {
  for (const char* closed : {"'repo:acme/*'", "'repo:acme*'", "'repo:acme/app:ref:refs/heads/*'", "'*acme*'",
                             "'*:job_workflow_ref:acme/a/b@refs/heads/main'", "'repo:*@123456/app@*'", "!Ref P",
                             "!Sub 'repo:${P}/*'", "'repo:*/app:*'"}) {
    EXPECT_THAT(with(subject(closed)), IsEmpty()) << closed;
  }
  EXPECT_THAT(with(subject("'*'", "StringEquals")), IsEmpty());
  EXPECT_THAT(with(subject("'repo:acme/*'", "StringNotLike")), IsEmpty());
  EXPECT_THAT(with("{StringEquals: {'token.actions.githubusercontent.com:repository_owner': acme}}"), IsEmpty());
  EXPECT_THAT(with("{StringEquals: {'aws:SourceIp': 203.0.113.0/24}}"), IsEmpty());
  // Another statement may deny most of them.
  const std::string denial =
      "{Effect: Deny, Principal: '*', Action: '*', Condition: {StringNotLike: "
      "{'token.actions.githubusercontent.com:sub': 'repo:acme/*'}}}";
  EXPECT_THAT(opened(role(trust(kArn, kClosed)), role(trust(kArn, "") + ", " + denial)), IsEmpty());
}

TEST(ChangeSharedProviders, WhatWasOpenIsNotOpened) {
  const std::string literal = "'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com'";
  EXPECT_THAT(opened(role(trust(kArn, subject("'*'"))), role(trust(literal, ""))), IsEmpty());
  EXPECT_THAT(opened(role(trust(kArn, "")), role(trust(kArn, subject("'repo:*'")))), IsEmpty());
  EXPECT_THAT(opened(role(trust(kArn, "")), role(trust(kArn, kClosed))), IsEmpty());
  const std::string everyone = "{Effect: Allow, Principal: '*', " + kAction + "}";
  EXPECT_THAT(opened(role(everyone), role(trust(kArn, ""))), IsEmpty());
  EXPECT_THAT(opened(role(trust("'arn:aws:iam::123456789012:oidc-provider/gitlab.com'", "")), role(trust(kArn, ""))),
              ElementsAre(told()));
}

TEST(ChangeSharedProviders, TheProviderMayBeAResource) {
  const auto of = [](const std::string& url, const std::string& condition, const std::string& provider = "!Ref O") {
    return role(trust(provider, condition),
                ", O: {Type: 'AWS::IAM::OIDCProvider', Properties: {Url: '" + url + "', ClientIdList: [a]}}");
  };
  const std::string github = std::string("https://") + kGitHub, own = "https://oidc.example.com";
  EXPECT_THAT(opened(of(github, kClosed), of(github, "")), ElementsAre(told()));
  EXPECT_THAT(opened(of(github, kClosed, "!GetAtt O.Arn"), of(github, "", "!GetAtt O.Arn")), ElementsAre(told()));
  EXPECT_THAT(opened(of(github, kClosed, "!If [C, !Ref O, !Ref Own]"), of(github, "", "!If [C, !Ref O, !Ref Own]")),
              ElementsAre(told() + " when C"));
  EXPECT_THAT(opened(of(own, "{StringLike: {'oidc.example.com:sub': a}}"), of(own, "")), IsEmpty());
}

TEST(ChangeSharedProviders, SomeTellTheOrganizationByTheAudience) {
  const auto of = [](const std::string& condition) { return role(trust("cognito-identity.amazonaws.com", condition)); };
  const std::string pool = "StringEquals: {'cognito-identity.amazonaws.com:aud': !Ref P}",
                    authenticated = "'ForAnyValue:StringLike': {'cognito-identity.amazonaws.com:amr': authenticated}";
  EXPECT_THAT(opened(of("{" + pool + ", " + authenticated + "}"), of("{" + authenticated + "}")),
              ElementsAre(HasSubstr(told("cognito-identity.amazonaws.com"))));
  EXPECT_THAT(opened(of("{" + pool + ", " + authenticated + "}"), of("{" + pool + "}")), IsEmpty());
}

TEST(ChangeSharedProviders, AreFoundByTheirUrl) {
  EXPECT_NE(find_shared_provider("arn:aws-cn:iam::123456789012:oidc-provider/app.terraform.io"), nullptr);
  EXPECT_NE(find_shared_provider("https://gitlab.com"), nullptr);
  EXPECT_EQ(find_shared_provider("https://gitlab.example.com"), nullptr);
  // One of a team alone.
  EXPECT_EQ(find_shared_provider("https://oidc.vercel.com/team"), nullptr);
  const SharedProvider* terraform = find_shared_provider("https://app.terraform.io");
  ASSERT_NE(terraform, nullptr);
  EXPECT_TRUE(is_of_every_tenant(*terraform, "organization:*:project:*:workspace:*:run_phase:*"));
  EXPECT_FALSE(is_of_every_tenant(*terraform, "organization:acme:*"));
}

}  // namespace
}  // namespace virga
