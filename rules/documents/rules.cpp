#include "rules/documents/rules.h"

#include "rules/documents/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3051", "Document of Systems Manager is malformed",
     "Systems Manager refuses a document whose schema version its type does not have, or without steps.",
     "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html"},
    {"E3601", "State machine is malformed",
     "Step Functions refuses a definition that does not follow the Amazon States Language.",
     "https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html", nullptr, check_state_machine},
};

}  // namespace

std::span<const Rule> document_rules() { return kRules; }

}  // namespace virga
