#include "rules/resources/rules.h"

#include "rules/resources/checks.h"

namespace virga {
namespace {

constexpr std::string_view kStructure =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html";
constexpr std::string_view kLimits =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html";
constexpr std::string_view kDependsOn =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html";
constexpr std::string_view kDeletionPolicy =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
constexpr std::string_view kParameters =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html";
constexpr std::string_view kResourceTypes =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";

constexpr Rule kRules[] = {
    claims(Claim::Missing,
           {"E3001", "Malformed resource",
            "CloudFormation only accepts resources with a type, an alphanumeric name and known attributes.", kStructure,
            nullptr, check_resource_attributes}),
    {"E3004", "Circular dependency",
     "Resources that depend on each other in a cycle can never be created, so the template is refused.",
     "https://repost.aws/knowledge-center/unable-validate-circular-dependency-cloudformation", check_cycles},
    claims(Claim::Undeclared, {"E3005", "Invalid DependsOn",
                               "DependsOn must name other resources of the template that exist whenever this one does.",
                               kDependsOn, nullptr, check_depends_on}),
    {"E3006", "Unknown resource type", "CloudFormation refuses a template with an unknown resource type.",
     kResourceTypes, nullptr, check_resource_type},
    {"E3007", "Resource has the name of a parameter",
     "Parameters and resources cannot have the same name, because Ref could not tell them apart.", kStructure,
     check_shared_names},
    {"E3009", "Malformed cfn-init configuration",
     "cfn-init fails on the instance if a section of AWS::CloudFormation::Init is malformed.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-init.html"},
    {"E3010", "Too many resources", "CloudFormation refuses a template with more than 500 resources.", kLimits, nullptr,
     check_resource_count},
    {"E3011", "Resource name is too long", "CloudFormation refuses logical IDs of more than 255 characters.", kLimits,
     nullptr, check_resource_names},
    claims(Claim::Undeclared,
           {"E3015", "Undefined condition of a resource",
            "The condition that decides whether a resource is created must be defined.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html", nullptr,
            check_resource_condition}),
    {"E3016", "Malformed UpdatePolicy", "Only some resource types support an update policy, each with its own keys.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html"},
    {"E3019", "Resources with the same identifier",
     "The second of two resources with the same identifying properties cannot be created.",
     "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html",
     check_primary_identifiers},
    {"E3024", "Malformed tags",
     "Services refuse tags with duplicate, empty or reserved keys, or with long keys or values.",
     "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html", nullptr, check_tags},
    claims(Claim::Missing,
           {"E3028", "Malformed resource metadata",
            "Metadata can hold any data except null, which CloudFormation refuses.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-metadata.html",
            nullptr, check_metadata_nulls}),
    {"E3035", "Invalid DeletionPolicy",
     "CloudFormation has four deletion policies, and supports snapshots for only a few resource types.",
     kDeletionPolicy},
    {"E3036", "Invalid UpdateReplacePolicy",
     "CloudFormation has three policies for replaced resources, and supports snapshots for only a few resource types.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html"},
    {"E3040", "Read-only property is set", "CloudFormation refuses a template that sets a read-only property.",
     kResourceTypes, nullptr, check_read_only_properties},
    claims(Claim::Missing,
           {"E3043", "Parameters do not match the nested template",
            "A nested stack fails if its parameters are unknown to its template, or required ones are missing.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-resource-cloudformation-stack.html",
            check_nested_stacks}),
    {"E3055", "Malformed CreationPolicy", "The keys of a creation policy depend on the resource type.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-creationpolicy.html"},
    {"I3010", "Many resources", "A template close to the limit of 500 resources is best split while that is easy.",
     kLimits},
    {"I3011", "Data is deleted with its resource",
     "Resources that hold data are deleted with their stack or by an update, unless their policies say otherwise.",
     kDeletionPolicy, nullptr, check_data_policies},
    {"I3012", "Long resource name",
     "A logical ID close to the limit of 255 characters leaves no room for names derived from it.", kLimits},
    {"I3013", "Data expires after a default period",
     "Some services delete data after a period that may be shorter than expected; set it explicitly.",
     "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"},
    {"I3037", "Duplicate list item", "A duplicate list item is most often a copy-and-paste mistake.", kResourceTypes,
     nullptr, check_repeated_items},
    {"I3042", "Hard-coded partition, region or account in an ARN",
     "An ARN with a hard-coded partition, region or account only works there; use pseudo parameters.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html",
     check_hardcoded_arns, nullptr, false, "partition=true,region=false,accountId=false"},
    {"V3010", "Nested template fails with its parameters",
     "A value that a nested stack passes makes its template fail, which only its deployment would show.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html",
     check_nested_findings},
    {"V3015",
     "Limits in the wrong order",
     "A service refuses a minimum that is above its maximum, and other limits that exclude each other.",
     "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
     nullptr,
     nullptr,
     false,
     {},
     Severity::Error},
    claims(Claim::Missing,
           {"V3016",
            "Name is not defined in the resource",
            "A service refuses a resource in which one part refers to another that is not there, such as a volume.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-properties-ecs-taskdefinition-mountpoint.html",
            nullptr,
            nullptr,
            false,
            {},
            Severity::Error}),
    {"W2030", "Allowed value does not suit its use",
     "An allowed value that a property refuses lets a user choose a failing deployment; W1030 reports it.",
     kParameters},
    {"W2031", "Default does not match the pattern of its use",
     "A default that a property refuses makes deployments fail; W1030 reports it.", kParameters},
    {"W3002", "Local path needs packaging",
     "Local paths only work when the template goes through 'aws cloudformation package' before it is deployed.",
     "https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html", nullptr, check_packaged_path},
    {"W3005", "Redundant DependsOn", "A reference already makes CloudFormation create the other resource first.",
     kDependsOn, nullptr, check_redundant_depends_on},
    {"W3010", "Hard-coded Availability Zone", "A zone only exists in one region, and accounts see different zones.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
     "intrinsic-function-reference-getavailabilityzones.html",
     nullptr, check_availability_zone},
    claims(Claim::Missing,
           {"W3011", "Only one of the two retention policies",
            "DeletionPolicy and UpdateReplacePolicy protect against different events; data is only safe with both.",
            kDeletionPolicy, nullptr, check_deletion_policies}),
    {"W3034", "Range of a parameter does not suit its use",
     "A parameter with a wider range than its property lets a user choose a failing deployment; W1030 reports it.",
     kParameters},
};

}  // namespace

std::span<const Rule> resource_rules() { return kRules; }

}  // namespace virga
