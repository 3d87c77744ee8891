// E3503: relations between domains.
#include <fmt/format.h>

#include <string_view>

#include "rules/dns/checks.h"

namespace virga {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-certificatemanager-certificate-domainvalidationoption.html
void check_validation_domain(Validation& validation, const Node& option, const Location& where) {
  const Member* domain = option.find("DomainName");
  const Node* validated = option.get("ValidationDomain");
  if (domain == nullptr || validated == nullptr) return;
  const Compilation& compilation = validation.compilation();
  const Resolution names = compilation.evaluator().resolve(*domain->value);
  const Resolution& parents = compilation.evaluator().resolve(*validated);
  for (const ResolvedValue& a : names.values) {
    for (const ResolvedValue& b : parents.values) {
      // A parameter's value may be overridden.
      if (!a.choices.empty() || !b.choices.empty()) continue;
      const std::string_view name = a.value->text();
      const std::string_view parent = b.value->text();
      if (parent.empty() || name == parent || name.ends_with(fmt::format(".{}", parent))) continue;
      Scenario both = a.scenario;
      both.insert(both.end(), b.scenario.begin(), b.scenario.end());
      if (!compilation.conditions().possible(both)) continue;
      validation.fail(
          validation.context(), "E3503", validation.at(where, *domain),
          fmt::format("ValidationDomain must be '{}' or one of its parent domains, found '{}'", name, parent));
      return;
    }
  }
}

}  // namespace virga
