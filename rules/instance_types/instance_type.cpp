// E3628, E3640 to E3644: checks instance types against the families and sizes that a service supports.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "compiler/support/text.h"
#include "rules/engine/fixes.h"
#include "rules/engine/pattern.h"
#include "rules/instance_types/checks.h"

namespace virga {
namespace {

struct Service {
  std::string_view rule;
  std::string_view table;  // family -> sizes
  std::string_view prefix;
  std::string_view name;
  std::string_view example;
};

constexpr std::string_view kAllFamilies = "ec2-instance-sizes";

// The nearest of the service's types; empty when none is near.
std::string nearest_type(const SchemaDatabase& facts, const Service& service, std::string_view text) {
  std::vector<std::string> types;
  for (std::string_view family : facts.keys(service.table)) {
    for (std::string_view size : facts.lookup(service.table, family)) {
      types.push_back(fmt::format("{}{}.{}", service.prefix, family, size));
    }
  }
  const std::vector<std::string_view> views(types.begin(), types.end());
  return std::string(nearest(text, views));
}

// Whether the family is so old that a service without it will not add it. True up to the fifth generation; services
// still add later ones.
bool is_old(const SchemaDatabase& facts, std::string_view family) {
  const std::size_t digit = family.find_first_of("0123456789");
  return digit != std::string_view::npos && family[digit] <= '5' && !facts.lookup(kAllFamilies, family).empty();
}

void check_type(Validation& validation, const Node& value, const Location& where, const Service& service) {
  if (!value.is_string() || value.text().find("{{") != std::string_view::npos) return;
  const SchemaDatabase& facts = validation.compilation().facts();
  const std::string_view text = value.text();
  const std::string_view rest =
      text.starts_with(service.prefix) ? text.substr(service.prefix.size()) : std::string_view();
  const std::string_view family = rest.substr(0, rest.find('.'));
  const std::string_view size = family.size() < rest.size() ? rest.substr(family.size() + 1) : std::string_view();
  const std::vector<std::string_view> sizes = facts.lookup(service.table, family);
  std::string hint;
  if (!sizes.empty() && !size.empty()) {
    if (std::find(sizes.begin(), sizes.end(), size) != sizes.end()) return;
    hint = fmt::format("; family {} has the sizes {}", family, fmt::join(sizes, ", "));
  } else {
    // New families will be named like the existing ones.
    constexpr std::string_view kShape =
        "^[a-z]+\\d[a-z0-9-]*\\.(nano|micro|small|medium|large|\\d*xlarge|metal(-\\d+xl)?)$";
    const bool is_shaped = search_pattern(kShape, rest) != PatternResult::NoMatch;
    if (is_shaped && !is_old(facts, family)) return;
    hint = is_shaped ? fmt::format("; the family {} is not supported", family)
                     : fmt::format("; types have the form {}FAMILY.SIZE, such as {}", service.prefix, service.example);
  }
  std::string message = fmt::format("{} is not an instance type of {}{}", describe_value(value), service.name, hint);
  std::optional<Fix> fix;
  if (const std::string near = sizes.empty() && !value.is_secret() ? nearest_type(facts, service, text) : std::string();
      !near.empty()) {
    message += fmt::format(". Did you mean '{}'?", near);
    const bool is_written = !validation.context().resolved && where.value == &value;
    // Another size or family costs something else, and holds something else.
    if (is_written) fix = change_fix(validation.compilation(), value, near, FixSafety::Unsafe);
  }
  validation.fail(validation.context(), finding(service.rule, where, std::move(message)).fix(std::move(fix)));
  // The value is to blame, as with an enum, also where a parameter's default holds it.
  if (validation.context().failures != nullptr) validation.context().failures->back().keyword = KeywordId::Enum;
}

}  // namespace

void check_ec2_type(Validation& validation, const Node& value, const Location& where) {
  check_type(validation, value, where, {"E3628", kAllFamilies, "", "EC2", "t3.micro"});
}

void check_processing_type(Validation& validation, const Node& value, const Location& where) {
  check_type(validation, value, where,
             {"E3640", "sagemaker-processing-sizes", "ml.", "SageMaker processing jobs", "ml.m5.xlarge"});
}

void check_gamelift_type(Validation& validation, const Node& value, const Location& where) {
  check_type(validation, value, where, {"E3641", "gamelift-sizes", "", "GameLift", "c5.large"});
}

void check_hosting_type(Validation& validation, const Node& value, const Location& where) {
  check_type(validation, value, where,
             {"E3642", "sagemaker-hosting-sizes", "ml.", "SageMaker endpoints", "ml.m5.large"});
}

void check_transform_type(Validation& validation, const Node& value, const Location& where) {
  check_type(validation, value, where,
             {"E3643", "sagemaker-transform-sizes", "ml.", "SageMaker batch transform", "ml.m5.large"});
}

void check_cluster_type(Validation& validation, const Node& value, const Location& where) {
  check_type(validation, value, where,
             {"E3644", "sagemaker-cluster-sizes", "ml.", "SageMaker HyperPod", "ml.p5.48xlarge"});
}

}  // namespace virga
