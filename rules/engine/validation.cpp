#include "rules/engine/validation.h"

#include <fmt/format.h>

#include <algorithm>

namespace virga {
namespace {

constexpr std::uint32_t kMaxDepth = 512;
// Past this many combinations of conditions a value is judged no further: silence, not a guess.
constexpr std::size_t kMaxScenarios = 64;

Verdict worse(Verdict a, Verdict b) { return std::max(a, b); }

const Scenario& scenario_of(const Context& context) {
  static const Scenario none;
  return context.scenario != nullptr ? *context.scenario : none;
}

// The value that a scenario gives a condition, or nothing.
const Assumption* find_assumption(const Scenario& scenario, std::uint32_t condition) {
  auto found =
      std::find_if(scenario.begin(), scenario.end(), [&](const Assumption& a) { return a.condition == condition; });
  return found == scenario.end() ? nullptr : &*found;
}

// The three parts of a well-formed Fn::If, or null.
const Node* const* if_parts(const Node& call) {
  if (call.function != Function::If) return nullptr;
  const Node* argument = call.argument();
  return argument->is_sequence() && argument->size == 3 && argument->item_list[0]->is_string() ? argument->item_list
                                                                                               : nullptr;
}

void collect_conditions(const Node& value, const ConditionSolver& solver, std::vector<std::uint32_t>& found,
                        std::uint32_t depth) {
  const Node* const* parts = if_parts(value);
  if (parts == nullptr || depth > 32) return;
  if (auto id = solver.id(parts[0]->text()); id && std::find(found.begin(), found.end(), *id) == found.end()) {
    found.push_back(*id);
  }
  collect_conditions(*parts[1], solver, found, depth + 1);
  collect_conditions(*parts[2], solver, found, depth + 1);
}

// Does this value, or a branch of it, turn out as AWS::NoValue?
bool may_be_absent(const Node& value, std::uint32_t depth) {
  if (is_no_value(value)) return true;
  const Node* const* parts = if_parts(value);
  return parts != nullptr && depth < 32 && (may_be_absent(*parts[1], depth + 1) || may_be_absent(*parts[2], depth + 1));
}

// Keywords whose verdict can change with the members or items that conditions take away.
bool depends_on_presence(KeywordId id) {
  switch (id) {
    case KeywordId::Required:
    case KeywordId::RequiredOr:
    case KeywordId::RequiredXor:
    case KeywordId::DependentRequired:
    case KeywordId::DependentExcluded:
    case KeywordId::DependentSchemas:
    case KeywordId::MinProperties:
    case KeywordId::MaxProperties:
    case KeywordId::MinItems:
    case KeywordId::MaxItems:
    case KeywordId::UniqueItems:
    case KeywordId::UniqueKeys:
    case KeywordId::MaxUniqueItems:
    case KeywordId::Contains:
    case KeywordId::If:
    case KeywordId::Not:
    case KeywordId::AnyOf:
    case KeywordId::OneOf:
      return true;
    default:
      return false;
  }
}

// Is a value of one of these types ever one of those? Scalars convert into each other.
bool compatible(std::uint8_t given, std::uint8_t expected) {
  using namespace json_type;
  constexpr std::uint8_t kScalar = kBoolean | kInteger | kNumber | kString;
  if ((given & expected) != 0) return true;
  return (given & kScalar) != 0 && (expected & kScalar) != 0;
}

}  // namespace

std::string_view rule_of_function(const Context& context, const FunctionRule& row) {
  const bool keeps_own = row.function == Function::ToJsonString || row.function == Function::Length;
  const bool is_judge = context.function_rule == "E1030" || context.function_rule == "E1031";
  if (context.function_rule.empty() || keeps_own || (row.function == Function::Ref && !is_judge)) return row.rule;
  return context.function_rule;
}

bool is_no_value(const Node& node) {
  if (node.function != Function::Ref) return false;
  const Node* name = node.argument();
  return name->is_string() && name->text() == "AWS::NoValue";
}

const Location& Validation::at(const Location& parent, const Member& member) {
  return *arena_.make<Location>(&parent, member.key, member.value, 0U);
}

const Location& Validation::at(const Location& parent, std::uint32_t index, const Node& item) {
  return *arena_.make<Location>(&parent, nullptr, &item, index);
}

const Location& Validation::root(const Node& value) { return *arena_.make<Location>(nullptr, nullptr, &value, 0U); }

void Validation::fail(const Context& context, std::string_view rule, const Location& where, std::string message) {
  if (context.failures == nullptr) return;
  Failure& failure = context.failures->emplace_back();
  failure.rule = rule;
  failure.where = &where;
  failure.message = std::move(message);
}

void Validation::report(const std::vector<Failure>& failures) {
  for (const Failure& failure : failures) {
    Diagnostic* d = reporter_.report(failure.rule, *failure.where, failure.message);
    if (d != nullptr) d->parent_rule = failure.parent;
    if (d == nullptr || failure.note.empty()) continue;
    const TextRange place = failure.note_at != nullptr ? failure.note_at->range : failure.note_range;
    if (place.size() > 0) {
      d->notes.push_back({place, failure.note, nullptr});
    } else {
      d->message += fmt::format(". {}", failure.note);
    }
  }
}

void Validation::validate(const Node& value, Schema schema, const Location& where, Context context) {
  std::vector<Failure> failures;
  context.failures = &failures;
  check(value, schema, where, context);
  report(failures);
}

Verdict Validation::check(const Node& value, Schema schema, const Location& where, const Context& context) {
  if (depth_ > kMaxDepth) return Verdict::Unknown;
  struct Depth {
    std::uint32_t& depth;
    explicit Depth(std::uint32_t& d) : depth(d) { ++depth; }
    ~Depth() { --depth; }
  } guard(depth_);

  if (!schema || schema.accepts_all()) {
    walk(value, where, context);
    return Verdict::Valid;
  }
  if (schema.accepts_none()) {
    const Verdict there = presence(value, context);
    if (there == Verdict::Invalid) return Verdict::Valid;
    if (there == Verdict::Unknown) return context.composite ? Verdict::Unknown : Verdict::Valid;
    if (context.failures != nullptr) {
      std::string message = !context.message.empty() ? std::string(context.message)
                            : where.key != nullptr   ? fmt::format("'{}' cannot be given here", where.key->text())
                                                     : std::string("Nothing can be given here");
      fail(context, context.rule.empty() ? rule_of_keyword(KeywordId::AdditionalProperties) : context.rule, where,
           std::move(message));
    }
    return Verdict::Invalid;
  }
  // A schema that names functions decides for itself which ones stand here.
  if (value.function != Function::None && context.functions.contains(value.function) &&
      !schema.find(KeywordId::Functions)) {
    return check_function(value, schema, where, context);
  }
  return check_keywords(value, schema, where, context);
}

// Values that no schema describes are walked for the functions in them.
void Validation::walk(const Node& value, const Location& where, const Context& context) {
  if (context.failures == nullptr || context.functions.empty() || context.composite) return;
  if (value.is_scalar()) return;
  if (value.function != Function::None && context.functions.contains(value.function)) {
    check_function(value, Schema{}, where, context);
    return;
  }
  for (const Member& member : value.members()) check(*member.value, Schema{}, at(where, member), context);
  std::uint32_t index = 0;
  for (const Node* item : value.items()) {
    check(*item, Schema{}, at(where, index, *item), context);
    ++index;
  }
}

Verdict Validation::presence(const Node& value, const Context& context) const {
  // A null is no value either: CloudFormation refuses it (V1001), and nothing is set by it.
  if (value.is(NodeKind::Null) && !context.strict_types) return Verdict::Invalid;
  if (is_no_value(value) && context.functions.contains(Function::Ref)) return Verdict::Invalid;
  const Node* const* parts = if_parts(value);
  if (parts == nullptr || !context.functions.contains(Function::If)) return Verdict::Valid;
  auto id = compilation_.conditions().id(parts[0]->text());
  if (id) {
    if (const Assumption* known = find_assumption(scenario_of(context), *id)) {
      return presence(*parts[known->value ? 1 : 2], context);
    }
  }
  Verdict yes = presence(*parts[1], context), no = presence(*parts[2], context);
  return yes == no ? yes : Verdict::Unknown;
}

std::vector<Scenario> Validation::presence_scenarios(const Node& value, const Context& context) const {
  std::vector<std::uint32_t> conditions;
  const ConditionSolver& solver = compilation_.conditions();
  if (context.functions.contains(Function::If)) {
    auto look = [&](const Node& part) {
      if (part.function == Function::If && may_be_absent(part, 0)) collect_conditions(part, solver, conditions, 0);
    };
    for (const Member& member : value.members()) look(*member.value);
    for (const Node* item : value.items()) look(*item);
  }
  if (conditions.empty()) return {scenario_of(context)};
  return solver.scenarios(conditions, scenario_of(context), kMaxScenarios);
}

Verdict Validation::check_function(const Node& call, Schema schema, const Location& where, const Context& context) {
  if (is_no_value(call)) return Verdict::Valid;
  if (call.function == Function::If) return check_if(call, schema, where, context);

  const FunctionRule* row = find_function_rule(call.function);
  const Location& at_call = at(where, call.members()[0]);
  if (row == nullptr) {
    if (call.argument() != nullptr) walk(*call.argument(), at_call, context);
    return context.composite ? Verdict::Unknown : Verdict::Valid;
  }
  const bool sound = argument_is_sound(call, *row, at_call, context);
  if (!schema) return Verdict::Valid;
  if (row->result_types != nullptr) {
    std::uint8_t given = row->result_types(*this, call);
    std::uint8_t expected = schema.types();
    if (given != 0 && expected != 0 && !compatible(given, expected)) {
      if (!context.composite && context.failures != nullptr) {
        fail(context, rule_of_function(context, *row), row->function == Function::GetAtt ? at_call : where,
             fmt::format("{} gives {} here, where {} is expected", call.function_key()->text(), describe_types(given),
                         describe_types(expected)));
      }
      return Verdict::Invalid;
    }
  }
  if (!sound) return context.composite ? Verdict::Unknown : Verdict::Invalid;
  if (context.failures != nullptr && !context.composite) check_reference_format(*this, call, schema, at_call, context);
  if (row->check_use != nullptr && context.failures != nullptr && !context.composite) {
    const Context* outer = std::exchange(context_, &context);
    row->check_use(*this, call, schema, at_call, context);
    context_ = outer;
  }
  if (row->resolved_rule.empty()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  return check_resolved(call, schema, at_call, context, *row);
}

bool Validation::argument_is_sound(const Node& call, const FunctionRule& row, const Location& at_call,
                                   const Context& context) {
  if (auto known = arguments_checked_.find(&call); known != arguments_checked_.end()) return known->second;
  if (row.check_argument == nullptr || context.failures == nullptr || context.composite) return true;
  const Context* outer = std::exchange(context_, &context);
  bool sound = row.check_argument(*this, call, at_call, context);
  context_ = outer;
  arguments_checked_.emplace(&call, sound);
  return sound;
}

bool Validation::check_argument(const Node& argument, Schema schema, const Location& where, const Context& context,
                                const FunctionRule& row) {
  Context inner = context;
  inner.rule = inner.function_rule = rule_of_function(context, row);
  inner.message = {};
  inner.functions = {};
  inner.strict_types = false;
  inner.resolved = false;
  std::size_t before = context.failures->size();
  Verdict verdict = check(argument, schema, where, inner);
  // Advice on a function inside is no fault of this one.
  return verdict != Verdict::Invalid &&
         std::none_of(context.failures->begin() + static_cast<std::ptrdiff_t>(before), context.failures->end(),
                      [](const Failure& failure) { return failure.rule.starts_with('E'); });
}

namespace {

// Failures that lie in the value itself and not in what is made of it.
bool blames_the_value(KeywordId keyword) {
  switch (keyword) {
    case KeywordId::Enum:
    case KeywordId::EnumCaseInsensitive:
    case KeywordId::Pattern:
    case KeywordId::Minimum:
    case KeywordId::Maximum:
    case KeywordId::ExclusiveMinimum:
    case KeywordId::ExclusiveMaximum:
      return true;
    default:
      return false;
  }
}

}  // namespace

const Location* Validation::parameter_value(const ResolvedValue& candidate) {
  const Template& model = compilation_.model();
  const Member* section = model.section(Section::Parameters);
  if (section == nullptr || candidate.source == nullptr) return nullptr;
  for (const ParameterChoice& choice : candidate.choices) {
    const Parameter& parameter = model.parameters()[choice.parameter];
    const Location& body = at(at(root(*model.root()), *section), parameter.member);
    for (const Member& member : parameter.body()->members()) {
      if (member.value == candidate.source) return &at(body, member);
      std::uint32_t index = 0;
      for (const Node* item : member.value->items()) {
        if (item == candidate.source) return &at(at(body, member), index, *item);
        ++index;
      }
    }
  }
  return nullptr;
}

// A value that does not depend on the user's choice and is right settles the matter; each value that a user can
// choose for a parameter has to be right.
Verdict Validation::check_resolved(const Node& call, Schema schema, const Location& where, const Context& context,
                                   const FunctionRule& row) {
  const Resolution& resolution = compilation_.evaluator().resolve(call);
  if (!resolution.known || resolution.values.empty()) return context.composite ? Verdict::Unknown : Verdict::Valid;

  bool any_valid = false, any_unknown = false, any_invalid = false;
  std::vector<Failure> failures;
  Context inner = context;
  inner.functions = {};
  inner.resolved = true;
  inner.strict_types = false;
  Scenario merged;
  for (const ResolvedValue& candidate : resolution.values) {
    if (candidate.value == nullptr || !compilation_.evaluator().possible(candidate, scenario_of(context))) continue;
    inner.scenario = context.scenario;
    if (!candidate.scenario.empty()) {
      merged = scenario_of(context);
      for (const Assumption& a : candidate.scenario) {
        if (find_assumption(merged, a.condition) == nullptr) merged.push_back(a);
      }
      inner.scenario = &merged;
    }
    const bool chosen = !candidate.choices.empty() && call.function != Function::Sub;
    std::vector<Failure> found;
    inner.failures = context.failures != nullptr && !context.composite ? &found : nullptr;
    switch (check(*candidate.value, schema, where, inner)) {
      case Verdict::Valid:
        if (!context.composite && !chosen) return Verdict::Valid;
        any_valid = true;
        break;
      case Verdict::Unknown:
        any_unknown = true;
        break;
      case Verdict::Invalid:
        any_invalid = true;
        break;
    }
    const bool direct =
        call.function == Function::Ref || call.function == Function::Select || call.function == Function::Split;
    for (Failure& failure : found) {
      const Location* written = direct && blames_the_value(failure.keyword) ? parameter_value(candidate) : nullptr;
      failure.where = written != nullptr ? written : &where;
      failure.rule = row.resolved_rule;
      if (written != nullptr) {
        failure.note = fmt::format("{} puts it here", call.function_key()->text());
        failure.note_at = call.function_key();
      } else {
        failure.message = fmt::format("{}, once {} is evaluated", failure.message, call.function_key()->text());
        if (candidate.source != nullptr) {
          failure.note = fmt::format("{} comes from here", describe_value(*candidate.value));
          failure.note_at = candidate.source;
        }
      }
      failures.push_back(std::move(failure));
    }
  }
  if (context.composite) {
    if (any_unknown || (any_valid && any_invalid)) return Verdict::Unknown;
    return any_invalid ? Verdict::Invalid : Verdict::Valid;
  }
  if (!any_invalid) return Verdict::Valid;
  if (context.failures != nullptr) {
    context.failures->insert(context.failures->end(), std::make_move_iterator(failures.begin()),
                             std::make_move_iterator(failures.end()));
  }
  return Verdict::Invalid;
}

Verdict Validation::check_if(const Node& call, Schema schema, const Location& where, const Context& context) {
  const Location& at_call = at(where, call.members()[0]);
  bool sound = true;
  if (const FunctionRule* row = find_function_rule(Function::If)) {
    sound = argument_is_sound(call, *row, at_call, context);
  }
  const Node* const* parts = if_parts(call);
  if (parts == nullptr || !sound) return context.composite ? Verdict::Unknown : Verdict::Invalid;
  auto id = compilation_.conditions().id(parts[0]->text());
  const Assumption* known = id ? find_assumption(scenario_of(context), *id) : nullptr;

  bool any_valid = false, any_unknown = false, any_invalid = false;
  for (std::uint32_t branch : {1U, 2U}) {
    const Node& value = *parts[branch];
    Context inner = context;
    Scenario extended;
    bool reachable = known == nullptr || known->value == (branch == 1);
    if (id && known == nullptr) {
      extended = scenario_of(context);
      extended.push_back({*id, branch == 1});
      reachable = compilation_.conditions().possible(extended);
      if (reachable) inner.scenario = &extended;
    }
    if (!reachable) {
      if (context.composite || context.split || context.resolved) continue;
      // What is wrong in a dead branch is still refused by CloudFormation, so it is judged all the same.
      std::string when = context.scenario == nullptr || context.scenario->empty()
                             ? std::string("in any stack")
                             : "where " + compilation_.conditions().describe(*context.scenario);
      fail(context, "W1028", at(at_call, branch, value),
           fmt::format("This branch is never taken: '{}' cannot be {} {}", parts[0]->text(),
                       branch == 1 ? "true" : "false", when));
    }
    if (is_no_value(value)) {
      any_valid = true;
      continue;
    }
    switch (check(value, schema, at(at_call, branch, value), inner)) {
      case Verdict::Valid:
        any_valid = true;
        break;
      case Verdict::Unknown:
        any_unknown = true;
        break;
      case Verdict::Invalid:
        any_invalid = true;
        break;
    }
  }
  if (!context.composite) return any_invalid ? Verdict::Invalid : Verdict::Valid;
  if (any_unknown || (any_valid && any_invalid)) return Verdict::Unknown;
  return any_invalid ? Verdict::Invalid : Verdict::Valid;
}

Verdict Validation::check_keywords(const Node& value, Schema schema, const Location& where, const Context& outer) {
  Context own;
  const Context* context = &outer;
  const std::uint32_t count = schema.keyword_count();
  bool needs_scenarios = false;
  bool own_functions = false;
  Keyword checks(nullptr, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    Keyword keyword = schema.keyword(i);
    switch (keyword.id()) {
      case KeywordId::Rule:
      case KeywordId::Message:
      case KeywordId::Functions:
        if (context != &own) own = outer;
        context = &own;
        if (keyword.id() == KeywordId::Rule) {
          own.rule = keyword.text();
        } else if (keyword.id() == KeywordId::Message) {
          own.message = keyword.text();
        } else {
          own.functions = {};
          own_functions = true;
          for (std::uint32_t k = 0; k < keyword.count(); ++k) own.functions.add(function_of_key(keyword.name(k)));
        }
        break;
      case KeywordId::Check:
        checks = keyword;
        break;
      default:
        break;
    }
  }
  // Functions that this schema lets in are judged as such.
  if (own_functions && value.function != Function::None && context->functions.contains(value.function)) {
    return check_function(value, schema, where, *context);
  }

  Verdict verdict = Verdict::Valid;
  bool has_structure = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    Keyword keyword = schema.keyword(i);
    if (depends_on_presence(keyword.id())) {
      needs_scenarios = true;
      continue;
    }
    has_structure |= keyword.id() == KeywordId::Properties || keyword.id() == KeywordId::PatternProperties ||
                     keyword.id() == KeywordId::AdditionalProperties || keyword.id() == KeywordId::Items ||
                     keyword.id() == KeywordId::PrefixItems;
    verdict = worse(verdict, check_keyword(value, schema, keyword, i, where, *context));
    if (verdict == Verdict::Invalid && context->failures == nullptr) return verdict;
  }
  if (needs_scenarios) {
    std::vector<Scenario> scenarios =
        value.is_scalar() ? std::vector<Scenario>{scenario_of(*context)} : presence_scenarios(value, *context);
    if (scenarios.empty()) verdict = worse(verdict, context->composite ? Verdict::Unknown : Verdict::Valid);
    std::size_t before = context->failures != nullptr ? context->failures->size() : 0;
    bool all_invalid = true, any_invalid = false, any_unknown = false;
    for (const Scenario& scenario : scenarios) {
      Context inner = *context;
      inner.scenario = scenarios.size() > 1 ? &scenario : context->scenario;
      inner.split = context->split || scenarios.size() > 1;
      Verdict here = Verdict::Valid;
      for (std::uint32_t i = 0; i < count; ++i) {
        Keyword keyword = schema.keyword(i);
        if (!depends_on_presence(keyword.id())) continue;
        std::size_t first = inner.failures != nullptr ? inner.failures->size() : 0;
        here = worse(here, check_keyword(value, schema, keyword, i, where, inner));
        if (inner.failures != nullptr && scenarios.size() > 1) {
          for (std::size_t k = first; k < inner.failures->size(); ++k) {
            Failure& failure = (*inner.failures)[k];
            if (failure.note.empty()) {
              failure.note = "This happens when " + compilation_.conditions().describe(scenario);
            }
          }
        }
      }
      all_invalid &= here == Verdict::Invalid;
      any_invalid |= here == Verdict::Invalid;
      any_unknown |= here == Verdict::Unknown;
    }
    if (context->failures != nullptr && scenarios.size() > 1) {
      // The same fault in several scenarios is one finding.
      auto& list = *context->failures;
      for (std::size_t i = before; i < list.size(); ++i) {
        for (std::size_t k = list.size(); k-- > i + 1;) {
          if (list[k].rule == list[i].rule && list[k].message == list[i].message &&
              list[k].where->range() == list[i].where->range()) {
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(k));
          }
        }
      }
    }
    if (context->composite) {
      if (any_invalid && !all_invalid) any_unknown = true;
      verdict = worse(verdict, all_invalid && any_invalid ? Verdict::Invalid
                               : any_unknown              ? Verdict::Unknown
                                                          : Verdict::Valid);
    } else if (any_invalid) {
      verdict = Verdict::Invalid;
    }
  }
  if (!has_structure && !value.is_scalar()) walk(value, where, *context);
  if (checks.store() != nullptr && context->failures != nullptr && !context->composite) {
    const Context* saved = std::exchange(context_, context);
    for (std::uint32_t i = 0; i < checks.count(); ++i) {
      const Rule* rule = find_rule(checks.name(i));
      if (rule != nullptr && rule->check_value != nullptr) rule->check_value(*this, value, where);
    }
    context_ = saved;
  }
  return verdict;
}

}  // namespace virga
