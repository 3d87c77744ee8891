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
    {"E1101", "Value breaks a constraint of its schema",
     "A constraint that no rule of its own stands for is violated, so the service refuses the value.", kResourceSchema},
    {"E3002", "Property is unknown or malformed",
     "A property that the resource type does not have makes the deployment fail, often because of a misspelling; so "
     "does "
     "a network that is none.",
     kResourceReference, nullptr, check_resource_properties},
    {"E3003", "Required property is missing", "Without its required properties a resource cannot be created.",
     kResourceReference},
    {"E3008", "List has items in the wrong places",
     "Some lists give each position a meaning of its own; an item does not fit its position.", kResourceSchema},
    {"E3012", "Value has the wrong type",
     "CloudFormation converts between strings, numbers and booleans, but not between scalars, lists and objects.",
     kResourceReference, nullptr, nullptr, false, "strict=false"},
    {"E3014", "Exactly one of several properties is needed",
     "Of some properties exactly one has to be there: the service refuses none and more than one.", kResourceSchema},
    {"E3017", "Value fits none of the allowed forms", "The value has to take at least one of several forms.",
     kResourceSchema},
    {"E3018", "Value does not fit exactly one form",
     "The value has to take exactly one of several forms that exclude each other.", kResourceSchema},
    {"E3020", "Properties that exclude each other", "Some properties cannot be given together.", kResourceSchema},
    {"E3021", "Property needs another one beside it",
     "Some properties only have a meaning together with others, which are missing.", kResourceSchema},
    {"E3030", "Value is not one of the allowed ones", "The service accepts a closed list of values here.",
     kResourceReference},
    {"E3031", "Text does not have the required form", "The service accepts text of a certain pattern only.",
     kResourceReference},
    {"E3032", "List is too short or too long", "The number of items is outside the limits of the service.",
     kResourceReference},
    {"E3033", "Text is too short or too long", "The number of characters is outside the limits of the service.",
     kResourceReference},
    {"E3034", "Number is out of range", "The number is outside the limits of the service.", kResourceReference},
    {"E3037", "List repeats an item", "Each item of this list may be given once.", kResourceReference},
    {"E3058", "At least one of several properties is needed", "Of some properties at least one has to be there.",
     kResourceSchema},
    {"E3065", "List has too many different items",
     "The number of items that differ from one another is outside the limits of the service.", kResourceReference},
    {"V1001", "Null value",
     "CloudFormation refuses templates with null values; a property that should not be set is left out or given "
     "AWS::NoValue.",
     kNoValue, check_nulls},
    {"V1002", "Ignore comment without effect",
     "A comment that should silence a rule is not understood, names a rule that does not exist, or has nothing to "
     "silence, and will hide what comes later.",
     kTemplateComments},
    {"V1003",
     "Unknown function",
     "CloudFormation refuses a template with a function that it does not have, wherever it stands.",
     kFunctions,
     nullptr,
     nullptr,
     false,
     {},
     Severity::Error},
    {"V1004", "Account ID read as an octal number",
     "YAML reads digits that begin with 0 as an octal number, so CloudFormation gets the ID of another account.",
     kTemplateComments, check_octal_numbers},
    {"V1010", "Ignored rule that does not exist",
     "An id that the command line or the configuration ignores and no rule has leaves nothing out, often because it is "
     "misspelt.",
     kTemplateComments},
};

}  // namespace

std::span<const Rule> core_rules() { return kRules; }

}  // namespace virga
