#include "rules/security/rules.h"

#include "rules/security/checks.h"

namespace virga {
namespace {

constexpr std::string_view kPractices =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html";

constexpr Rule kRules[] = {
    {"V9001", "Sensitive port open to the world",
     "An administration or database port that is open to the world is attacked within minutes.",
     "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html", nullptr, check_open_ports},
    claims(Claim::Missing,
           {"V9002", "Everyone is allowed",
            "A statement for every principal without a condition opens the resource to all AWS accounts.",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html", nullptr,
            check_open_statement}),
    {"V9003", "Allow with a negated list",
     "Allow with NotAction, NotResource or NotPrincipal allows everything it does not name, including what AWS adds "
     "later.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html", nullptr,
     check_broad_statement},
    claims(Claim::Missing,
           {"V9004", "Secret parameter without NoEcho",
            "Without NoEcho everyone who can describe the stack can read the value of the parameter.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
            check_shown_parameters}),
    {"V9005", "Hard-coded secret",
     "Everyone who can read the template, or the history of its repository, has the secret.", kPractices,
     check_plain_secrets},
    {"V9006", "Unencrypted storage", "Data at rest is not encrypted, which cannot be changed later for most services.",
     "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html"},
    {"V9007", "Open to the internet", "The database can be reached, or the bucket read, from everywhere.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"},
    {"V9008", "Hard-coded account or image",
     "A hard-coded account ID or image ID ties the template to one account or region.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html", check_fixed_names},
    {"V9009", "Hard-coded partition, region or URL suffix",
     "An ARN or endpoint that names a partition, a region or amazonaws.com does not work in others; use pseudo "
     "parameters.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
     check_fixed_names},
    {"V9010", "Secret in an output",
     "Everyone who can describe the stack can read its outputs, and they stay in the console's history.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html",
     check_secret_outputs},
};

}  // namespace

std::span<const Rule> security_rules() { return kRules; }

}  // namespace virga
