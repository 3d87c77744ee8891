#include "lsp/queries/words.h"

#include <algorithm>
#include <array>

namespace virga::lsp {

namespace {

#define VIRGA_FN_PAGE(name) \
  "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-" name ".html"

constexpr std::array kFunctions = {
    FunctionWords{"Ref", "The value of a parameter, or what identifies a resource.", "LogicalName", "$1", false,
                  VIRGA_FN_PAGE("ref")},
    FunctionWords{"Fn::GetAtt", "The value of an attribute of a resource.", "LogicalName|Attribute", "$1", false,
                  VIRGA_FN_PAGE("getatt")},
    FunctionWords{"Fn::Sub", "A text in which `${Name}` and `${Resource.Attribute}` are replaced by their values.",
                  "String|{Name: Value}", "\"$1\"", false, VIRGA_FN_PAGE("sub")},
    FunctionWords{"Fn::Join", "The values of a list as one text, with a delimiter between them.", "Delimiter|[Values]",
                  "[\"$1\", [$2]]", false, VIRGA_FN_PAGE("join")},
    FunctionWords{"Fn::If", "One of two values, by a condition.", "ConditionName|ValueIfTrue|ValueIfFalse",
                  "[$1, $2, $3]", false, VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Fn::FindInMap", "A value of the section Mappings.", "MapName|TopLevelKey|SecondLevelKey",
                  "[$1, $2, $3]", false, VIRGA_FN_PAGE("findinmap")},
    FunctionWords{"Fn::Select", "One item of a list, by its index from 0.", "Index|[Values]", "[$1, $2]", false,
                  VIRGA_FN_PAGE("select")},
    FunctionWords{"Fn::Split", "A text cut at each delimiter, as a list.", "Delimiter|String", "[\"$1\", $2]", false,
                  VIRGA_FN_PAGE("split")},
    FunctionWords{"Fn::ImportValue", "The value that an output of another stack exports.", "ExportName", "$1", false,
                  VIRGA_FN_PAGE("importvalue")},
    FunctionWords{"Fn::GetAZs", "The Availability Zones of a region; an empty text stands for the stack's own region.",
                  "Region", "\"$1\"", false, VIRGA_FN_PAGE("getavailabilityzones")},
    FunctionWords{"Fn::Base64", "A text in Base64, as user data wants it.", "String", "$1", false,
                  VIRGA_FN_PAGE("base64")},
    FunctionWords{"Fn::Cidr", "A list of CIDR blocks within a larger one.", "IpBlock|Count|CidrBits", "[$1, $2, $3]",
                  false, VIRGA_FN_PAGE("cidr")},
    FunctionWords{"Fn::Transform", "What a macro makes of its parameters.", "{Name, Parameters}", "$1", false,
                  VIRGA_FN_PAGE("transform")},
    FunctionWords{"Fn::Length", "The number of items of a list (AWS::LanguageExtensions).", "List", "$1", false,
                  VIRGA_FN_PAGE("length")},
    FunctionWords{"Fn::ToJsonString", "A list or object as JSON text (AWS::LanguageExtensions).", "Value", "$1", false,
                  VIRGA_FN_PAGE("ToJsonString")},
    FunctionWords{"Fn::And", "True when all of two to ten conditions are.", "Condition|Condition|…", "[$1]", true,
                  VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Fn::Or", "True when one of two to ten conditions is.", "Condition|Condition|…", "[$1]", true,
                  VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Fn::Not", "True when the condition is false.", "Condition", "[$1]", true,
                  VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Fn::Equals", "True when two values are equal.", "Value|Value", "[$1, $2]", true,
                  VIRGA_FN_PAGE("conditions")},
    FunctionWords{"Condition", "The value of another condition.", "ConditionName", "$1", true,
                  VIRGA_FN_PAGE("conditions")},
};
#undef VIRGA_FN_PAGE

struct Words {
  std::string_view parent, key, text;
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html and the pages of the sections
constexpr std::array kKeys = {
    Words{"", "AWSTemplateFormatVersion", "The version of the template format. The only one there is: \"2010-09-09\"."},
    Words{"", "Description", "What the template is for."},
    Words{"", "Metadata", "Data about the template, such as how the console shows its parameters."},
    Words{"", "Parameters", "Values that are given when a stack is created or updated."},
    Words{"", "Rules", "What combinations of parameter values are allowed."},
    Words{"", "Mappings", "Tables of fixed values, for Fn::FindInMap."},
    Words{"", "Conditions",
          "Named conditions that decide which resources and outputs there are, and what values they have."},
    Words{"", "Transform", "Macros that process the template, such as AWS::Serverless-2016-10-31."},
    Words{"", "Globals", "Properties that all resources of a SAM type share."},
    Words{"", "Resources", "What the stack consists of. The only section that every template has."},
    Words{"", "Outputs", "Values that the stack shows, and that other stacks can import."},
    Words{"", "Hooks", "Hooks of CloudFormation, such as blue/green deployments of Amazon ECS."},
    Words{"Resources/*", "Type", "The type of the resource."},
    Words{"Resources/*", "Properties", "The settings of the resource."},
    Words{"Resources/*", "Condition", "The resource is only made when this condition is true."},
    Words{"Resources/*", "DependsOn", "Resources that are made before this one."},
    Words{"Resources/*", "DeletionPolicy",
          "What happens to the resource when it leaves the stack: Delete, Retain or Snapshot."},
    Words{"Resources/*", "UpdateReplacePolicy", "What happens to the old resource when an update replaces it."},
    Words{"Resources/*", "UpdatePolicy", "How an update of the resource proceeds."},
    Words{"Resources/*", "CreationPolicy", "What CloudFormation waits for before the resource counts as created."},
    Words{"Resources/*", "Metadata", "Data about the resource."},
    Words{"Parameters/*", "Type", "What the parameter holds: String, Number, a list, or an existing resource of AWS."},
    Words{"Parameters/*", "Default", "The value when none is given."},
    Words{"Parameters/*", "AllowedValues", "The only values that can be given."},
    Words{"Parameters/*", "AllowedPattern", "A regular expression that the value has to match."},
    Words{"Parameters/*", "ConstraintDescription", "What is said when a value breaks a constraint."},
    Words{"Parameters/*", "Description", "What the parameter is for."},
    Words{"Parameters/*", "MaxLength", "The most characters of a text."},
    Words{"Parameters/*", "MinLength", "The least characters of a text."},
    Words{"Parameters/*", "MaxValue", "The largest number."},
    Words{"Parameters/*", "MinValue", "The smallest number."},
    Words{"Parameters/*", "NoEcho", "The value is not shown in the console and in the answers of the API."},
    Words{"Outputs/*", "Value", "What the output gives."},
    Words{"Outputs/*", "Description", "What the output is."},
    Words{"Outputs/*", "Condition", "There is an output only when this condition is true."},
    Words{"Outputs/*", "Export",
          "Makes the value available to other stacks of the account and region, by Fn::ImportValue."},
    Words{"Outputs/*/Export", "Name", "The name of the export: each once in an account and region."},
};

}  // namespace

std::span<const FunctionWords> function_words() { return kFunctions; }

const FunctionWords* find_function_words(std::string_view name) {
  const auto* const found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                         [&](const FunctionWords& words) { return words.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

std::string_view pseudo_words(std::string_view name) {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kWords = {{
      {"AWS::AccountId", "The id of the account in which the stack is made."},
      {"AWS::NoValue", "Removes the property whose value it is, as a branch of Fn::If."},
      {"AWS::NotificationARNs", "The ARNs of the stack's notification topics, as a list."},
      {"AWS::Partition", "The partition of the region: aws, aws-cn or aws-us-gov."},
      {"AWS::Region", "The region in which the stack is made, such as us-east-1."},
      {"AWS::StackId", "The ARN of the stack."},
      {"AWS::StackName", "The name of the stack."},
      {"AWS::URLSuffix", "The suffix of the region's domains, such as amazonaws.com."},
  }};
  for (const auto& [known, text] : kWords) {
    if (known == name) return text;
  }
  return {};
}

std::string_view key_words(std::string_view parent, std::string_view key) {
  for (const Words& words : kKeys) {
    if (words.parent == parent && words.key == key) return words.text;
  }
  return {};
}

}  // namespace virga::lsp
