#include "rules/wiring/rules.h"

#include "rules/wiring/checks.h"

namespace virga {
namespace {

constexpr std::string_view kOutputs =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html";
constexpr std::string_view kDependsOn =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html";
constexpr std::string_view kService =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html";

constexpr Rule kRules[] = {
    claims(
        Claim::MissingAnywhere,
        {"V3001", "Missing dependency on a gateway",
         "Routes and public addresses require an attached gateway; without DependsOn they may be created before it is.",
         kDependsOn, check_gateway_routes}),
    {"V3002",
     "Reversed port range",
     "EC2 refuses a rule whose FromPort is greater than its ToPort.",
     "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html",
     nullptr,
     nullptr,
     false,
     {},
     Severity::Error},
    {"V3003",
     "Invalid path part",
     "API Gateway only accepts path parts of letters, digits and a few other characters, or of one parameter in "
     "braces.",
     "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html",
     nullptr,
     check_api_paths,
     false,
     {},
     Severity::Error},
    {"V3004",
     "Missing path in a state machine",
     "If a key ends with '.$', its value must be a path or an intrinsic function; Step Functions refuses other "
     "strings.",
     "https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html",
     nullptr,
     check_state_paths,
     false,
     {},
     Severity::Error},
    claims(Claim::MissingAnywhere,
           {"V3005", "Sender without permission",
            "A queue, topic or function only accepts events from a service that its policy allows; otherwise the "
            "deployment fails, or events are lost.",
            "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
            check_event_permissions}),
    {"V3006",
     "FIFO queue with a standard sender",
     "Standard topics and buckets cannot send to FIFO queues, so SNS and S3 refuse the configuration.",
     "https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html",
     check_fifo_pairs,
     nullptr,
     false,
     {},
     Severity::Error},
    {"V3007", "Duplicate inline policy name",
     "Inline policies of a role are identified by their names, so one of two with the same name is lost.",
     "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html", check_policy_names},
    {"V3008",
     "Policy is too large",
     "IAM, S3 and KMS refuse policies that exceed their size quota.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
     check_policy_sizes,
     nullptr,
     false,
     {},
     Severity::Error},
    {"V3009",
     "Duplicate export name",
     "An account has each export name only once in a region, so the second of two outputs cannot be created.",
     kOutputs,
     check_repeated_exports,
     nullptr,
     false,
     {},
     Severity::Error},
    claims(Claim::MissingAnywhere,
           {"V3011",
            "Deployment does not depend on its methods",
            "API Gateway refuses to deploy an API without methods; without DependsOn they may be created later.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-resource-apigateway-deployment.html",
            check_api_deployments,
            nullptr,
            false,
            {},
            Severity::Error}),
    claims(Claim::MissingAnywhere,
           {"V3013", "Service does not depend on its listener",
            "ECS refuses a service whose target group has no load balancer yet; only a listener connects the two.",
            kService, check_service_listeners}),
    claims(Claim::MissingAnywhere,
           {"V3014", "Missing dependency on the policy of a role",
            "A service that checks its role's permissions refuses a role whose policy is created later.", kDependsOn,
            check_role_policies}),
    claims(Claim::MissingAnywhere,
           {"V3020", "Missing dependency on a named resource",
            "A resource that names another one by its literal name does not wait for it, and fails if it comes first.",
            kDependsOn, check_named_references}),
    claims(Claim::Missing,
           {"V9101", "API times out before its function",
            "The API returns an error while the function is still running, so its result is lost.",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html", check_api_timeouts}),
    claims(Claim::MissingBasis,
           {"V9102", "Equal conditions", "Two conditions that are always equal are redundant, or one of them is wrong.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html",
            check_equal_conditions}),
    {"V9103", "Export of another template", "The second of two stacks that export the same name cannot be created.",
     kOutputs, check_exports_of_run},
    claims(Claim::Undeclared, {"V9104", "Import that no template exports",
                               "A stack cannot be created before another stack exports what it imports.",
                               "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                               "intrinsic-function-reference-importvalue.html",
                               check_imports_of_run}),
    claims(Claim::MissingAnywhere,
           {"V9105", "Service does not depend on its instances",
            "A service that is created before the instances of its cluster finds none to run its tasks.", kDependsOn,
            check_service_instances}),
};

}  // namespace

std::span<const Rule> wiring_rules() { return kRules; }

}  // namespace virga
