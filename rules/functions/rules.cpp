#include "rules/functions/rules.h"

#include "rules/functions/calls.h"
#include "rules/functions/dynamic_references.h"
#include "rules/functions/template_checks.h"

#define VIRGA_FUNCTION_PAGE(name) \
  "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference" name ".html"

namespace virga {
namespace {

using namespace json_type;

constexpr std::string_view kRef = VIRGA_FUNCTION_PAGE("-ref");
constexpr std::string_view kGetAtt = VIRGA_FUNCTION_PAGE("-getatt");
constexpr std::string_view kSub = VIRGA_FUNCTION_PAGE("-sub");
constexpr std::string_view kJoin = VIRGA_FUNCTION_PAGE("-join");
constexpr std::string_view kSelect = VIRGA_FUNCTION_PAGE("-select");
constexpr std::string_view kSplit = VIRGA_FUNCTION_PAGE("-split");
constexpr std::string_view kFindInMap = VIRGA_FUNCTION_PAGE("-findinmap");
constexpr std::string_view kGetAZs = VIRGA_FUNCTION_PAGE("-getavailabilityzones");
constexpr std::string_view kImportValue = VIRGA_FUNCTION_PAGE("-importvalue");
constexpr std::string_view kBase64 = VIRGA_FUNCTION_PAGE("-base64");
constexpr std::string_view kCidr = VIRGA_FUNCTION_PAGE("-cidr");
constexpr std::string_view kConditions = VIRGA_FUNCTION_PAGE("-conditions");
constexpr std::string_view kLength = VIRGA_FUNCTION_PAGE("-length");
constexpr std::string_view kToJsonString = VIRGA_FUNCTION_PAGE("-ToJsonString");
constexpr std::string_view kForEach = VIRGA_FUNCTION_PAGE("-foreach");
constexpr std::string_view kFunctions = VIRGA_FUNCTION_PAGE("");
constexpr std::string_view kDynamic =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html";
constexpr std::string_view kDynamicParameter =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html";
constexpr std::string_view kDynamicSecure =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html";
constexpr std::string_view kDynamicSecret =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html";
constexpr std::string_view kPseudo =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html";
constexpr std::string_view kSecrets =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html";

constexpr Rule kRules[] = {
    claims(Claim::Undeclared,
           {"E1010", "Invalid Fn::GetAtt",
            "The resource or its attribute does not exist, or the attribute has the wrong type.", kGetAtt}),
    claims(Claim::Undeclared, {"E1011", "Invalid Fn::FindInMap",
                               "The argument must be a mapping and two keys that are defined.", kFindInMap}),
    {"E1015", "Invalid Fn::GetAZs", "The argument must be a region, or an empty string for the stack's own region.",
     kGetAZs},
    {"E1016", "Invalid Fn::ImportValue", "The argument must be the name of an export, a string.", kImportValue},
    {"E1017", "Invalid Fn::Select", "The argument must be an index and a list that is long enough.", kSelect},
    {"E1018", "Invalid Fn::Split", "The argument must be a delimiter and a string.", kSplit},
    claims(Claim::Undeclared,
           {"E1019", "Invalid Fn::Sub",
            "A variable is not defined or is a list where a string is required, or the argument is malformed.", kSub}),
    claims(Claim::Undeclared,
           {"E1020", "Invalid Ref",
            "No parameter, resource or pseudo parameter has this name, or its value has the wrong type.", kRef}),
    {"E1021", "Invalid Fn::Base64", "The argument must be a string.", kBase64},
    {"E1022", "Invalid Fn::Join", "The argument must be a delimiter and a list of strings.", kJoin},
    {"E1024", "Invalid Fn::Cidr", "The argument must be an address block, a count and the CIDR bits of each part.",
     kCidr},
    {"E1027", "Secure string where it is not resolved",
     "CloudFormation only resolves SSM secure strings in certain password properties.", kDynamicSecure,
     check_dynamic_references},
    claims(Claim::Undeclared,
           {"E1028", "Invalid Fn::If", "The argument must be the name of a condition and two values.", kConditions}),
    claims(Claim::Missing,
           {"E1029", "Variable outside Fn::Sub",
            "Variables are only substituted in Fn::Sub, so the service gets the string with the braces.", kSub,
            check_plain_texts, nullptr, false, "custom_excludes="}),
    {"E1030", "Invalid Fn::Length", "The argument must be a list, and the template needs the language extensions.",
     kLength},
    {"E1031", "Invalid Fn::ToJsonString",
     "The argument must be a map or a list, and the template needs the language extensions.", kToJsonString},
    claims(Claim::Missing, {"E1032", "Invalid Fn::ForEach",
                            "A loop needs the language extensions, a variable, a collection and a map to repeat.",
                            kForEach, check_loops}),
    {"E1033", "Invalid Fn::GetStackOutput", "The argument must name a stack and one of its outputs.", kFunctions},
    {"E1050", "Invalid dynamic reference",
     "CloudFormation cannot resolve a reference whose service, name or parts are wrong.", kDynamic,
     check_dynamic_references},
    {"E1051", "Secrets Manager reference outside resource properties",
     "Secrets Manager references are only resolved in resource properties.", kDynamicSecret, check_dynamic_references},
    {"E1052", "SSM parameter reference where it is not resolved",
     "SSM parameter references are only resolved in certain parts of parameters, resources and outputs.",
     kDynamicParameter, check_dynamic_references},
    {"I1022", "Fn::Join with an empty delimiter", "Fn::Sub says the same in one string that is easier to read.", kSub},
    claims(
        Claim::MissingBasis,
        {"W1001", "Reference to a resource that may not exist",
         "Under some conditions the reference is evaluated but its resource is not created, so the deployment fails.",
         kRef, check_conditional_references}),
    {"W1011", "Secret passed as a parameter",
     "Secrets in parameters can leak; a dynamic reference reads them where they are needed.", kSecrets,
     check_secret_parameters},
    {"W1019", "Unused variable of Fn::Sub", "The string does not use the variable, often because of a misspelling.",
     kSub},
    claims(Claim::Missing, {"W1020", "Unnecessary Fn::Sub", "Without variables Fn::Sub has no effect.", kSub}),
    claims(Claim::MissingBasis,
           {"W1028", "Unreachable branch of Fn::If",
            "The surrounding conditions exclude the branch, so it never takes effect.", kConditions}),
    {"W1030", "Value of Ref is not allowed", "The property does not allow a value that the parameter can have.", kRef},
    {"W1031", "Value of Fn::Sub is not allowed", "The property does not allow the resulting string.", kSub},
    {"W1032", "Value of Fn::Join is not allowed", "The property does not allow the resulting string.", kJoin},
    {"W1033", "Value of Fn::Split is not allowed", "The property does not allow the resulting list.", kSplit},
    {"W1034", "Value of Fn::FindInMap is not allowed", "The property does not allow the value in the mapping.",
     kFindInMap},
    {"W1035", "Value of Fn::Select is not allowed", "The property does not allow the selected item.", kSelect},
    {"W1036", "Value of Fn::GetAZs is not allowed", "The property does not allow the resulting list of zones.",
     kGetAZs},
    {"W1040", "Value of Fn::ToJsonString is not allowed", "The property does not allow the resulting string.",
     kToJsonString},
    {"W1051", "Secret value instead of its ARN",
     "The property requires the ARN of a secret, but a dynamic reference passes the secret's value.", kDynamicSecret,
     check_dynamic_references},
    {"W1053", "Space in a dynamic reference",
     "With a space after the braces CloudFormation does not resolve the reference.", kDynamic,
     check_dynamic_references},
    {"W1054", "Pseudo parameter as a plain string", "Without Ref the name of a pseudo parameter is just a string.",
     kPseudo, check_plain_texts},
};

constexpr std::uint8_t kScalar = kBoolean | kInteger | kNumber | kString;

template <std::uint8_t types>
std::uint8_t always(Validation& /*v*/, const Node& /*call*/) {
  return types;
}

constexpr FunctionRule kFunctionRules[] = {
    {Function::Ref, "E1020", "W1030", types_of_ref, check_ref},
    {Function::GetAtt, "E1010", "", types_of_get_att, check_get_att},
    {Function::Sub, "E1019", "W1031", always<kString>, check_sub},
    {Function::If, "E1028", "", nullptr, check_if_argument},
    {Function::Join, "E1022", "W1032", always<kString>, check_join},
    {Function::Select, "E1017", "W1035", nullptr, check_select},
    {Function::Split, "E1018", "W1033", always<kArray>, check_split},
    {Function::FindInMap, "E1011", "W1034", always<kScalar | kArray>, check_find_in_map},
    {Function::ImportValue, "E1016", "", always<kScalar>, check_import_value},
    {Function::GetAZs, "E1015", "W1036", always<kArray>, check_get_azs},
    {Function::Cidr, "E1024", "", always<kArray>, check_cidr},
    {Function::Base64, "E1021", "", always<kString>, check_base64},
    {Function::GetStackOutput, "E1033", "", always<kScalar>, check_get_stack_output},
    {Function::Length, "E1030", "", always<kInteger>, check_length},
    {Function::ToJsonString, "E1031", "W1040", always<kString>, check_to_json_string},
};

}  // namespace

std::span<const Rule> function_family_rules() { return kRules; }
std::span<const FunctionRule> function_rules() { return kFunctionRules; }

}  // namespace virga
