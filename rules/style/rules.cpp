#include "rules/style/rules.h"

#include "rules/style/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    before_macros(
        {"V9201", "Notation of a function",
         "Short and long forms mean the same to CloudFormation; a template that keeps to one is easier to read.",
         "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html",
         check_notation, nullptr, false, "form=short"}),
    before_macros(
        {"V9202", "Unquoted date",
         "CloudFormation reads an unquoted date as a string, but other programs that read YAML make a date of it.",
         "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html", check_dates}),
};

}  // namespace

std::span<const Rule> style_rules() { return kRules; }

}  // namespace virga
