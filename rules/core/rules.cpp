#include "rules/core/rules.h"

#include "rules/core/nulls.h"
#include "rules/core/octal_numbers.h"
#include "rules/core/properties.h"

namespace virga {
namespace {

constexpr std::string_view kResourceReference =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";
constexpr std::string_view kResourceSchema =
    "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html";
constexpr std::string_view kNoValue =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html";

constexpr std::string_view kTemplateComments =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html";

constexpr std::string_view kFunctions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html";

constexpr Rule kRules[] = {
    {"E1101", "Value violates its schema",
     "The value violates a constraint that has no rule of its own, so the service refuses it.", kResourceSchema},
    {"E3002", "Unknown or malformed property",
     "A property that the resource type does not have, often a misspelled one, makes the deployment fail; so does an "
     "invalid network.",
     kResourceReference, nullptr, check_resource_properties},
    {"E3003", "Missing required property", "Without its required properties a resource cannot be created.",
     kResourceReference},
    {"E3008", "List item at the wrong position",
     "In some lists each position has its own meaning, and an item does not fit its position.", kResourceSchema},
    {"E3012", "Value has the wrong type",
     "CloudFormation converts between strings, numbers and booleans, but not between scalars, lists and maps.",
     kResourceReference, nullptr, nullptr, false, "strict=false"},
    {"E3014", "Exactly one of several properties is required",
     "The service requires exactly one of these properties, not none and not several.", kResourceSchema},
    {"E3017", "Value matches none of the allowed forms", "The value must match at least one of several forms.",
     kResourceSchema},
    {"E3018", "Value does not match exactly one form", "The value must match exactly one of several forms.",
     kResourceSchema},
    {"E3020", "Mutually exclusive properties", "Some properties cannot be used together.", kResourceSchema},
    {"E3021", "Property requires another property",
     "Some properties only work together with others, which are missing.", kResourceSchema},
    {"E3030", "Value is not one of the allowed values", "The service accepts only the listed values.",
     kResourceReference},
    {"E3031", "String does not match the pattern", "The service only accepts strings that match a pattern.",
     kResourceReference},
    {"E3032", "List is too short or too long", "The number of items is outside the limits of the service.",
     kResourceReference},
    {"E3033", "String is too short or too long", "The number of characters is outside the limits of the service.",
     kResourceReference},
    {"E3034", "Number is out of range", "The number is outside the limits of the service.", kResourceReference},
    {"E3037", "Duplicate list item", "The items of this list must be unique.", kResourceReference},
    {"E3058", "At least one of several properties is required",
     "The service requires at least one of these properties.", kResourceSchema},
    {"E3065", "List has too many distinct items", "The number of distinct items is outside the limits of the service.",
     kResourceReference},
    claims(Claim::Missing,
           {"V1001", "Null value",
            "CloudFormation refuses templates with null values; leave a property out, or set it to AWS::NoValue.",
            kNoValue, check_nulls}),
    before_macros({"V1002", "Ineffective ignore comment",
                   "An ignore comment is malformed, names an unknown rule, or has nothing to ignore and would hide "
                   "later findings; "
                   "or "
                   "the cfn-lint settings in Metadata name an unknown region.",
                   kTemplateComments}),
    {"V1003",
     "Unknown function",
     "CloudFormation refuses a template with an unknown function, wherever it is used.",
     kFunctions,
     nullptr,
     nullptr,
     false,
     {},
     Severity::Error},
    {"V1004", "Account ID read as an octal number",
     "YAML reads digits that start with 0 as an octal number, so CloudFormation gets the ID of another account.",
     kTemplateComments, check_octal_numbers},
    {"V1010", "Unknown ignored rule",
     "The command line or the configuration ignores an unknown rule, often because of a misspelling.",
     kTemplateComments},
};

}  // namespace

std::span<const Rule> core_rules() { return kRules; }

}  // namespace virga
