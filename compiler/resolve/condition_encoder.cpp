#include "compiler/resolve/condition_encoder.h"

#include <algorithm>

#include "compiler/resolve/regions.h"

namespace virga {
namespace {

// Expressions beyond these sizes are left open instead of being encoded as clauses.
constexpr std::size_t kMaxGroup = 8;
constexpr std::size_t kMaxGroupLiterals = 64;
constexpr std::size_t kPairwiseLimit = 8;

bool append_structure(const Node& node, std::string& out, std::size_t limit) {
  if (out.size() > limit) return false;
  if (node.is_scalar()) {
    out += node.kind == NodeKind::Null ? 'n' : '"';
    for (char c : node.text()) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  } else if (node.is_sequence()) {
    out += '[';
    for (const Node* item : node.items()) {
      if (!append_structure(*item, out, limit)) return false;
      out += ',';
    }
    out += ']';
  } else {
    std::vector<const Member*> members;
    for (const Member& member : node.members()) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const Member* a, const Member* b) { return a->key->text() < b->key->text(); });
    out += '{';
    for (const Member* member : members) {
      if (!append_structure(*member->key, out, limit)) return false;
      out += ':';
      if (!append_structure(*member->value, out, limit)) return false;
      out += ',';
    }
    out += '}';
  }
  return out.size() <= limit;
}

}  // namespace

std::optional<std::string> structure_of(const Node& node, std::size_t limit) {
  std::string out;
  if (!append_structure(node, out, limit)) return std::nullopt;
  return out;
}

ConditionEncoder::ConditionEncoder(const Template& model, const ParameterValues& given, bool with_rules)
    : model_(model), given_(given) {
  clause({kTrue});
  encode_conditions();
  if (with_rules) encode_rules();
  relate_computed();
  relate_lists();
  relate_equal_subjects();
  relate_region_and_partition();
  for (const Subject& subject : subjects_) exclude(subject);
}

void ConditionEncoder::clause(std::initializer_list<int> literals) {
  clauses_.insert(clauses_.end(), literals);
  clauses_.push_back(0);
}

int ConditionEncoder::conjunction(std::vector<int> parts) {
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  parts.erase(std::remove(parts.begin(), parts.end(), kTrue), parts.end());
  for (int part : parts) {
    if (part == kFalse || std::binary_search(parts.begin(), parts.end(), -part)) return kFalse;
  }
  if (parts.empty()) return kTrue;
  if (parts.size() == 1) return parts[0];
  int all = fresh();
  for (int part : parts) clause({-all, part});
  for (int part : parts) clauses_.push_back(-part);
  clauses_.push_back(all);
  clauses_.push_back(0);
  return all;
}

int ConditionEncoder::disjunction(std::vector<int> parts) {
  for (int& part : parts) part = -part;
  return -conjunction(std::move(parts));
}

// Conditions ------------------------------------------------------------------------------------------

void ConditionEncoder::encode_conditions() {
  std::span<const Declaration> declared = model_.conditions();
  conditions_.resize(declared.size());
  for (int& variable : conditions_) variable = fresh();
  std::vector<bool> circular = circular_conditions(model_);
  for (std::size_t i = 0; i < declared.size(); ++i) {
    // A circular condition has no meaning, so it stays free.
    if (circular[i] || declared[i].body() == nullptr) continue;
    int meaning = expression(*declared[i].body());
    clause({-conditions_[i], meaning});
    clause({conditions_[i], -meaning});
  }
}

int ConditionEncoder::expression(const Node& node) {
  if (auto known = memo_.find(&node); known != memo_.end()) return known->second;
  int result = 0;
  switch (node.function) {
    case Function::And:
      result = connective(node, true);
      break;
    case Function::Or:
      result = connective(node, false);
      break;
    case Function::Not: {
      std::span<const Node* const> items = node.argument()->items();
      result = items.size() == 1 ? -expression(*items[0]) : opaque(node);
      break;
    }
    case Function::Equals: {
      std::span<const Node* const> items = node.argument()->items();
      result = items.size() == 2 ? equals(*items[0], *items[1]) : opaque(node);
      break;
    }
    case Function::Implies: {
      std::span<const Node* const> items = node.argument()->items();
      result = items.size() == 2 ? disjunction({-expression(*items[0]), expression(*items[1])}) : opaque(node);
      break;
    }
    case Function::Condition: {
      const Declaration* found = model_.find_condition(node.argument()->text());
      result = found != nullptr ? conditions_[found - model_.conditions().data()] : opaque(node);
      break;
    }
    case Function::Contains:
    case Function::EachMemberEquals:
    case Function::EachMemberIn:
      result = membership(node);
      break;
    default:
      result = opaque(node);
      break;
  }
  memo_.emplace(&node, result);
  return result;
}

