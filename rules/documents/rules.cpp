#include "rules/documents/rules.h"

#include "rules/documents/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3051", "Malformed Systems Manager document",
     "Systems Manager refuses a document without steps, or with a schema version that does not suit its type.",
     "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html"},
    claims(Claim::Missing, {"E3601", "Malformed state machine",
                            "Step Functions refuses a definition that does not follow the Amazon States Language.",
                            "https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html", nullptr,
                            check_state_machine}),
    {"V3601",
     "Malformed stack policy",
     "CloudFormation refuses a stack policy with other keys, actions, principals or conditions than it knows.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html",
     nullptr,
     nullptr,
     false,
     {},
     Severity::Error},
};

}  // namespace

std::span<const Rule> document_rules() { return kRules; }

}  // namespace virga
