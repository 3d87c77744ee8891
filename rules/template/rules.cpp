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
    {"E0000", "Invalid YAML or JSON",
     "CloudFormation reads YAML 1.1 and JSON; a syntax error, a duplicate key or a null key makes the deployment fail.",
     kFormats},
    {"E0001", "Transform fails",
     "The template says something that its transform cannot expand, so the deployment ends before anything is created.",
     kTransform},
    {"E0002", "A rule could not finish",
     "A rule met something that it was not made for: the template is judged in part only.", kAnatomy},
    {"E0003", "No file matches", "A pattern names no file, so nothing was checked.", kFormats},
    {"E0100", "Deployment file is not valid",
     "A Git sync deployment file has a form of its own; with another nothing is deployed.", kGitSync},
    {"E0200", "Parameter file is not valid",
     "A parameter file is a list of ParameterKey and ParameterValue, or it is refused.", kParameterFiles},
    claims(
        Claim::Missing,
        {"E1001", "Template has the wrong structure",
         "A template consists of known sections, and Resources is one of them; CloudFormation refuses anything else.",
         kAnatomy, nullptr, check_root}),
    {"E1002", "Template is too large", "CloudFormation refuses templates of more than a megabyte.", kQuotas,
     check_template_size},
    {"E1003", "Description is too long", "The description of a template can have at most 1,024 bytes.", kDescription,
     nullptr, check_description},
    {"E1004", "Description is not a string",
     "The description of a template must be a literal string, not a function or list.", kDescription},
    {"E1005", "Invalid Transform", "Transform must be a macro, a list of macros, or a macro with its parameters.",
     kTransform},
    claims(Claim::Missing,
           {"E1700", "Rule has the wrong form",
            "A rule has a list of assertions and may have a condition; CloudFormation refuses other forms.",
            kRuleSection, nullptr, check_rule_names}),
    claims(Claim::Missing, {"E1701", "Assertion is not true or false",
                            "An assertion is a function that gives true or false, about parameters and literals only.",
                            kRuleFunctions, nullptr, check_assertion}),
    {"E1702", "Condition of a rule is not true or false",
     "A rule's condition is a function that gives true or false, about parameters and literals only.", kRuleFunctions,
     nullptr, check_rule_condition},
    claims(Claim::Missing, {"E2001", "Parameter has the wrong form",
                            "A parameter has a name of letters and digits, a Type, and attributes that suit the type.",
                            kParameters, nullptr, check_parameter_names}),
    {"E2002", "Unknown parameter type", "CloudFormation refuses a parameter whose type it does not know.",
     kParameterTypes, nullptr, check_parameter_type},
    {"E2003", "Invalid characters in a parameter name", "Parameter names can only contain letters and digits.",
     kParameters},
    {"E2010", "Too many parameters", "A template can have at most 200 parameters.", kQuotas},
    {"E2011", "Parameter name is too long", "A parameter name can have at most 255 characters.", kQuotas},
    {"E2015", "Default does not satisfy the parameter's constraints",
     "A stack that uses the default is refused if AllowedValues, AllowedPattern or a limit excludes it.", kParameters,
     nullptr, check_parameter_default},
    {"E2900", "Deployment file does not match the parameters",
     "The deployment fails if a value is given for an unknown parameter, or missing for a required one.", kParameters},
    {"E4001", "Invalid interface metadata",
     "The console only groups parameters if AWS::CloudFormation::Interface is well formed.", kInterface},
    {"E4002", "Null in Metadata", "CloudFormation refuses null values, in Metadata too.", kMetadata, nullptr,
     check_metadata},
    {"E5001", "Unsupported attribute of a module", "CloudFormation refuses policies and tags on a module.", kModules,
     check_modules},
    claims(Claim::Missing,
           {"E6001", "Output has the wrong form",
            "An output has a name of letters and digits, and Value, Description, Export and Condition only.", kOutputs,
            nullptr, check_output_names}),
    {"E6002", "Output lacks a value", "An output without Value makes CloudFormation refuse the template.", kOutputs},
    {"E6003", "Part of an output has the wrong type",
     "Descriptions and conditions of outputs are texts, an output and its Export are objects.", kOutputs, nullptr,
     check_output},
    {"E6004", "Output name has forbidden characters",
     "Names of outputs have letters and digits only; CloudFormation refuses others.", kOutputs},
    claims(Claim::Undeclared, {"E6005", "Unknown condition of an output",
                               "An output that depends on a condition that is not declared cannot be deployed.",
                               kOutputs, nullptr, check_output_condition}),
    {"E6010", "Too many outputs", "A template may have 200 outputs.", kQuotas},
    {"E6011", "Output name is too long", "The name of an output may have 255 characters.", kQuotas},
    {"E6101", "Value of an output is no text",
     "What an output gives out is a text; lists, objects and functions that cannot be evaluated fail the deployment.",
     kOutputs, nullptr, check_output_value},
    {"E6102", "Name of an export is no text", "Exports are found by their name, which is a text.", kOutputs, nullptr,
     check_export_name},
    {"E7001", "Invalid mapping",
     "A mapping has two levels of keys, with strings, numbers, booleans or lists as values.", kMappings, nullptr,
     check_mapping_sizes},
    {"E7002", "Key of a mapping is too long", "Names and keys of mappings may have 255 characters.", kQuotas},
    {"E7010", "Mapping is too large", "A template may have 200 mappings, and a mapping 200 keys a level.", kQuotas},
    claims(Claim::Missing,
           {"E8001", "Condition has the wrong form",
            "A condition is one function that gives true or false; CloudFormation refuses other values.", kConditions,
            nullptr, check_conditions}),
    claims(Claim::Undeclared, {"E8002", "Unknown condition", "Fn::If needs a condition that the template declares.",
                               kConditions, check_if_conditions}),
    {"E8003", "Fn::Equals has the wrong arguments",
     "Fn::Equals compares two values that are known before any resource is there.", kConditionFunctions},
    {"E8004", "Fn::And has the wrong arguments", "Fn::And takes a list of two to ten conditions.", kConditionFunctions},
    {"E8005", "Fn::Not has the wrong argument", "Fn::Not takes a list of one condition.", kConditionFunctions},
    {"E8006", "Fn::Or has the wrong arguments", "Fn::Or takes a list of two to ten conditions.", kConditionFunctions},
    claims(Claim::Undeclared,
           {"E8007", "Condition refers to nothing or to itself",
            "A condition may stand for another one, which has to be declared and must not lead back.",
            kConditionFunctions}),
    {"I1002", "Template is nearly too large", "Past nine tenths of a megabyte the next change may not fit.", kQuotas,
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
    claims(Claim::Unused, {"W2001", "Parameter is not used",
                           "Whoever creates a stack has to think about a value that changes nothing.", kParameters,
                           check_unused_parameters}),
    {"W2002", "Parameter type is not documented",
     "CloudFormation takes some types that it does not document, without checking their values.", kParameterTypes},
    {"W2010", "NoEcho parameter is shown",
     "NoEcho hides a value where parameters are listed, but not in outputs and metadata that hold it.", kParameters,
     check_echoed_secrets},
    {"W2501", "Exposed password",
     "Everyone who can describe the stack can read a password in the template or in a parameter without NoEcho.",
     kSecrets, check_passwords},
    {"W2506", "Image ID parameter without the image type",
     "With the type AWS::EC2::Image::Id CloudFormation checks that the image exists before it starts.", kStackPractices,
     check_image_ids},
    claims(Claim::Undeclared, {"W4001", "Interface names an unknown parameter",
                               "A group or label for a parameter that is not there shows nothing.", kInterface, nullptr,
                               check_interface_parameters}),
    {"W4005", "Linter configuration in Metadata is wrong", "What the linter does not understand does not take effect.",
     kMetadata},
    {"W6001", "Output passes on an import",
     "Exporting what another stack exports chains the stacks: neither can change without the others.", kImportValue,
     check_passed_on_imports},
    claims(Claim::Unused, {"W7001", "Mapping is not used",
                           "A mapping that nobody looks into is dead weight, or the lookup is misspelled.", kMappings,
                           check_unused_mappings}),
    claims(Claim::Unused, {"W8001", "Condition is not used",
                           "A condition that nothing depends on has no effect, maybe against the intent.", kConditions,
                           check_unused_conditions}),
    claims(Claim::MissingBasis,
           {"W8003", "Comparison never changes",
            "Fn::Equals of two literals, or of an expression with itself, always gives the same: one branch is dead.",
            kConditionFunctions}),
    {"V0001", "Transform needs what is not in the template",
     "The template expands only with the value of a parameter, after a build step, or beside a file that is not here: "
     "deployed as it is, it is refused.",
     kTransform},
};

}  // namespace

std::span<const Rule> template_rules() { return kRules; }

}  // namespace virga
