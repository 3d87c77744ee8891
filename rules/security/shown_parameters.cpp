// V9004: parameters that, by their name, contain a secret.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
#include <fmt/format.h>

#include "rules/engine/compilation.h"
#include "rules/engine/fixes.h"
#include "rules/engine/secret_words.h"
#include "rules/security/checks.h"

namespace virga {
void check_shown_parameters(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Parameters);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location parameters{&root, section->key, section->value, 0};
  for (const Parameter& parameter : model.parameters()) {
    // A value in AllowedValues is not secret, and the value of an SSM type is only a name.
    if (parameter.no_echo || parameter.type != "String" || parameter.allowed_values != nullptr) continue;
    if (!is_secret_name(parameter.name())) continue;
    reporter.report(finding("V9004", Location{&parameters, parameter.member.key, parameter.member.value, 0},
                            fmt::format("'{}' looks like a secret, but everyone who can describe the stack can read "
                                        "it; add 'NoEcho: true', or use Secrets Manager",
                                        parameter.name()))
                        .fix(no_echo_fix(compilation, parameter)));
  }
}

}  // namespace virga
