// E3628: names of EC2's instance types. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "compiler/support/text.h"
#include "rules/engine/pattern.h"
#include "rules/instance_types/checks.h"

namespace virga {
namespace {

constexpr std::string_view kTable = "ec2-instance-sizes";

// "Did you mean": the nearest of all types; empty when none is near.
std::string suggestion(const SchemaDatabase& facts, std::string_view text) {
  std::vector<std::string> types;
  for (std::string_view family : facts.keys(kTable)) {
    for (std::string_view size : facts.lookup(kTable, family)) types.push_back(fmt::format("{}.{}", family, size));
  }
  const std::vector<std::string_view> views(types.begin(), types.end());
  const std::string_view near = nearest(text, views);
  return near.empty() ? std::string() : fmt::format(". Did you mean '{}'?", near);
}

}  // namespace

void check_instance_type(Validation& validation, const Node& value, const Location& where) {
  if (!value.is_string() || value.text().find("{{") != std::string_view::npos) return;
  const SchemaDatabase& facts = validation.compilation().facts();
  const std::string_view text = value.text();
  const std::size_t dot = text.find('.');
  const std::vector<std::string_view> sizes = facts.lookup(kTable, text.substr(0, dot));
  std::string message;
  if (!sizes.empty() && dot != std::string_view::npos) {
    if (std::find(sizes.begin(), sizes.end(), text.substr(dot + 1)) != sizes.end()) return;
    message = fmt::format("{} is not an instance type of EC2, whose family {} has other sizes", describe_value(value),
                          text.substr(0, dot));
  } else {
    // EC2 gets new families, but they are named like the others.
    constexpr std::string_view kShape =
        "^[a-z]+\\d[a-z0-9-]*\\.(nano|micro|small|medium|large|\\d*xlarge|metal(-\\d+xl)?)$";
    if (search_pattern(kShape, text) != PatternResult::NoMatch) return;
    message = fmt::format("{} is not an instance type of EC2; a type is written FAMILY.SIZE, as in t3.micro",
                          describe_value(value));
  }
  if (!value.is_secret()) message += suggestion(facts, text);
  validation.fail(validation.context(), "E3628", where, std::move(message));
}

}  // namespace virga
