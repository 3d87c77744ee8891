// V9010: outputs that show a secret which only GetAtt returns.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "rules/engine/compilation.h"
#include "rules/engine/reporter.h"
#include "rules/security/checks.h"

namespace virga {
namespace {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kSecretAttributes = {
    {{"AWS::IAM::AccessKey", "SecretAccessKey"}, {"AWS::Cognito::UserPoolClient", "ClientSecret"}}};

}  // namespace

void check_secret_outputs(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Location root{nullptr, nullptr, model.root(), 0};
  for (const Reference& use : compilation.symbols().references()) {
    if (use.section != Section::Outputs || use.attribute.empty()) continue;
    const Resource* resource = model.find_resource(use.name);
    if (resource == nullptr) continue;
    const auto is_shown = [&](const auto& secret) {
      return resource->type == secret.first && use.attribute == secret.second;
    };
    if (std::none_of(kSecretAttributes.begin(), kSecretAttributes.end(), is_shown)) continue;
    Finding found =
        finding("V9010", root,
                fmt::format("The output shows {} of '{}' to everyone who can describe the stack; store it in Secrets "
                            "Manager and output the ARN of the secret",
                            use.attribute, use.name));
    Diagnostic made = found.at(use.range).focus(use.range).take();
    made.path = {"Outputs", std::string(use.owner), "Value"};
    reporter.report(std::move(made));
  }
}

}  // namespace virga
