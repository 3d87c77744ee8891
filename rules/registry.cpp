// All families by name: a missing family or function fails the link.
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "rules/api_gateway/rules.h"
#include "rules/core/rules.h"
#include "rules/dns/rules.h"
#include "rules/documents/rules.h"
#include "rules/ec2/rules.h"
#include "rules/ecs/rules.h"
#include "rules/engine/rule.h"
#include "rules/engine/validation.h"
#include "rules/formats/reference_formats.h"
#include "rules/formats/rules.h"
#include "rules/functions/rules.h"
#include "rules/iam/rules.h"
#include "rules/instance_types/rules.h"
#include "rules/lambda/rules.h"
#include "rules/lifecycle/rules.h"
#include "rules/load_balancing/rules.h"
#include "rules/messaging/rules.h"
#include "rules/others/rules.h"
#include "rules/pipelines/rules.h"
#include "rules/rds/rules.h"
#include "rules/resources/rules.h"
#include "rules/sam/rules.h"
#include "rules/security/rules.h"
#include "rules/storage/rules.h"
#include "rules/style/rules.h"
#include "rules/template/rules.h"
#include "rules/wiring/rules.h"

namespace virga {

std::span<const Rule> all_rules() {
  static const std::vector<Rule> rules = [] {
    std::vector<const Rule*> sorted;  // cheaper to move about
    for (std::span<const Rule> family : {core_rules(),
                                         template_rules(),
                                         resource_rules(),
                                         iam_rules(),
                                         lambda_rules(),
                                         sam_rules(),
                                         format_rules(),
                                         function_family_rules(),
                                         ec2_rules(),
                                         lifecycle_rules(),
                                         rds_rules(),
                                         ecs_rules(),
                                         load_balancing_rules(),
                                         api_gateway_rules(),
                                         storage_rules(),
                                         messaging_rules(),
                                         dns_rules(),
                                         others_rules(),
                                         instance_types_rules(),
                                         document_rules(),
                                         pipeline_rules(),
                                         wiring_rules(),
                                         security_rules(),
                                         style_rules()}) {
      for (const Rule& rule : family) sorted.push_back(&rule);
    }
    std::sort(sorted.begin(), sorted.end(), [](const Rule* a, const Rule* b) { return a->id < b->id; });
    std::vector<Rule> list;
    list.reserve(sorted.size());
    for (const Rule* rule : sorted) list.push_back(*rule);
    return list;
  }();
  return rules;
}

std::span<const SharedCheck> template_checks() {
  static const std::vector<SharedCheck> checks = [] {
    std::vector<SharedCheck> list;
    for (const Rule& rule : all_rules()) {
      if (rule.check_template == nullptr) continue;
      auto found = std::find_if(list.begin(), list.end(),
                                [&](const SharedCheck& shared) { return shared.check == rule.check_template; });
      if (found == list.end()) found = list.insert(list.end(), {rule.check_template, {}});
      found->rules.push_back(rule.id);
    }
    return list;
  }();
  return checks;
}

namespace {

// Finds rules by ID, which the walk does at every value with a check. An ID is a letter and four digits, from which its
// position is computed.
class RuleIndex {
public:
  RuleIndex() {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      places_.at(slot_of(rules_[i].id)) = static_cast<std::uint16_t>(i + 1);
    }
  }

  const Rule* find(std::string_view id) const {
    const std::size_t slot = slot_of(id);
    const std::uint16_t place = slot < places_.size() ? places_[slot] : 0;
    return place == 0 ? nullptr : &rules_[place - 1U];
  }

private:
  static constexpr std::size_t kNumbers = 10'000;
  static constexpr std::size_t kNone = 4 * kNumbers;

  static std::size_t slot_of(std::string_view id) {
    if (id.size() != 5) return kNone;
    const auto digit = [&](std::size_t i) { return static_cast<unsigned char>(id[i] - '0'); };
    if (std::max({digit(1), digit(2), digit(3), digit(4)}) > 9) return kNone;
    const std::size_t number = digit(1) * 1000U + digit(2) * 100U + digit(3) * 10U + digit(4);
    switch (id[0]) {
      case 'E':
        return number;
      case 'W':
        return kNumbers + number;
      case 'I':
        return 2 * kNumbers + number;
      case 'V':
        return 3 * kNumbers + number;
      default:
        return kNone;
    }
  }

  std::span<const Rule> rules_ = all_rules();
  std::array<std::uint16_t, kNone> places_{};  // index of the rule plus one
};

}  // namespace

const Rule* find_rule(std::string_view id) {
  static const RuleIndex index;
  return index.find(id);
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
  static const auto by_function = [] {
    std::array<const FunctionRule*, 64> rows{};
    for (const FunctionRule& row : function_rules()) rows.at(static_cast<std::size_t>(row.function)) = &row;
    return rows;
  }();
  return by_function[static_cast<std::size_t>(function)];
}

}  // namespace virga
