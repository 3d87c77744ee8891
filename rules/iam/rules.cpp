#include "rules/iam/rules.h"

#include "rules/iam/checks.h"

namespace virga {
namespace {

constexpr std::string_view kGrammar =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html";

constexpr Rule kRules[] = {
    {"E3050", "Role with a path by its name",
     "Ref gives the name of a role, and a role with a path is not found by its name alone.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html", check_role_paths},
    {"E3510", "Policy of an identity is malformed",
     "IAM refuses a policy of a user, group or role whose document does not follow its grammar.", kGrammar},
    {"E3511", "Not the ARN of a role", "Where a role is named by its ARN, its name or another ARN does not do.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"},
    {"E3512", "Policy of a resource is malformed",
     "Services refuse a policy of a bucket, topic, queue or key whose document does not follow IAM's grammar.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html"},
    {"E3513", "Policy of a repository is malformed",
     "ECR refuses a repository policy whose document does not follow IAM's grammar.",
     "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html"},
    {"E3514", "Policy of a bucket is about something else",
     "S3 refuses a bucket policy whose statements name other resources than the bucket and its objects.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html"},
    {"E3530", "Trust policy of a role is malformed",
     "IAM refuses a trust policy that does not say who may take the role.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html"},
    {"I3510", "Action that acts on none of the resources",
     "An action that has nothing to do with the resources of its statement is not allowed by it.",
     "https://docs.aws.amazon.com/service-authorization/latest/reference/"
     "reference_policies_actions-resources-contextkeys.html",
     nullptr, check_action_resources},
    {"W2511", "Old version of the policy language",
     "In the version of 2008 policy variables are plain text, and newer features are missing.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"},
    {"W3037", "No such action", "A statement about an action that no service has allows or denies nothing.",
     "https://docs.aws.amazon.com/service-authorization/latest/reference/"
     "reference_policies_actions-resources-contextkeys.html",
     nullptr, check_actions},
};

}  // namespace

std::span<const Rule> iam_rules() { return kRules; }

}  // namespace virga
