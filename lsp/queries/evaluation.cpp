#include "lsp/queries/evaluation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace virga::lsp {

namespace {

// A value on one line.
std::string value_text(const Node& value, int depth = 4) {
  if (value.is_scalar()) return std::string(value.text());
  if (depth == 0) return "…";
  std::string text;
  const auto join = [&](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  for (const Node* item : value.items()) join(value_text(*item, depth - 1));
  for (const Member& member : value.members()) {
    join(std::string(member.key->text()) + ": " + value_text(*member.value, depth - 1));
  }
  return value.is_sequence() ? "[" + text + "]" : "{" + text + "}";
}

// What tells a set of parameters from the others, as "Stage=prod".
std::string words_of_set(const Analysis& analysis, std::size_t index) {
  constexpr std::size_t kMost = 3;
  const auto& sets = analysis.options().parameter_sets;
  std::vector<std::string> words;
  for (const auto& entry : sets[index]) {
    const std::string& name = entry.first;
    const std::string& value = entry.second;
    const Parameter* parameter = analysis.model().find_parameter(name);
    if (parameter == nullptr || parameter->no_echo || words.size() == kMost) continue;
    const bool is_shared = std::all_of(sets.begin(), sets.end(), [&](const ParameterValues& set) {
      const auto found = set.find(name);
      return found != set.end() && found->second == value;
    });
    if (!is_shared) words.push_back(name + "=" + value);
  }
  return words.empty() ? fmt::format("parameter set {}", index + 1) : fmt::format("{}", fmt::join(words, ", "));
}

std::string region_of(const ResolvedValue& value, const Snapshot& snapshot) {
  const auto& regions = snapshot.options().evaluation.regions;
  for (const ParameterChoice choice : value.choices) {
    if (choice.parameter == kRegionChoice && regions.size() > 1 && choice.choice < regions.size()) {
      return regions[choice.choice];
    }
  }
  return {};
}

void add(std::vector<ShownValue>& shown, std::string text, std::string where) {
  auto known = std::find_if(shown.begin(), shown.end(), [&](const ShownValue& one) { return one.text == text; });
  if (known == shown.end()) known = shown.insert(shown.end(), {std::move(text), {}});
  const bool is_new = std::find(known->where.begin(), known->where.end(), where) == known->where.end();
  if (!where.empty() && is_new) known->where.push_back(std::move(where));
}

}  // namespace

const Node* call_at(const Analysis& analysis, std::uint32_t offset) {
  const Node* node = analysis.model().root();
  const Node* found = nullptr;
  const auto holds = [&](TextRange range) { return range.begin <= offset && offset <= range.end; };
  while (node != nullptr) {
    if (node->function != Function::None && holds(node->function_key()->range)) found = node;
    const Node* next = nullptr;
    for (const Node* item : node->items()) {
      if (holds(item->range)) next = item;
    }
    for (const Member& member : node->members()) {
      if (holds(member.value->range)) next = member.value;
    }
    node = next;
  }
  return found;
}

bool touches_secret(const Analysis& analysis, const Node& expression) {
  const auto is_secret = [&](const Occurrence& use) {
    if (use.symbol.kind == NameKind::Condition) return true;  // may depend on anything
    if (use.symbol.kind != NameKind::Parameter) return false;
    const Parameter* parameter = analysis.model().find_parameter(use.symbol.name);
    return parameter != nullptr && parameter->no_echo;
  };
  const bool has_secrets = std::any_of(analysis.model().parameters().begin(), analysis.model().parameters().end(),
                                       [](const Parameter& parameter) { return parameter.no_echo; });
  if (!has_secrets) return false;
  return std::any_of(analysis.occurrences().begin(), analysis.occurrences().end(), [&](const Occurrence& use) {
    return use.range.begin >= expression.range.begin && use.range.end <= expression.range.end && is_secret(use);
  });
}

std::vector<ShownValue> shown_values(const Analysis& analysis, const Node& expression) {
  std::vector<ShownValue> shown;
  if (touches_secret(analysis, expression)) return shown;
  const auto& all = analysis.configured();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Snapshot& snapshot = *all[i];
    const auto lock = snapshot.lock();
    const Resolution& resolution = snapshot.written().evaluator().resolve(expression);
    if (!resolution.known) return {};
    for (const ResolvedValue& value : resolution.values) {
      if (value.value == nullptr) continue;
      std::string where = all.size() > 1 ? words_of_set(analysis, i) : std::string();
      const std::string region = region_of(value, snapshot);
      if (!where.empty() && !region.empty()) where += " in ";
      add(shown, value_text(*value.value), where + region);
    }
  }
  if (shown.size() == 1) shown.front().where.clear();
  return shown;
}

}  // namespace virga::lsp
