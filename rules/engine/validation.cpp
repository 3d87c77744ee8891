#include "rules/engine/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/model/macro_calls.h"
#include "rules/engine/fixes.h"
#include "rules/engine/keywords.h"
#include "rules/engine/macros.h"
#include "rules/engine/messages.h"
#include "rules/engine/scenarios.h"
#include "rules/engine/unread_text.h"

namespace virga {
namespace {

constexpr std::uint32_t kMaxDepth = 512;
// A schema from outside may refer to itself twice at each of forty levels (allOf, anyOf) and fail each time. Real
// templates take a thousandth of this.
constexpr std::uint64_t kMaxSteps = 10'000'000;
constexpr std::size_t kMaxFailures = 20'000;

// The set of keywords that are checked once for each combination of the relevant conditions.
constexpr std::uint64_t kScenarioKeywords = [] {
  std::uint64_t bits = 0;
  for (std::uint32_t i = 0; i < kKeywordIdCount; ++i) {
    const Timing timing = kKeywordRows[i].timing;
    if (timing == Timing::PerScenario || timing == Timing::Composite) bits |= std::uint64_t{1} << i;
  }
  return bits;
}();
static_assert(kKeywordIdCount <= 64);

bool depends_on_scenario(KeywordId id) { return (kScenarioKeywords >> static_cast<unsigned>(id) & 1) != 0; }

// A fast path: most values obviously have the schema's `type`.
bool is_plainly(const Node& value, std::uint8_t types, const Context& context) {
  switch (value.kind) {
    case NodeKind::Mapping:
      return (types & json_type::kObject) != 0;
    case NodeKind::Sequence:
      return (types & json_type::kArray) != 0;
    case NodeKind::Null:
      return false;
    default:
      return (types & json_type::kString) != 0 && (value.is_string() || !context.strict_types);
  }
}

// Merges equal failures from several scenarios: drops duplicates past the first `before` failures.
void merge_failures(std::vector<Failure>& list, std::size_t before, std::size_t scenarios) {
  for (std::size_t i = before; i < list.size(); ++i) {
    std::size_t failed = 1;
    auto repeats = [&](const Failure& other) {
      if (other.rule != list[i].rule || other.message != list[i].message || other.range != list[i].range) return false;
      if (other.condition != list[i].condition) ++failed;
      return true;
    };
    list.erase(std::remove_if(list.begin() + static_cast<std::ptrdiff_t>(i) + 1, list.end(), repeats), list.end());
    if (failed > 1 && failed == scenarios) list[i].condition.clear();
  }
}

// It may become anything: an unfinished scalar, or a call with another member beside it.
bool is_half_typed(const UnreadText& unread, const Node& value) {
  if (value.is_scalar()) return is_broken(value);
  const auto members = value.members();
  const bool has_call = members.size() > 1 && std::any_of(members.begin(), members.end(), [](const Member& member) {
                          const Function function = function_of_key(member.key->text());
                          // These may have other members beside them.
                          const bool has_others = function == Function::Condition || function == Function::ForEach ||
                                                  function == Function::Transform;
                          return function != Function::None && !has_others;
                        });
  return has_call && unread.may_hold_more(value);
}

// Whether it may be the short form of a macro call, which may make anything, or the argument of one: not that of the
// template's section Transform.
bool may_be_short_call(const Node& value, const Location& where, const Context& context) {
  if (!value.is_mapping()) return false;
  if (value.size == 1 && value.function == Function::None && context.functions.contains(Function::Transform) &&
      may_be_macro_call(value.members()[0])) {
    return true;
  }
  return where.key != nullptr && where.parent != nullptr && where.parent->parent != nullptr &&
         may_be_macro_call({where.key, &value});
}

}  // namespace

const Location& Validation::at(const Location& parent, const Member& member) {
  return *arena_.make<Location>(&parent, member.key, member.value, 0U);
}

const Location& Validation::at(const Location& parent, std::uint32_t index, const Node& item) {
  return *arena_.make<Location>(&parent, nullptr, &item, index);
}

const Location& Validation::root(const Node& value) { return *arena_.make<Location>(nullptr, nullptr, &value, 0U); }

void Validation::fail(const Context& context, Finding& found) {
  if (context.failures != nullptr) context.failures->push_back({{found.take()}, KeywordId::Type, false, {}});
}

void Validation::report(std::vector<Failure> failures) {
  for (Failure& failure : failures) {
    if (!failure.condition.empty()) add_circumstance(failure.message, failure.condition);
    reporter_.report(std::move(failure));
  }
}

bool Validation::lacks_required(const Node& value, Schema schema, const Context& context) {
  if (!value.is_mapping()) return false;
  const std::optional<Keyword> required = schema.find(KeywordId::Required);
  if (!required) return false;
  for (std::uint32_t i = 0; i < required->count(); ++i) {
    if (value.find(required->name(i)) == nullptr) return !has_open_members(value, context);
  }
  return false;
}

void Validation::validate(const Node& value, Schema schema, const Location& where, Context context) {
  std::vector<Failure> failures;
  context.failures = &failures;
  walked_ = {};  // of another list of failures
  check(value, schema, where, context);
  report(std::move(failures));
}

Verdict Validation::check(const Node& value, Schema schema, const Location& where, const Context& context) {
  if (depth_ > kMaxDepth || ++steps_ > kMaxSteps || compilation_.is_cancelled()) return Verdict::Unknown;
  if (context.failures != nullptr && context.failures->size() > kMaxFailures) return Verdict::Unknown;
  const UnreadText* unread = compilation_.unread();
  if (unread != nullptr && is_half_typed(*unread, value)) return Verdict::Unknown;
  // CloudFormation refuses the null (V1001); which form it would have, nobody can tell.
  if (context.composite && value.is(NodeKind::Null) && !context.strict_types) return Verdict::Unknown;
  struct Depth {
    std::uint32_t& depth;
    explicit Depth(std::uint32_t& d) : depth(d) { ++depth; }
    ~Depth() { --depth; }
  } guard(depth_);

  if (!schema || schema.accepts_all()) {
    if (value.is_scalar()) return Verdict::Valid;
    walk(value, where, context);
    report_unknown_function(value, where, context);
    return Verdict::Valid;
  }
  if (schema.accepts_none()) {
    const Verdict there = presence(value, context);
    if (there == Verdict::Invalid) return Verdict::Valid;
    if (there == Verdict::Unknown) return context.composite ? Verdict::Unknown : Verdict::Valid;
    if (context.failures != nullptr) {
      std::string message = !context.message.empty() ? std::string(context.message)
                            : where.key != nullptr   ? fmt::format("'{}' is not allowed here", where.key->text())
                                                     : std::string("No value is allowed here");
      fail(context,
           finding(context.rule.empty() ? rule_of_keyword(KeywordId::AdditionalProperties) : context.rule, where,
                   std::move(message))
               .focus(where.range())
               .fix(context.composite || context.resolved ? std::nullopt
                                                          : refused_member_fix(compilation_, where, context.rule)));
      context.failures->back().of_keyword = true;
    }
    return Verdict::Invalid;
  }
  // A schema with `functions` decides itself which functions are allowed here.
  if (value.function != Function::None && context.functions.contains(value.function) &&
      !schema.find(KeywordId::Functions)) {
    return check_function(value, schema, where, context);
  }
  if (may_be_short_call(value, where, context)) {
    walk(value, where, context);
    return context.composite ? Verdict::Unknown : Verdict::Valid;
  }
  return check_keywords(value, schema, where, context);
}

// Walks values that no schema describes, for the functions in them.
void Validation::walk(const Node& value, const Location& where, const Context& context) {
  if (context.failures == nullptr || context.functions.empty() || context.composite) return;
  if (value.is_scalar()) return;
  if (value.function != Function::None && context.functions.contains(value.function)) {
    check_function(value, Schema{}, where, context);
    return;
  }
  for (const Member& member : value.members()) {
    if (!member.value->is_scalar()) check(*member.value, Schema{}, Location{&where, member.key, member.value}, context);
  }
  for (std::uint32_t i = 0; i < value.items().size(); ++i) {
    const Node& item = *value.items()[i];
    if (!item.is_scalar()) check(item, Schema{}, Location{&where, nullptr, &item, i}, context);
  }
}

// The parts of an allOf are about the same value, and most describe none of its members.
void Validation::walk_once(const Node& value, const Location& where, const Context& context) {
  if (context.failures == nullptr || context.composite) return;  // as walk() does
  const Walked now{&value, &where, context.failures, context.functions};
  if (context.scenario == nullptr && now == walked_) return;
  walk(value, where, context);
  walked_ = context.scenario == nullptr ? now : Walked{};
}

// CloudFormation rejects unknown functions wherever functions are evaluated. A macro may have its own.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
void Validation::report_unknown_function(const Node& value, const Location& where, const Context& context) {
  if (value.size != 1 || value.function != Function::None || context.failures == nullptr || context.composite ||
      context.resolved || !context.functions.contains(Function::Ref)) {
    return;
  }
  std::string fault = fault_of_unknown_function(value, MapUse::Allowed, context.functions);
  if (fault.empty() || may_call_macro(compilation_) || has_own_macro(compilation_.model())) return;
  fail(context,
       finding("V1003", at(where, value.members()[0]), std::move(fault))
           .fix(context.resolved ? std::nullopt
                                 : unknown_function_fix(compilation_, value, MapUse::Allowed, context.functions)));
}

FunctionSet Validation::functions_of(Keyword keyword) {
  KnownFunctions& known = known_functions_[keyword.record() % known_functions_.size()];
  if (known.store == keyword.store() && known.record == keyword.record()) return known.functions;
  known = {keyword.store(), keyword.record(), {}};
  for (std::uint32_t i = 0; i < keyword.count(); ++i) known.functions.add(function_of_key(keyword.name(i)));
  return known.functions;
}

Verdict Validation::check_keywords(const Node& value, Schema schema, const Location& where, const Context& outer) {
  if (!schema.is_annotated() && !outer.as_one) return judge_keywords(value, schema, where, outer, Keyword(nullptr, 0));
  Context own;
  const Context* context = &outer;
  bool own_functions = false;
  Keyword checks(nullptr, 0);
  // Annotations are the last keywords of a schema.
  const Keyword first = schema.keyword(0);
  for (std::uint32_t i = schema.keyword_count(); i > 0; --i) {
    const Keyword keyword(first.store(), first.record() + i - 1);
    if (keyword.id() < KeywordId::Rule) break;
    if (keyword.id() == KeywordId::Check) {
      checks = keyword;
      continue;
    }
    if (context != &own) own = outer;
    context = &own;
    switch (keyword.id()) {
      case KeywordId::Rule:
        own.rule = keyword.text();
        break;
      case KeywordId::Message:
        own.message = keyword.text();
        own.subject = &value;
        break;
      case KeywordId::Functions:
        own.functions = functions_of(keyword);
        own_functions = true;
        break;
      case KeywordId::SingleFinding:
        own.as_one = keyword.boolean();
        break;
      default:
        break;
    }
  }
  // Functions that this schema allows are checked as functions.
  if (own_functions && value.function != Function::None && context->functions.contains(value.function)) {
    return check_function(value, schema, where, *context);
  }
  if (own_functions && may_be_short_call(value, where, *context)) {
    walk(value, where, *context);
    return context->composite ? Verdict::Unknown : Verdict::Valid;
  }
  return context->as_one ? check_as_one(value, schema, where, *context, checks)
                         : judge_keywords(value, schema, where, *context, checks);
}

Verdict Validation::check_as_one(const Node& value, Schema schema, const Location& where, const Context& outer,
                                 Keyword checks) {
  Context context = outer;
  context.as_one = false;
  std::vector<Failure> found;
  if (outer.failures != nullptr) context.failures = &found;
  const Verdict verdict = judge_keywords(value, schema, where, context, checks);
  // Findings of functions and checks are kept; those of keywords become one finding.
  bool is_told = false;
  for (Failure& failure : found) {
    if (failure.of_keyword || !failure.parent_rule.empty()) {
      if (is_told) continue;
      is_told = true;
      const TextRange fault = failure.focus();
      const auto* name = failure.path.empty() ? nullptr : std::get_if<std::string>(&failure.path.back());
      for (Fix& fix : failure.fixes) {
        if (name != nullptr) fix = *naming(*name, fix);
      }
      place_at(failure, where);
      failure.exact = fault;
    }
    outer.failures->push_back(std::move(failure));
  }
  return verdict;
}

Verdict Validation::judge_keywords(const Node& value, Schema schema, const Location& where, const Context& context,
                                   Keyword checks) {
  if (context.failures == nullptr && schema.has_scenarios() && lacks_required(value, schema, context)) {
    return Verdict::Invalid;
  }
  Verdict verdict = Verdict::Valid;
  std::uint32_t described = 0;
  const std::span<const KeywordRecord> keywords = schema.keywords();
  for (std::uint32_t i = 0; i < keywords.size(); ++i) {
    const KeywordId id = keywords[i].id();
    if (id >= KeywordId::Rule) break;
    if (depends_on_scenario(id) || (id == KeywordId::Type && is_plainly(value, schema.types(), context))) continue;
    verdict = worse(verdict, check_keyword(value, schema, schema.keyword(i), where, context, described));
    if (verdict == Verdict::Invalid && context.failures == nullptr) return verdict;
  }
  const bool is_guess = compilation_.unread() != nullptr && compilation_.unread()->is_guess(value);
  if (schema.has_scenarios()) verdict = worse(verdict, check_in_scenarios(value, schema, where, context));
  if (!value.is_scalar()) {
    if (!schema.is_structured()) walk_once(value, where, context);
    if (verdict == Verdict::Valid && !is_guess) report_unknown_function(value, where, context);
  }
  if (checks.store() != nullptr && context.failures != nullptr && !context.composite) {
    const Context* saved = std::exchange(context_, &context);
    for (std::uint32_t i = 0; i < checks.count(); ++i) {
      const Rule* rule = find_rule(checks.name(i));
      if (rule == nullptr || rule->check_value == nullptr) continue;
      // Whatever else is half typed in a map, the names that it uses must be defined.
      if (!is_guess || rule->claim == Claim::Undeclared) rule->check_value(*this, value, where);
    }
    context_ = saved;
  }
  return verdict;
}

Verdict Validation::check_scenario_keywords(const Node& value, Schema schema, const Location& where,
                                            const Context& context) {
  Verdict verdict = Verdict::Valid;
  std::uint32_t described = 0;
  const std::span<const KeywordRecord> keywords = schema.keywords();
  for (std::uint32_t i = 0; i < keywords.size(); ++i) {
    const KeywordId id = keywords[i].id();
    if (id >= KeywordId::Rule) break;
    if (!depends_on_scenario(id)) continue;
    const Keyword keyword = schema.keyword(i);
    const bool is_composite = row_of(id).timing == Timing::Composite;
    verdict = worse(verdict, is_composite ? check_composite(value, schema, keyword, where, context)
                                          : check_keyword(value, schema, keyword, where, context, described));
  }
  return verdict;
}

namespace {

// Checks once for each scenario, within the context's assumptions, and combines the verdicts. A failure in only some
// scenarios says in which.
template <typename Judge>
Verdict judge_each(const ConditionSolver& conditions, const std::vector<Scenario>& scenarios, const Context& context,
                   Judge judge) {
  const std::size_t before = context.failures != nullptr ? context.failures->size() : 0;
  bool all_invalid = true, any_invalid = false, any_unknown = false;
  Scenario within;
  for (const Scenario& scenario : scenarios) {
    within = scenario;
    for (const Assumption& assumed : scenario_of(context)) {
      if (find_assumption(within, assumed.condition) == nullptr) within.push_back(assumed);
    }
    Context inner = context;
    inner.scenario = &within;
    inner.split = true;
    const std::size_t first = inner.failures != nullptr ? inner.failures->size() : 0;
    const Verdict here = judge(inner);
    if (inner.failures != nullptr) {
      for (std::size_t k = first; k < inner.failures->size(); ++k) {
        Failure& failure = (*inner.failures)[k];
        // Within another split, both conditions are named.
        if (failure.condition.empty() && failure.notes.empty()) {
          failure.condition = "when " + conditions.describe(context.split ? within : scenario);
        }
      }
    }
    all_invalid &= here == Verdict::Invalid;
    any_invalid |= here == Verdict::Invalid;
    any_unknown |= here == Verdict::Unknown;
  }
  if (context.failures != nullptr) merge_failures(*context.failures, before, scenarios.size());
  if (!context.composite) return any_invalid ? Verdict::Invalid : Verdict::Valid;
  if (all_invalid) return Verdict::Invalid;
  return any_invalid || any_unknown ? Verdict::Unknown : Verdict::Valid;
}

}  // namespace

Verdict Validation::check_composite(const Node& value, Schema schema, Keyword keyword, const Location& where,
                                    const Context& context) {
  std::uint32_t described = 0;
  const Verdict verdict = check_keyword(value, schema, keyword, where, context, described);
  // Within another composite keyword, the outer one iterates over the scenarios of everything in it.
  if (verdict != Verdict::Unknown || context.composite) return verdict;
  const std::vector<std::uint32_t> conditions = conditions_read(value, schema, keyword, context);
  if (conditions.empty()) return Verdict::Valid;
  const std::vector<Scenario> scenarios =
      compilation_.conditions().scenarios(conditions, scenario_of(context), kMaxScenarios);
  if (scenarios.empty()) return Verdict::Valid;
  return judge_each(compilation_.conditions(), scenarios, context, [&](const Context& inner) {
    return check_keyword(value, schema, keyword, where, inner, described);
  });
}

// Checks the keywords that depend on presence once for each combination of conditions that affects it.
Verdict Validation::check_in_scenarios(const Node& value, Schema schema, const Location& where,
                                       const Context& context) {
  if (presence_conditions(value, context).empty()) return check_scenario_keywords(value, schema, where, context);
  const std::vector<Scenario> scenarios = presence_scenarios(value, context);
  if (scenarios.empty()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  // The only one, such as that in which the resource exists, says in messages what follows from the others'
  // assumptions.
  const auto is_assumed = [&](const Assumption& one) {
    return find_assumption(scenario_of(context), one.condition) != nullptr;
  };
  if (scenarios.size() == 1 && std::all_of(scenarios[0].begin(), scenarios[0].end(), is_assumed)) {
    return check_scenario_keywords(value, schema, where, context);
  }
  return judge_each(compilation_.conditions(), scenarios, context,
                    [&](const Context& inner) { return check_scenario_keywords(value, schema, where, inner); });
}

}  // namespace virga