int ConditionEncoder::connective(const Node& node, bool all) {
  std::span<const Node* const> items = node.argument()->items();
  if (items.empty()) return opaque(node);
  std::vector<int> parts;
  parts.reserve(items.size());
  for (const Node* item : items) parts.push_back(expression(*item));
  return all ? conjunction(std::move(parts)) : disjunction(std::move(parts));
}

// Fn::Contains [list, value], Fn::EachMemberEquals [list, value] and Fn::EachMemberIn [list, list], for lists that are
// written out. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html
int ConditionEncoder::membership(const Node& node) {
  std::span<const Node* const> arguments = node.argument()->items();
  if (arguments.size() != 2 || !arguments[0]->is_sequence()) return opaque(node);
  auto single = [this](const Node& part) {
    if (part.is_sequence()) return false;
    if (part.function != Function::Ref) return part.is_scalar();
    const Parameter* parameter = model_.find_parameter(part.argument()->text());
    return parameter == nullptr || !parameter->is_list();
  };
  auto all_single = [&](const Node& list) {
    return list.is_sequence() &&
           std::all_of(list.items().begin(), list.items().end(), [&](const Node* item) { return single(*item); });
  };
  if (!all_single(*arguments[0])) return opaque(node);
  if (node.function == Function::EachMemberIn ? !all_single(*arguments[1]) : !single(*arguments[1])) {
    return opaque(node);
  }
  std::vector<int> parts;
  for (const Node* item : arguments[0]->items()) {
    if (node.function == Function::EachMemberIn) {
      std::vector<int> any;
      for (const Node* other : arguments[1]->items()) any.push_back(equals(*item, *other));
      parts.push_back(disjunction(std::move(any)));
    } else {
      parts.push_back(equals(*item, *arguments[1]));
    }
  }
  return node.function == Function::Contains ? disjunction(std::move(parts)) : conjunction(std::move(parts));
}

int ConditionEncoder::opaque(const Node& node) {
  std::optional<std::string> key = structure_of(node);
  if (!key) return fresh();
  auto [entry, added] = opaque_.try_emplace(std::move(*key), 0);
  if (added) entry->second = fresh();
  return entry->second;
}

// Relations between atoms -----------------------------------------------------------------------------

// A subject has at most one value, and exactly one if all its possible values are known and have atoms.
void ConditionEncoder::exclude(const Subject& subject) {
  std::span<const std::pair<std::string_view, int>> atoms = subject.atoms;
  if (atoms.size() <= kPairwiseLimit) {
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      for (std::size_t j = i + 1; j < atoms.size(); ++j) clause({-atoms[i].second, -atoms[j].second});
    }
  } else {
    // Sequential counter encoding: `seen` means that one of the atoms so far is true.
    int seen = atoms[0].second;
    for (std::size_t i = 1; i < atoms.size(); ++i) {
      clause({-seen, -atoms[i].second});
      if (i + 1 == atoms.size()) break;
      int next = fresh();
      clause({-seen, next});
      clause({-atoms[i].second, next});
      seen = next;
    }
  }
  if (subject.closed && subject.domain.size() > 1 && atoms.size() == subject.domain.size()) {
    for (const auto& [literal, variable] : atoms) clauses_.push_back(variable);
    clauses_.push_back(0);
  }
}

