// Every family by name: a family or function that is missing fails the link.
#include <algorithm>
#include <vector>

#include "rules/core/rules.h"
#include "rules/engine/rule.h"
#include "rules/engine/validation.h"
#include "rules/formats/reference_formats.h"
#include "rules/formats/rules.h"
#include "rules/functions/rules.h"
#include "rules/iam/rules.h"
#include "rules/lambda/rules.h"
#include "rules/resources/rules.h"
#include "rules/sam/rules.h"
#include "rules/template/rules.h"

namespace virga {

std::span<const Rule> all_rules() {
  static const std::vector<Rule> rules = [] {
    std::vector<Rule> list;
    for (std::span<const Rule> family : {core_rules(), template_rules(), resource_rules(), iam_rules(), lambda_rules(),
                                         sam_rules(), format_rules(), function_family_rules()}) {
      list.insert(list.end(), family.begin(), family.end());
    }
    std::sort(list.begin(), list.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
    return list;
  }();
  return rules;
}

const Rule* find_rule(std::string_view id) {
  std::span<const Rule> rules = all_rules();
  auto found = std::lower_bound(rules.begin(), rules.end(), id,
                                [](const Rule& rule, std::string_view wanted) { return rule.id < wanted; });
  return found != rules.end() && found->id == id ? &*found : nullptr;
}

const Format* find_format(std::string_view name) {
  std::span<const Format> formats = all_formats();
  auto found = std::find_if(formats.begin(), formats.end(), [&](const Format& f) { return f.name == name; });
  return found != formats.end() ? &*found : nullptr;
}

void check_reference_format(Validation& validation, const Node& call, Schema expected, const Location& where,
                            const Context& context) {
  compare_reference_format(validation, call, expected, where, context);
}

const FunctionRule* find_function_rule(Function function) {
  std::span<const FunctionRule> rows = function_rules();
  auto found = std::find_if(rows.begin(), rows.end(), [&](const FunctionRule& r) { return r.function == function; });
  return found != rows.end() ? &*found : nullptr;
}

}  // namespace virga
