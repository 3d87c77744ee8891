#include "rules/engine/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rules/engine/scenarios.h"

namespace virga {
namespace {

constexpr std::uint32_t kMaxDepth = 512;

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

// The same fault in several scenarios is one finding: drops repetitions past the first `before` failures.
void merge_failures(std::vector<Failure>& list, std::size_t before) {
  for (std::size_t i = before; i < list.size(); ++i) {
    auto repeats = [&](const Failure& other) {
      return other.rule == list[i].rule && other.message == list[i].message &&
             other.where->range() == list[i].where->range();
    };
    list.erase(std::remove_if(list.begin() + static_cast<std::ptrdiff_t>(i) + 1, list.end(), repeats), list.end());
  }
}

}  // namespace

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
  if (depth_ > kMaxDepth || compilation_.is_cancelled()) return Verdict::Unknown;
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
  for (const Member& member : value.members()) {
    if (!member.value->is_scalar()) check(*member.value, Schema{}, at(where, member), context);
  }
  for (std::uint32_t i = 0; i < value.items().size(); ++i) {
    const Node& item = *value.items()[i];
    if (!item.is_scalar()) check(item, Schema{}, at(where, i, item), context);
  }
}

Verdict Validation::check_keywords(const Node& value, Schema schema, const Location& where, const Context& outer) {
  Context own;
  const Context* context = &outer;
  const std::uint32_t count = schema.keyword_count();
  bool needs_scenarios = false;
  bool own_functions = false;
  Keyword checks(nullptr, 0);
  // These come last in a schema, and few have any.
  const Keyword first = schema.keyword(0);
  const auto keyword_at = [&](std::uint32_t i) { return Keyword(first.store(), first.record() + i); };
  for (std::uint32_t i = count; i > 0 && keyword_at(i - 1).id() >= KeywordId::Rule; --i) {
    Keyword keyword = keyword_at(i - 1);
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
  std::uint32_t described = 0;
  bool has_structure = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    Keyword keyword = keyword_at(i);
    if (depends_on_presence(keyword.id())) {
      needs_scenarios = true;
      continue;
    }
    has_structure |= keyword.id() == KeywordId::Properties || keyword.id() == KeywordId::PatternProperties ||
                     keyword.id() == KeywordId::AdditionalProperties || keyword.id() == KeywordId::Items ||
                     keyword.id() == KeywordId::PrefixItems;
    verdict = worse(verdict, check_keyword(value, schema, keyword, where, *context, described));
    if (verdict == Verdict::Invalid && context->failures == nullptr) return verdict;
  }
  if (needs_scenarios) verdict = worse(verdict, check_in_scenarios(value, schema, where, *context));
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

Verdict Validation::check_presence_keywords(const Node& value, Schema schema, const Location& where,
                                            const Context& context) {
  Verdict verdict = Verdict::Valid;
  std::uint32_t described = 0;
  for (std::uint32_t i = 0; i < schema.keyword_count(); ++i) {
    const Keyword keyword = schema.keyword(i);
    if (!depends_on_presence(keyword.id())) continue;
    verdict = worse(verdict, check_keyword(value, schema, keyword, where, context, described));
  }
  return verdict;
}

// The keywords that depend on what is there, once for each combination of conditions that changes it.
Verdict Validation::check_in_scenarios(const Node& value, Schema schema, const Location& where,
                                       const Context& context) {
  if (presence_conditions(value, context).empty()) {
    const Verdict verdict = check_presence_keywords(value, schema, where, context);
    return verdict == Verdict::Unknown && !context.composite ? Verdict::Valid : verdict;
  }
  const std::vector<Scenario> scenarios = presence_scenarios(value, context);
  if (scenarios.empty()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  const bool split = scenarios.size() > 1;
  const std::size_t before = context.failures != nullptr ? context.failures->size() : 0;
  bool all_invalid = true, any_invalid = false, any_unknown = false;
  for (const Scenario& scenario : scenarios) {
    Context inner = context;
    if (split) {
      inner.scenario = &scenario;
      inner.split = true;
    }
    const std::size_t first = inner.failures != nullptr ? inner.failures->size() : 0;
    const Verdict here = check_presence_keywords(value, schema, where, inner);
    if (inner.failures != nullptr && split) {
      for (std::size_t k = first; k < inner.failures->size(); ++k) {
        Failure& failure = (*inner.failures)[k];
        if (failure.note.empty()) {
          failure.note = "This happens when " + compilation_.conditions().describe(scenario);
        }
      }
    }
    all_invalid &= here == Verdict::Invalid;
    any_invalid |= here == Verdict::Invalid;
    any_unknown |= here == Verdict::Unknown;
  }
  if (context.failures != nullptr && split) merge_failures(*context.failures, before);
  if (!context.composite) return any_invalid ? Verdict::Invalid : Verdict::Valid;
  if (all_invalid) return Verdict::Invalid;
  return any_invalid || any_unknown ? Verdict::Unknown : Verdict::Valid;
}

}  // namespace virga
