// W3663: permissions for buckets that do not specify the bucket's account.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
#include <array>

#include "compiler/support/text.h"
#include "rules/engine/branches.h"
#include "rules/engine/resources_of_type.h"
#include "rules/lambda/checks.h"

namespace virga {
namespace {

// Whether it is an ARN without an account ID, like those of buckets.
bool lacks_account(const Template& model, const Node& source) {
  if (source.function == Function::GetAtt) {
    const Resource* bucket = resource_named_by(model, source);
    return bucket != nullptr && bucket->type == "AWS::S3::Bucket";
  }
  if (!source.is_string() || !source.text().starts_with("arn:")) return false;
  const std::vector<std::string_view> fields = split_trimmed(source.text(), ':');
  return fields.size() >= 6 && !fields[2].empty() && fields[4].empty();
}

}  // namespace

void check_permission_account(Validation& validation, const Node& permission, const Location& where) {
  // A conditional SourceAccount is deliberate.
  const Node* source = permission.get("SourceArn");
  if (source == nullptr || permission.find("SourceAccount") != nullptr) return;
  const Compilation& compilation = validation.compilation();
  bool is_anybodys = false;
  each_choice(compilation.conditions(), *source, {},
              [&](const Node& value, const Scenario&) { is_anybodys |= lacks_account(compilation.model(), value); });
  if (!is_anybodys) return;
  validation.fail(validation.context(), "W3663", where,
                  "Anyone who takes over the name of a deleted bucket could invoke the function, because SourceArn "
                  "contains no account; set SourceAccount");
}

}  // namespace virga
