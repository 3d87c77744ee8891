#include "rules/iam/rules.h"

#include "rules/iam/checks.h"

namespace virga {
namespace {

constexpr std::string_view kGrammar =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html";

constexpr Rule kRules[] = {
    {"E3050", "Role with a path referenced by name",
     "Ref returns the name of a role, and a role with a path is not found by its name alone.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html", check_role_paths},
    {"E3510", "Malformed identity policy",
     "IAM refuses a policy of a user, group or role that does not follow its grammar.", kGrammar, nullptr,
     check_policy_text},
    {"E3511", "Invalid role ARN", "The property requires the ARN of a role, not its name or another ARN.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"},
    {"E3512", "Malformed resource policy",
     "Services refuse a policy of a bucket, topic, queue or key that does not follow IAM's grammar.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html"},
    {"E3513", "Malformed repository policy", "ECR refuses a repository policy that does not follow IAM's grammar.",
     "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html"},
    {"E3514", "Bucket policy for other resources",
     "S3 refuses a bucket policy that names anything but the bucket and its objects.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html"},
    {"E3530", "Malformed trust policy", "IAM refuses a trust policy that does not say who can assume the role.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html"},
    {"I3510", "Action does not apply to the resources",
     "A statement does not allow an action that does not apply to any of its resources.",
     "https://docs.aws.amazon.com/service-authorization/latest/reference/"
     "reference_policies_actions-resources-contextkeys.html",
     nullptr, check_action_resources},
    {"W2511", "Outdated policy language version",
     "Version 2008-10-17 does not support policy variables and newer features.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"},
    {"W3037", "Unknown IAM action", "A statement about an unknown action allows or denies nothing.",
     "https://docs.aws.amazon.com/service-authorization/latest/reference/"
     "reference_policies_actions-resources-contextkeys.html",
     nullptr, check_actions},
};

}  // namespace

std::span<const Rule> iam_rules() { return kRules; }

}  // namespace virga
