// E3503: relations between domains.
#include <fmt/format.h>

#include "rules/dns/checks.h"
#include "rules/engine/branches.h"

namespace virga {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-certificatemanager-certificate-domainvalidationoption.html
void check_validation_domain(Validation& validation, const Node& option, const Location& where) {
  const Member* domain = option.find("DomainName");
  const Node* validated = option.get("ValidationDomain");
  if (domain == nullptr || validated == nullptr) return;
  const auto is_outside = [](const Node& name, const Node& parent) {
    return !parent.text().empty() && name.text() != parent.text() &&
           !name.text().ends_with(fmt::format(".{}", parent.text()));
  };
  const auto pair = first_pair(validation.compilation(), *domain->value, *validated, {}, is_outside);
  if (!pair) return;
  validation.fail(validation.context(), "E3503", validation.at(where, *domain),
                  fmt::format("ValidationDomain must be '{}' or one of its parent domains, found '{}'",
                              pair->first->text(), pair->second->text()));
}

}  // namespace virga