void ConditionEncoder::relate_equal_subjects() {
  if (same_.empty()) return;
  std::vector<std::uint32_t> leader(subjects_.size());
  for (std::uint32_t i = 0; i < leader.size(); ++i) leader[i] = i;
  auto find = [&](std::uint32_t i) {
    while (leader[i] != i) i = leader[i] = leader[leader[i]];
    return i;
  };
  for (const auto& [pair, variable] : same_) leader[find(pair.second)] = find(pair.first);
  std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < leader.size(); ++i) groups[find(i)].push_back(i);
  for (const auto& [first, group] : groups) {
    if (group.size() > 1 && group.size() <= kMaxGroup) relate_group(group);
  }
}

void ConditionEncoder::relate_group(const std::vector<std::uint32_t>& group) {
  std::vector<std::string_view> literals;
  for (std::uint32_t index : group) {
    const Subject& subject = subjects_[index];
    literals.insert(literals.end(), subject.domain.begin(), subject.domain.end());
    for (const auto& [literal, variable] : subject.atoms) literals.push_back(literal);
  }
  std::sort(literals.begin(), literals.end());
  literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
  if (literals.size() > kMaxGroupLiterals) return;
  for (std::size_t i = 0; i < group.size(); ++i) {
    for (std::size_t j = i + 1; j < group.size(); ++j) {
      int equal = same(group[i], group[j]);
      for (std::string_view literal : literals) {
        int left = atom(group[i], literal);
        int right = atom(group[j], literal);
        clause({-equal, -left, right});
        clause({-equal, left, -right});
        clause({equal, -left, -right});
      }
      for (std::size_t k = 0; k < group.size(); ++k) {
        if (k == i || k == j) continue;
        clause({-same(group[i], group[k]), -same(group[k], group[j]), equal});
      }
    }
  }
}

void ConditionEncoder::relate_region_and_partition() {
  auto region = subject_index_.find("$AWS::Region");
  auto partition = subject_index_.find("$AWS::Partition");
  if (region == subject_index_.end() || partition == subject_index_.end()) return;
  for (const auto& [name, in_region] : subjects_[region->second].atoms) {
    std::string_view home = partition_of(name);
    if (home.empty()) continue;
    for (const auto& [literal, in_partition] : subjects_[partition->second].atoms) {
      clause({-in_region, literal == home ? in_partition : -in_partition});
    }
  }
}

// Rules -----------------------------------------------------------------------------------------------

void ConditionEncoder::encode_rules() {
  for (const Declaration& rule : model_.rules()) {
    const Node* assertions = rule.body()->get("Assertions");
    if (assertions == nullptr || !assertions->is_sequence()) continue;
    const Node* when = rule.body()->get("RuleCondition");
    int premise = when != nullptr ? expression(*when) : kTrue;
    for (const Node* assertion : assertions->items()) {
      const Node* holds = assertion->get("Assert");
      if (holds == nullptr) continue;
      clause({-premise, expression(*holds)});
      has_rules_ = true;
    }
  }
}

void ConditionEncoder::bind(std::span<const ParameterBinding> bindings, std::vector<int>& literals) {
  const auto equal_to = [&](const Subject& subject, std::string_view value) {
    for (const auto& [literal, variable] : subject.atoms) literals.push_back(literal == value ? variable : -variable);
  };
  for (const ParameterBinding& binding : bindings) {
    auto found = subject_index_.find("$" + std::string(binding.parameter));
    if (found != subject_index_.end()) equal_to(subjects_[found->second], binding.value);
  }
  for (Computed& operand : computed_) {
    std::string key;
    const bool all = std::all_of(operand.parameters.begin(), operand.parameters.end(), [&](const Parameter* parameter) {
      auto bound = std::find_if(bindings.begin(), bindings.end(),
                                [&](const ParameterBinding& b) { return b.parameter == parameter->name(); });
      if (bound == bindings.end()) return false;
      key.append(bound->value).push_back('\0');
      return true;
    });
    if (!all) continue;
    auto known = operand.by_value.find(key);
    if (known == operand.by_value.end()) {
      const std::optional<std::string_view> text = evaluate(*operand.node, bindings);
      if (!text) continue;
      known = operand.by_value.emplace(std::move(key), *text).first;
    }
    equal_to(subjects_[operand.subject], known->second);
  }
}

}  // namespace virga
