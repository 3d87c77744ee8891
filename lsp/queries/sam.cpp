#include "lsp/queries/sam.h"

#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/tables_data.h"
#include "compiler/expand/serverless/function/deployment_preferences.h"
#include "schemas/sam_facts.h"

namespace virga::lsp {

std::vector<GeneratedName> referable_names(const SchemaDatabase& facts, const Resource& resource) {
  std::vector<GeneratedName> names;
  for (const ReferableProperty& property : referable_properties(facts, resource.type)) {
    names.push_back({std::string(resource.name()) + "." + std::string(property.name), property.type});
  }
  return names;
}

std::vector<PolicyTemplateWords> policy_templates() {
  std::vector<PolicyTemplateWords> found;
  for (const PolicyTemplate& known : sam_tables::policy_templates()) {
    found.push_back({known.name, {known.parameters.begin(), known.parameters.end()}});
  }
  return found;
}

std::vector<std::string_view> known_values(std::string_view type, std::string_view event, std::string_view parent,
                                           std::string_view property) {
  if (property == "Method" && (event == "Api" || event == "HttpApi")) {
    return {"get", "post", "put", "delete", "patch", "head", "options", "any"};
  }
  // https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
  if (property == "Protocol" && type.starts_with("AWS::SNS::")) {
    return {"sqs", "lambda", "email", "email-json", "https", "http", "sms", "application", "firehose"};
  }
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
  if (property == "IpProtocol" && type.starts_with("AWS::EC2::SecurityGroup")) {
    return {"tcp", "udp", "icmp", "icmpv6", "-1"};
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
  if ((property == "Events" && event == "S3") || (property == "Event" && type == "AWS::S3::Bucket")) {
    return {"s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Post",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete",
            "s3:ObjectRemoved:DeleteMarkerCreated",
            "s3:ObjectRestore:*",
            "s3:ObjectRestore:Post",
            "s3:ObjectRestore:Completed",
            "s3:ObjectRestore:Delete",
            "s3:ReducedRedundancyLostObject",
            "s3:Replication:*",
            "s3:LifecycleExpiration:*",
            "s3:LifecycleTransition",
            "s3:IntelligentTiering",
            "s3:ObjectTagging:*",
            "s3:ObjectAcl:Put"};
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_FilterRule.html
  if (property == "Name" && parent == "Rules" && (event == "S3" || type == "AWS::S3::Bucket")) {
    return {"prefix", "suffix"};
  }
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
  if (property == "StartingPosition") {
    if (event == "DynamoDB") return {"LATEST", "TRIM_HORIZON"};
    if (!event.empty() || type == "AWS::Lambda::EventSourceMapping") return {"LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"};
  }
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html
  if (property == "Type" && parent == "DeploymentPreference") {
    const auto predefined = predefined_deployments();
    return {predefined.begin(), predefined.end()};
  }
  return {};
}

std::vector<const Node*> sub_maps(const Analysis& analysis, std::uint32_t offset) {
  std::vector<const Node*> maps;
  std::vector<const Node*> todo;
  if (analysis.model().root() != nullptr) todo.push_back(analysis.model().root());
  while (!todo.empty()) {
    const Node& node = *todo.back();
    todo.pop_back();
    if (node.function == Function::Sub && node.argument()->items().size() > 1) {
      const Node* map = node.argument()->items()[1];
      if (map->is_mapping()) maps.push_back(map);
    }
    const auto visit = [&](const Node* child) {
      if (child->range.begin <= offset && offset <= child->range.end) todo.push_back(child);
    };
    for (const Node* item : node.items()) visit(item);
    for (const Member& member : node.members()) visit(member.value);
  }
  return maps;
}

}  // namespace virga::lsp
