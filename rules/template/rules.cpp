#include "rules/template/rules.h"

#include "rules/template/checks.h"

namespace virga {
namespace {

constexpr std::string_view kAnatomy =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html";
constexpr std::string_view kFormats =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html";
constexpr std::string_view kQuotas =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";
constexpr std::string_view kDescription =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-description-structure.html";
constexpr std::string_view kTransform =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-section-structure.html";
constexpr std::string_view kRuleSection =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html";
constexpr std::string_view kRuleFunctions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html";
constexpr std::string_view kParameters =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html";
constexpr std::string_view kParameterTypes =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html";
constexpr std::string_view kSecrets =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds";
constexpr std::string_view kMetadata =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html";
constexpr std::string_view kInterface =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html";
constexpr std::string_view kModules = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html";
constexpr std::string_view kOutputs =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html";
constexpr std::string_view kMappings =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html";
constexpr std::string_view kConditions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html";
constexpr std::string_view kConditionFunctions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html";
constexpr std::string_view kGitSync =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html";
constexpr std::string_view kParameterFiles =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/create-stack.html";
constexpr std::string_view kStackPractices =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html#parmtypes";
constexpr std::string_view kImportValue =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-importvalue.html";

constexpr Rule kRules[] = {
    before_macros({"E0000", "Invalid YAML or JSON",
                   "CloudFormation reads YAML 1.1 and JSON; a syntax error, a duplicate key or a null key makes the "
                   "deployment fail.",
                   kFormats}),
    before_macros({"E0001", "Transform failed",
                   "The transform cannot expand the template, so the deployment fails before anything is created.",
                   kTransform}),
    before_macros({"E0002", "Rule did not finish",
                   "A rule failed on unexpected input, so the template is only partly checked.", kAnatomy}),
    before_macros({"E0003", "No matching file", "A pattern matches no file, so nothing was checked.", kFormats}),
    before_macros(
        {"E0100", "Invalid deployment file", "A malformed Git sync deployment file deploys nothing.", kGitSync}),
    before_macros({"E0200", "Invalid parameter file",
                   "A parameter file must be a list of maps with ParameterKey and ParameterValue.", kParameterFiles}),
    claims(Claim::Missing,
           {"E1001", "Invalid template structure",
            "A template consists of known sections, including Resources; CloudFormation refuses anything else.",
            kAnatomy, nullptr, check_root}),
    before_macros({"E1002", "Template is too large", "CloudFormation refuses templates of more than 1 MB.", kQuotas,
                   check_template_size}),
    {"E1003", "Description is too long", "The description of a template can have at most 1,024 bytes.", kDescription,
     nullptr, check_description},
    {"E1004", "Description is not a string",
     "The description of a template must be a literal string, not a function or list.", kDescription},
    before_macros({"E1005", "Invalid Transform",
                   "Transform must be a macro, a list of macros, or a macro with its parameters.", kTransform,
                   check_transforms}),
    claims(Claim::Missing, {"E1700", "Invalid rule", "A rule must have a list of assertions and can have a condition.",
                            kRuleSection, nullptr, check_rule_names}),
    claims(Claim::Missing,
           {"E1701", "Invalid assertion", "An assertion must be a condition function on parameters and literals only.",
            kRuleFunctions, nullptr, check_assertion}),
    {"E1702", "Invalid condition of a rule",
     "The condition of a rule must be a condition function on parameters and literals only.", kRuleFunctions, nullptr,
     check_rule_condition},
    claims(Claim::Missing,
           before_macros({"E2001", "Invalid parameter",
                          "A parameter needs an alphanumeric name, a Type, and keys that suit the type.", kParameters,
                          nullptr, check_parameter_names})),
    before_macros({"E2002", "Unknown parameter type", "CloudFormation refuses a parameter whose type it does not know.",
                   kParameterTypes, nullptr, check_parameter_type}),
    before_macros({"E2003", "Invalid characters in a parameter name",
                   "Parameter names can only contain letters and digits.", kParameters}),
    before_macros({"E2010", "Too many parameters", "A template can have at most 200 parameters.", kQuotas}),
    before_macros(
        {"E2011", "Parameter name is too long", "A parameter name can have at most 255 characters.", kQuotas}),
    claims(Claim::Missing,
           before_macros(
               {"E2015", "Default does not satisfy the parameter's constraints",
                "A stack that uses the default is refused if AllowedValues, AllowedPattern or a limit excludes it.",
                kParameters, nullptr, check_parameter_default})),
    before_macros({"E2900", "Deployment file does not match the parameters",
                   "The deployment fails if a value is given for an unknown parameter, or missing for a required one.",
                   kParameters}),
    {"E4001", "Invalid interface metadata",
     "The console only groups parameters if AWS::CloudFormation::Interface is well formed.", kInterface},
    {"E4002", "Null in Metadata", "CloudFormation refuses null values, in Metadata too.", kMetadata, nullptr,
     check_metadata},
    {"E5001", "Unsupported attribute of a module", "CloudFormation refuses policies and tags on a module.", kModules,
     check_modules},
    claims(Claim::Missing,
           {"E6001", "Invalid output",
            "An output needs an alphanumeric name, and can only have Value, Description, Export and Condition.",
            kOutputs, nullptr, check_output_names}),
    {"E6002", "Missing value of an output", "CloudFormation refuses a template with an output without Value.",
     kOutputs},
    {"E6003", "Wrong type in an output",
     "The Description and Condition of an output must be strings, the output and its Export maps.", kOutputs, nullptr,
     check_output},
    {"E6004", "Invalid characters in an output name", "Output names can only contain letters and digits.", kOutputs},
    claims(Claim::Undeclared,
           {"E6005", "Undefined condition of an output", "The condition of an output must be defined.", kOutputs,
            nullptr, check_output_condition}),
    {"E6010", "Too many outputs", "A template can have at most 200 outputs.", kQuotas},
    {"E6011", "Output name is too long", "An output name can have at most 255 characters.", kQuotas},
    claims(Claim::Undeclared,
           {"E6101", "Value of an output is not a string",
            "The value of an output must be a string, not a list, a map or a function that cannot be evaluated.",
            kOutputs, nullptr, check_output_value}),
    claims(Claim::Undeclared, {"E6102", "Export name is not a string", "The name of an export must be a string.",
                               kOutputs, nullptr, check_export_name}),
    {"E7001", "Invalid mapping",
     "A mapping has two levels of keys, with strings, numbers, booleans or lists as values.", kMappings, nullptr,
     check_mapping_sizes},
    {"E7002", "Mapping key is too long", "Mapping names and keys can have at most 255 characters.", kQuotas},
    {"E7010", "Mapping is too large", "A template can have at most 200 mappings, and a mapping 200 keys per level.",
     kQuotas},
    claims(Claim::Missing, {"E8001", "Invalid condition", "A condition must be a single condition function.",
                            kConditions, nullptr, check_conditions}),
    claims(Claim::Undeclared, {"E8002", "Undefined condition", "Fn::If requires a condition that the template defines.",
                               kConditions, check_if_conditions}),
    {"E8003", "Invalid Fn::Equals", "Fn::Equals compares two values that are known before any resource exists.",
     kConditionFunctions},
    {"E8004", "Invalid Fn::And", "Fn::And requires a list of 2 to 10 conditions.", kConditionFunctions},
    {"E8005", "Invalid Fn::Not", "Fn::Not requires a list of 1 condition.", kConditionFunctions},
    {"E8006", "Invalid Fn::Or", "Fn::Or requires a list of 2 to 10 conditions.", kConditionFunctions},
    claims(Claim::Undeclared,
           {"E8007", "Undefined or circular condition",
            "A condition can refer to another one, which must be defined and must not lead back to it.",
            kConditionFunctions}),
    {"I1002", "Template is close to the size limit", "Above 90 % of 1 MB the next change may not fit.", kQuotas,
     check_template_size},
    {"I1003", "Description is close to the length limit", "Above 90 % of 1,024 bytes the next word may not fit.",
     kDescription},
    {"I2003", "Invalid AllowedPattern",
     "An invalid regular expression rejects every value, or makes the deployment fail.", kParameters, nullptr,
     check_allowed_pattern},
    {"I2010", "Number of parameters is close to the limit",
     "Above 90 % of 200 parameters it is time to split the template.", kQuotas},
    {"I2011", "Parameter name is close to the length limit", "Above 90 % of 255 characters a prefix may no longer fit.",
     kQuotas},
    {"I6010", "Number of outputs is close to the limit", "Above 90 % of 200 outputs it is time to split the template.",
     kQuotas},
    {"I6011", "Output name is close to the length limit", "Above 90 % of 255 characters a prefix may no longer fit.",
     kQuotas},
    {"I7002", "Mapping key is close to the length limit", "Above 90 % of 255 characters a prefix may no longer fit.",
     kQuotas},
    {"I7010", "Mapping is close to the size limit", "Above 90 % of 200 keys it is time to split the mapping.", kQuotas},
    {"W1100", "Merge key", "Only command-line tools expand the merge key; the console and the API refuse the template.",
     kFormats, check_merge_keys},
    claims(Claim::Unused, {"W2001", "Unused parameter",
                           "Everyone who creates a stack has to think about a value that changes nothing.", kParameters,
                           check_unused_parameters}),
    {"W2002", "Undocumented parameter type",
     "CloudFormation accepts some undocumented types, but does not check their values.", kParameterTypes},
    {"W2010", "NoEcho parameter is exposed",
     "NoEcho hides a value in lists of parameters, but not in outputs and metadata.", kParameters,
     check_echoed_secrets},
    {"W2501", "Exposed password",
     "Everyone who can describe the stack can read a password in the template or in a parameter without NoEcho.",
     kSecrets, check_passwords},
    {"W2506", "Image ID parameter without the image type",
     "With the type AWS::EC2::Image::Id CloudFormation checks that the image exists before it starts.", kStackPractices,
     check_image_ids},
    claims(Claim::Undeclared, {"W4001", "Undefined parameter in the interface metadata",
                               "A group or label of an undefined parameter shows nothing.", kInterface, nullptr,
                               check_interface_parameters}),
    {"W4005", "Invalid linter configuration in Metadata",
     "Configuration that the linter does not understand has no effect.", kMetadata},
    {"W6001", "Output of an imported value",
     "Exporting an imported value chains the stacks, so that none can change without the others.", kImportValue,
     check_passed_on_imports},
    claims(Claim::Unused, {"W7001", "Unused mapping", "An unused mapping is dead weight, or its lookup is misspelled.",
                           kMappings, check_unused_mappings}),
    claims(Claim::Unused,
           {"W8001", "Unused condition", "A condition that nothing uses has no effect, perhaps unintentionally.",
            kConditions, check_unused_conditions}),
    claims(Claim::MissingBasis, {"W8003", "Comparison has a constant result",
                                 "Fn::Equals of two literals, or of an expression with itself, always has the same "
                                 "result, so one branch is dead.",
                                 kConditionFunctions}),
    {"V0001", "Transform needs more than the template",
     "The template only expands with a parameter value, after a build step, or with a file that is missing; as it is, "
     "it is refused.",
     kTransform},
};

}  // namespace

std::span<const Rule> template_rules() { return kRules; }

}  // namespace virga
