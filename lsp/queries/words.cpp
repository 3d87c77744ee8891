#include "lsp/queries/words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lsp/queries/fit.h"

namespace virga::lsp {

namespace {

#define VIRGA_FN_PAGE(name) \
  "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-" name ".html"

constexpr std::array kFunctions = {
    FunctionWords{"Ref", "The value of a parameter, or the identifier of a resource.", "LogicalName", "$1", false,
                  VIRGA_FN_PAGE("ref"), returns::kScalar | returns::kList, true, true},
    FunctionWords{"Fn::GetAtt", "The value of an attribute of a resource.", "LogicalName|Attribute", "$1", false,
                  VIRGA_FN_PAGE("getatt"), returns::kScalar | returns::kList, true},
    FunctionWords{"Fn::Sub", "A string in which `${Name}` and `${Resource.Attribute}` are replaced by their values.",
                  "String|{Name: Value}", "\"$1\"", false, VIRGA_FN_PAGE("sub"), returns::kScalar, true, true},
    FunctionWords{"Fn::Join", "The values of a list as one string, joined by a delimiter.", "Delimiter|[Values]",
                  "[\"$1\", [$2]]", false, VIRGA_FN_PAGE("join"), returns::kScalar, true, true},
    FunctionWords{"Fn::If", "One of two values, depending on a condition.", "ConditionName|ValueIfTrue|ValueIfFalse",
                  "[$1, $2, $3]", false, VIRGA_FN_PAGE("conditions"), returns::kAnything, true},
    FunctionWords{"Fn::FindInMap", "A value of the section Mappings.", "MapName|TopLevelKey|SecondLevelKey",
                  "[$1, $2, $3]", false, VIRGA_FN_PAGE("findinmap"), returns::kScalar | returns::kList, true, true},
    FunctionWords{"Fn::Select", "One item of a list, by its index from 0.", "Index|[Values]", "[$1, $2]", false,
                  VIRGA_FN_PAGE("select"), returns::kScalar | returns::kList, true, true},
    FunctionWords{"Fn::Split", "A string split at each delimiter, as a list.", "Delimiter|String", "[\"$1\", $2]",
                  false, VIRGA_FN_PAGE("split"), returns::kList, true, true},
    FunctionWords{"Fn::ImportValue", "A value exported by an output of another stack.", "ExportName", "$1", false,
                  VIRGA_FN_PAGE("importvalue")},
    FunctionWords{"Fn::GetAZs", "The Availability Zones of a region; an empty string means the stack's own region.",
                  "Region", "\"$1\"", false, VIRGA_FN_PAGE("getavailabilityzones"), returns::kList},
    FunctionWords{"Fn::Base64", "A string in Base64, as required for user data.", "String", "$1", false,
                  VIRGA_FN_PAGE("base64")},
    FunctionWords{"Fn::Cidr", "A list of CIDR blocks within a larger one.", "IpBlock|Count|CidrBits", "[$1, $2, $3]",
                  false, VIRGA_FN_PAGE("cidr"), returns::kList},
    FunctionWords{"Fn::Transform", "The result of a macro.", "{Name, Parameters}", "{Name: $1}", false,
                  VIRGA_FN_PAGE("transform"), returns::kAnything},
    FunctionWords{"Fn::Length", "The number of items of a list (AWS::LanguageExtensions).", "List", "$1", false,
                  VIRGA_FN_PAGE("length"), returns::kScalar, false, true, true},
    FunctionWords{"Fn::ToJsonString", "A list or map as a JSON string (AWS::LanguageExtensions).", "Value", "$1", false,
                  VIRGA_FN_PAGE("ToJsonString"), returns::kScalar, false, true, true},
    FunctionWords{"Fn::And", "True if all of 2 to 10 conditions are true.", "Condition|Condition|…", "[$1]", true,
                  VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Fn::Or", "True if any of 2 to 10 conditions is true.", "Condition|Condition|…", "[$1]", true,
                  VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Fn::Not", "True if the condition is false.", "Condition", "[$1]", true, VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Fn::Equals", "True if two values are equal.", "Value|Value", "[$1, $2]", true,
                  VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Condition", "The value of another condition.", "ConditionName", "$1", true,
                  VIRGA_FN_PAGE("conditions")},
};

// Those of the section Rules alone.
constexpr std::array kRuleFunctions = {
    FunctionWords{"Fn::Contains", "True if a list has the string as an item.", "[Strings]|String", "[[$1], $2]", true,
                  VIRGA_FN_PAGE("rules")},
    FunctionWords{"Fn::EachMemberEquals", "True if all items of a list are the string.", "[Strings]|String",
                  "[[$1], $2]", true, VIRGA_FN_PAGE("rules")},
    FunctionWords{"Fn::EachMemberIn", "True if all items of the first list are items of the second one, too.",
                  "[StringsToLookFor]|[Strings]", "[[$1], [$2]]", true, VIRGA_FN_PAGE("rules")},
    FunctionWords{"Fn::RefAll", "The values of all parameters of a type, as a list.", "ParameterType", "$1", false,
                  VIRGA_FN_PAGE("rules"), returns::kList},
    FunctionWords{"Fn::ValueOf", "An attribute of what a parameter names, such as the VPC of a subnet.",
                  "ParameterName|Attribute", "[$1, $2]", false, VIRGA_FN_PAGE("rules"),
                  returns::kScalar | returns::kList},
    FunctionWords{"Fn::ValueOfAll", "An attribute of what all parameters of a type name, as a list.",
                  "ParameterType|Attribute", "[$1, $2]", false, VIRGA_FN_PAGE("rules"), returns::kList},
};
#undef VIRGA_FN_PAGE

struct Words {
  std::string_view parent, key, text;
};

// Texts based on https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html and the pages of
// the sections
constexpr std::array kKeys = {
    Words{"", "AWSTemplateFormatVersion", "The version of the template format, always \"2010-09-09\"."},
    Words{"", "Description", "A description of the template."},
    Words{"", "Metadata", "Additional information, such as how the console groups the parameters."},
    Words{"", "Parameters", "Values to set when a stack is created or updated."},
    Words{"", "Rules", "Rules for allowed combinations of parameter values."},
    Words{"", "Mappings", "Tables of fixed values, for Fn::FindInMap."},
    Words{"", "Conditions", "Named conditions that control which resources and outputs are created, and their values."},
    Words{"", "Transform", "Macros that process the template, such as AWS::Serverless-2016-10-31."},
    Words{"", "Globals", "Properties that all resources of a SAM type share."},
    Words{"", "Resources", "The resources of the stack; the only required section."},
    Words{"", "Outputs", "Values that the stack returns, and that other stacks can import."},
    Words{"", "Hooks", "Hooks of CloudFormation, such as blue/green deployments of Amazon ECS."},
    Words{"Resources/*", "Type", "The type of the resource."},
    Words{"Resources/*", "Properties", "The properties of the resource."},
    Words{"Resources/*", "Condition", "The resource is only created if this condition is true."},
    Words{"Resources/*", "DependsOn", "Resources that are created before this one."},
    Words{"Resources/*", "DeletionPolicy",
          "What happens to the resource when it is removed from the stack: Delete, Retain or Snapshot."},
    Words{"Resources/*", "UpdateReplacePolicy", "What happens to the old resource when an update replaces it."},
    Words{"Resources/*", "UpdatePolicy", "How the resource is updated."},
    Words{"Resources/*", "CreationPolicy", "What CloudFormation waits for before it considers the resource created."},
    Words{"Resources/*", "Connectors",
          "Other resources that this one may read, write or call, as AWS SAM arranges it."},
    Words{"Resources/*", "Metadata", "Additional information about the resource."},
    Words{"Parameters/*", "Type", "The type of the value: String, Number, a list, or an existing AWS resource."},
    Words{"Parameters/*", "Default", "The value if none is specified."},
    Words{"Parameters/*", "AllowedValues", "The allowed values."},
    Words{"Parameters/*", "AllowedPattern", "A regular expression that the value must match."},
    Words{"Parameters/*", "ConstraintDescription", "The message shown when a value violates a constraint."},
    Words{"Parameters/*", "Description", "A description of the parameter."},
    Words{"Parameters/*", "MaxLength", "The maximum number of characters."},
    Words{"Parameters/*", "MinLength", "The minimum number of characters."},
    Words{"Parameters/*", "MaxValue", "The maximum of a number."},
    Words{"Parameters/*", "MinValue", "The minimum of a number."},
    Words{"Parameters/*", "NoEcho", "Hides the value in the console and in API responses."},
    Words{"Rules/*", "RuleCondition", "The assertions are only checked if this condition is true."},
    Words{"Rules/*", "Assertions", "What must be true of the values of parameters."},
    Words{"Outputs/*", "Value", "The value of the output."},
    Words{"Outputs/*", "Description", "A description of the output."},
    Words{"Outputs/*", "Condition", "The output only exists if this condition is true."},
    Words{"Outputs/*", "Export",
          "Makes the value available to other stacks of the account and region through Fn::ImportValue."},
    Words{"Outputs/*/Export", "Name", "The name of the export, unique within an account and region."},
};

}  // namespace

std::span<const FunctionWords> function_words() { return kFunctions; }

std::span<const FunctionWords> rule_function_words() { return kRuleFunctions; }

const FunctionWords* find_function_words(std::string_view name) {
  for (const auto functions : {function_words(), rule_function_words()}) {
    const auto found = std::find_if(functions.begin(), functions.end(),
                                    [&](const FunctionWords& words) { return words.name == name; });
    if (found != functions.end()) return &*found;
  }
  return nullptr;
}

std::string_view pseudo_words(std::string_view name) {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kWords = {{
      {"AWS::AccountId", "The ID of the account in which the stack is created."},
      {"AWS::NoValue", "Removes the property, as a branch of Fn::If."},
      {"AWS::NotificationARNs", "The ARNs of the stack's notification topics, as a list."},
      {"AWS::Partition", "The partition of the region: aws, aws-cn or aws-us-gov."},
      {"AWS::Region", "The region in which the stack is created, such as us-east-1."},
      {"AWS::StackId", "The ARN of the stack."},
      {"AWS::StackName", "The name of the stack."},
      {"AWS::URLSuffix", "The domain suffix of the region, such as amazonaws.com."},
  }};
  for (const auto& [known, text] : kWords) {
    if (known == name) return text;
  }
  return {};
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
std::string parameter_type_words(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWords = {{
      {"String", "A string."},
      {"Number", "An integer or a float. Ref returns it as a string."},
      {"CommaDelimitedList", "Strings, separated by commas. Ref returns a list."},
      {"List<Number>", "Numbers, separated by commas. Ref returns a list of strings."},
  }};
  for (const auto& [known, text] : kWords) {
    if (known == type) return std::string(text);
  }
  constexpr std::string_view kList = "List<";
  constexpr std::string_view kSsm = "AWS::SSM::Parameter::Value<";
  if (type == "AWS::SSM::Parameter::Name") return "The name of a parameter in the Parameter Store of Systems Manager.";
  if (type.starts_with(kSsm)) {
    return "The name of a parameter in the Parameter Store of Systems Manager, whose value CloudFormation fetches at "
           "each deployment. Ref returns that value.";
  }
  const bool is_list = type.starts_with(kList) && type.ends_with('>');
  const std::string_view one = is_list ? type.substr(kList.size(), type.size() - kList.size() - 1) : type;
  const std::span<const std::string_view> types = looked_up_types();
  if (std::find(types.begin(), types.end(), one) == types.end()) return {};
  constexpr std::string_view kChecked = "; CloudFormation checks that before it creates or changes anything.";
  return is_list ? "What exists in the account and region, separated by commas" + std::string(kChecked) +
                       " Ref returns a list."
                 : "What exists in the account and region" + std::string(kChecked);
}

std::string_view key_words(std::string_view parent, std::string_view key) {
  for (const Words& words : kKeys) {
    if (words.parent == parent && words.key == key) return words.text;
  }
  return {};
}

}  // namespace virga::lsp
