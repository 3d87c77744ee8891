// The keywords of JSON Schema draft 7 and of CloudFormation, one by one.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/support/text.h"
#include "rules/engine/pattern.h"
#include "rules/engine/validation.h"

namespace virga {
namespace {

std::uint32_t count_code_points(std::string_view text) {
  return static_cast<std::uint32_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_float_like(const Node& value, double& number) {
  return value.is_scalar() && !value.is(NodeKind::Boolean) && !value.is(NodeKind::Null) && to_number(value, number);
}

bool has_type(const Node& value, std::uint8_t types, bool strict) {
  using namespace json_type;
  switch (value.kind) {
    case NodeKind::Null: return (types & kNull) != 0;
    case NodeKind::Sequence: return (types & kArray) != 0;
    case NodeKind::Mapping: return (types & kObject) != 0;
    default: break;
  }
  double number = 0;
  bool boolean = false;
  if (strict) {
    switch (value.kind) {
      case NodeKind::Boolean: return (types & kBoolean) != 0;
      case NodeKind::String: return (types & kString) != 0;
      case NodeKind::Integer: return (types & (kInteger | kNumber)) != 0;
      default:
        return (types & kNumber) != 0 ||
               ((types & kInteger) != 0 && is_float_like(value, number) && std::floor(number) == number);
    }
  }
  if ((types & kString) != 0) return true;
  if ((types & kBoolean) != 0 && to_boolean(value, boolean)) return true;
  if ((types & kNumber) != 0 && is_float_like(value, number)) return true;
  return (types & kInteger) != 0 && is_float_like(value, number) && std::floor(number) == number;
}

// "{{resolve:ssm:…}}", with the white space that people put into it.
bool has_dynamic_reference(std::string_view text) {
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    std::size_t word = text.find_first_not_of(' ', at + 2);
    if (word != std::string_view::npos && text.substr(word).starts_with("resolve:")) return true;
  }
  return false;
}

// A list of choices for a message; long ones are cut with a count of the rest.
std::string list_literals(Keyword keyword) {
  constexpr std::uint32_t kMost = 12;
  std::string text;
  for (std::uint32_t i = 0; i < std::min(keyword.count(), kMost); ++i) {
    Literal literal = keyword.literal(i);
    if (i > 0) text += ", ";
    switch (literal.kind) {
      case LiteralKind::Null: text += "null"; break;
      case LiteralKind::Boolean: text += literal.boolean ? "true" : "false"; break;
      default: text += literal.text; break;
    }
  }
  if (keyword.count() > kMost) text += fmt::format(" and {} more", keyword.count() - kMost);
  return text;
}

std::string join_names(const std::vector<std::string_view>& names, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? fmt::format(" {} ", last) : ", ";
    text += fmt::format("'{}'", names[i]);
  }
  return text;
}

std::vector<std::string_view> names_of(Keyword keyword) {
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) names.push_back(keyword.name(i));
  return names;
}

}  // namespace

// One function a keyword (or a pair of them). All give the verdict and, where failures are wanted, add one.
struct Keywords {
  Validation& v;
  const Node& value;
  Schema schema;
  Keyword keyword;
  const Location& where;
  const Context& context;

  bool wants_text() const { return context.failures != nullptr; }

  Verdict violated(const Location& place, std::string message) const {
    if (context.failures != nullptr) {
      std::string_view rule = context.rule.empty() ? rule_of_keyword(keyword.id()) : context.rule;
      v.fail(context, rule, place, context.message.empty() ? std::move(message) : std::string(context.message));
      context.failures->back().keyword = keyword.id();
    }
    return Verdict::Invalid;
  }
  template <typename Make>
  Verdict violated_here(Make make) const {
    return wants_text() ? violated(where, make()) : Verdict::Invalid;
  }

  Verdict type() const {
    // A string that a deployment resolves ({{resolve:…}}) may become anything.
    if (has_type(value, keyword.types(), context.strict_types)) return Verdict::Valid;
    if (value.is(NodeKind::Null) && !context.strict_types) return Verdict::Valid;  // V1001 speaks of nulls
    if (value.is_string() && has_dynamic_reference(value.text()) &&
        (keyword.types() & (json_type::kInteger | json_type::kNumber | json_type::kBoolean)) != 0) {
      return context.composite ? Verdict::Unknown : Verdict::Valid;
    }
    return violated_here([&] {
      return fmt::format("{} is given where {} is expected", describe_value(value), describe_types(keyword.types()));
    });
  }

  Verdict enumeration() const {
    // A list or an object where a scalar belongs is a matter of `type` alone.
    if (!value.is_scalar() && schema.types() != 0 && (schema.types() & (json_type::kArray | json_type::kObject)) == 0) {
      return Verdict::Invalid;
    }
    if (is_dynamic_reference()) return context.composite ? Verdict::Unknown : Verdict::Valid;
    bool ignore_case = keyword.id() == KeywordId::EnumCaseInsensitive;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      Literal literal = keyword.literal(i);
      if (equals_literal(value, literal, context.strict_types)) return Verdict::Valid;
      if (ignore_case && literal.kind == LiteralKind::String && value.is_scalar() &&
          equals_ignoring_case(value.text(), literal.text)) {
        return Verdict::Valid;
      }
    }
    return violated_here([&] {
      std::string message = keyword.count() == 1
                                ? fmt::format("{} is not allowed, only {} is", describe_value(value), list_literals(keyword))
                                : fmt::format("{} is not one of {}", describe_value(value), list_literals(keyword));
      if (value.is_scalar()) {
        std::vector<std::string_view> choices;
        for (std::uint32_t i = 0; i < keyword.count(); ++i) {
          if (keyword.literal(i).kind == LiteralKind::String) choices.push_back(keyword.literal(i).text);
        }
        std::string_view near = nearest(value.text(), choices);
        if (!near.empty() && keyword.count() > 1) message += fmt::format(". Did you mean '{}'?", near);
      }
      return message;
    });
  }

  bool is_dynamic_reference() const {
    return !context.resolved && value.is_string() && has_dynamic_reference(value.text());
  }

  Verdict pattern() const {
    if (!value.is_string()) return Verdict::Valid;
    if (is_dynamic_reference()) return context.composite ? Verdict::Unknown : Verdict::Valid;
    switch (search_pattern(keyword.text(), value.text())) {
      case PatternResult::Match: return Verdict::Valid;
      case PatternResult::Undecided: return context.composite ? Verdict::Unknown : Verdict::Valid;
      case PatternResult::NoMatch: break;
    }
    return violated_here(
        [&] { return fmt::format("{} does not match the pattern {}", describe_value(value), keyword.text()); });
  }

  Verdict format() const {
    const Format* format = find_format(keyword.text());
    if (format == nullptr || !value.is_string()) return Verdict::Valid;
    if (is_dynamic_reference()) return context.composite ? Verdict::Unknown : Verdict::Valid;
    if (format->matches(value.text())) return Verdict::Valid;
    if (context.failures != nullptr) {
      v.fail(context, context.rule.empty() ? format->rule : context.rule, where,
             fmt::format("{} is not {}", describe_value(value), format->expectation));
      context.failures->back().keyword = KeywordId::Format;
    }
    return Verdict::Invalid;
  }

  Verdict length() const {
    if (!value.is_string() || is_dynamic_reference()) return Verdict::Valid;
    std::uint32_t size = count_code_points(value.text());
    double limit = keyword.number();
    if (keyword.id() == KeywordId::MinLength ? size >= limit : size <= limit) return Verdict::Valid;
    return violated_here([&] {
      bool is_minimum = keyword.id() == KeywordId::MinLength;
      return fmt::format("{} has {} character{}, at {} {} {} {}", describe_value(value), size, size == 1 ? "" : "s",
                         is_minimum ? "least" : "most", limit, limit == 1 ? "is" : "are",
                         is_minimum ? "needed" : "allowed");
    });
  }

  Verdict range() const {
    double number = 0;
    if (!is_float_like(value, number)) return Verdict::Valid;
    double limit = keyword.number();
    bool fits = true;
    std::string_view wording;
    switch (keyword.id()) {
      case KeywordId::Minimum: fits = number >= limit; wording = "is less than the minimum"; break;
      case KeywordId::Maximum: fits = number <= limit; wording = "is more than the maximum"; break;
      case KeywordId::ExclusiveMinimum: fits = number > limit; wording = "has to be more than"; break;
      case KeywordId::ExclusiveMaximum: fits = number < limit; wording = "has to be less than"; break;
      default: break;
    }
    if (fits) return Verdict::Valid;
    return violated_here([&] { return fmt::format("{} {} {}", describe_value(value), wording, limit); });
  }

  Verdict multiple_of() const {
    double number = 0, step = keyword.number();
    if (!is_float_like(value, number) || step <= 0) return Verdict::Valid;
    double quotient = number / step;
    if (std::isfinite(quotient) ? std::abs(quotient - std::round(quotient)) < 1e-9 : false) return Verdict::Valid;
    return violated_here([&] { return fmt::format("{} is no multiple of {}", describe_value(value), step); });
  }

  Verdict combine(Verdict a, Verdict b) const { return std::max(a, b); }

  Verdict properties() const {
    Verdict verdict = Verdict::Valid;
    for (const Member& member : value.members()) {
      if (auto property = keyword.find(member.key->text())) {
        verdict = combine(verdict, v.check(*member.value, property->schema, v.at(where, member), context));
        if (verdict == Verdict::Invalid && !wants_text()) return verdict;
      }
    }
    return verdict;
  }

  Verdict pattern_properties() const {
    Verdict verdict = Verdict::Valid;
    for (const Member& member : value.members()) {
      for (std::uint32_t i = 0; i < keyword.count(); ++i) {
        Property property = keyword.property(i);
        if (search_pattern(property.name, member.key->text()) != PatternResult::Match) continue;
        verdict = combine(verdict, v.check(*member.value, property.schema, v.at(where, member), context));
      }
    }
    return verdict;
  }

  // Members that neither `properties` nor `patternProperties` name.
  bool is_additional(const Member& member) const {
    std::string_view name = member.key->text();
    if (auto known = schema.find(KeywordId::Properties); known && known->find(name)) return false;
    if (auto patterns = schema.find(KeywordId::PatternProperties)) {
      for (std::uint32_t i = 0; i < patterns->count(); ++i) {
        if (search_pattern(patterns->property(i).name, name) != PatternResult::NoMatch) return false;
      }
    }
    // Loops and macros stand beside the members that they add.
    if (context.functions.contains(Function::ForEach) && name.starts_with("Fn::ForEach::")) return false;
    return !(context.functions.contains(Function::Transform) && name == "Fn::Transform");
  }

  Verdict additional_properties() const {
    if (!value.is_mapping()) return Verdict::Valid;
    Schema extra = keyword.schema();
    if (extra.accepts_all() && !wants_text()) return Verdict::Valid;
    Verdict verdict = Verdict::Valid;
    for (const Member& member : value.members()) {
      if (!is_additional(member)) continue;
      if (!extra.accepts_none()) {
        verdict = combine(verdict, v.check(*member.value, extra, v.at(where, member), context));
        continue;
      }
      verdict = Verdict::Invalid;
      if (!wants_text()) return verdict;
      violated(v.at(where, member), unknown_name(member.key->text()));
    }
    return verdict;
  }

  std::string unknown_name(std::string_view name) const {
    std::vector<std::string_view> known;
    if (auto properties = schema.find(KeywordId::Properties)) {
      for (std::uint32_t i = 0; i < properties->count(); ++i) {
        if (!properties->property(i).schema.accepts_none()) known.push_back(properties->property(i).name);
      }
    }
    if (known.empty()) {
      return schema.find(KeywordId::PatternProperties) ? fmt::format("'{}' is not a valid name here", name)
                                                       : fmt::format("'{}' is not allowed here", name);
    }
    std::string_view near = nearest(name, known);
    if (!near.empty()) return fmt::format("'{}' is not a known property here. Did you mean '{}'?", name, near);
    if (known.size() <= 8) return fmt::format("'{}' is not a known property here, only {}", name, join_names(known, "and"));
    return fmt::format("'{}' is not a known property here", name);
  }

  Verdict property_names() const {
    Verdict verdict = Verdict::Valid;
    for (const Member& member : value.members()) {
      verdict = combine(verdict, v.check(*member.key, keyword.schema(), v.at(where, member), context));
    }
    return verdict;
  }

  // Members that are there in the current scenario: {certainly, possibly}.
  struct Count {
    std::uint32_t least = 0, most = 0;
  };
  Count count_present() const {
    Count count;
    auto add = [&](const Node& part) {
      Verdict there = v.presence(part, context);
      if (there == Verdict::Valid) ++count.least;
      if (there != Verdict::Invalid) ++count.most;
    };
    for (const Member& member : value.members()) add(*member.value);
    for (const Node* item : value.items()) {
      add(*item);
      // A branch or a function may add a whole list of items.
      if (item->function != Function::None && context.functions.contains(item->function) && !is_no_value(*item)) {
        count.most += item->function == Function::If ? 1000 : 0;
      }
    }
    return count;
  }

  Verdict size_limits() const {
    bool for_items = keyword.id() == KeywordId::MinItems || keyword.id() == KeywordId::MaxItems;
    if (for_items ? !value.is_sequence() : !value.is_mapping()) return Verdict::Valid;
    bool is_minimum = keyword.id() == KeywordId::MinItems || keyword.id() == KeywordId::MinProperties;
    Count count = count_present();
    double limit = keyword.number();
    if (is_minimum ? count.least >= limit : count.most <= limit) return Verdict::Valid;
    bool violated_for_sure = is_minimum ? count.most < limit : count.least > limit;
    if (!violated_for_sure) return context.composite ? Verdict::Unknown : Verdict::Valid;
    return violated_here([&] {
      std::uint32_t found = is_minimum ? count.most : count.least;
      std::string_view thing = for_items ? "item" : "entr";
      return fmt::format("{} {}{} given, at {} {} {} {}", found, thing,
                         for_items ? (found == 1 ? " is" : "s are") : (found == 1 ? "y is" : "ies are"),
                         is_minimum ? "least" : "most", limit, limit == 1 ? "is" : "are",
                         is_minimum ? "needed" : "allowed");
    });
  }

  // Is a member there? Valid: yes; Invalid: no.
  Verdict has(std::string_view name) const {
    const Node* member = value.get(name);
    return member == nullptr ? Verdict::Invalid : v.presence(*member, context);
  }

  // A mapping whose members come from a macro or a loop may hold any name.
  bool has_open_members() const {
    return std::any_of(value.members().begin(), value.members().end(), [&](const Member& member) {
      std::string_view name = member.key->text();
      return (context.functions.contains(Function::Transform) && name == "Fn::Transform") ||
             (context.functions.contains(Function::ForEach) && name.starts_with("Fn::ForEach::"));
    });
  }

  Verdict required() const {
    if (!value.is_mapping() || has_open_members()) return Verdict::Valid;
    Verdict verdict = Verdict::Valid;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      std::string_view name = keyword.name(i);
      Verdict there = has(name);
      if (there == Verdict::Valid) continue;
      if (there == Verdict::Unknown) {
        if (context.composite) verdict = combine(verdict, Verdict::Unknown);
        continue;
      }
      verdict = Verdict::Invalid;
      if (!wants_text()) return verdict;
      std::string message = fmt::format("'{}' is required and missing", name);
      std::vector<std::string_view> given;
      for (const Member& member : value.members()) {
        auto known = schema.find(KeywordId::Properties);
        if (known && !known->find(member.key->text())) given.push_back(member.key->text());
      }
      if (std::string_view near = nearest(name, given); !near.empty()) {
        message += fmt::format(" (is '{}' a misspelling of it?)", near);
      }
      violated(where, std::move(message));
    }
    return verdict;
  }

  Verdict required_count() const {
    if (!value.is_mapping() || has_open_members()) return Verdict::Valid;
    std::vector<std::string_view> present;
    std::uint32_t unsure = 0;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      Verdict there = has(keyword.name(i));
      if (there == Verdict::Valid) present.push_back(keyword.name(i));
      if (there == Verdict::Unknown) ++unsure;
    }
    bool exactly_one = keyword.id() == KeywordId::RequiredXor;
    if (exactly_one && present.size() > 1) {
      if (!wants_text()) return Verdict::Invalid;
      for (std::string_view name : present) {
        violated(v.at(where, *value.find(name)),
                 fmt::format("{} exclude each other: keep one of them", join_names(present, "and")));
      }
      return Verdict::Invalid;
    }
    if (!present.empty()) return exactly_one && unsure > 0 && context.composite ? Verdict::Unknown : Verdict::Valid;
    if (unsure > 0) return context.composite ? Verdict::Unknown : Verdict::Valid;
    return violated_here([&] {
      return fmt::format("{} of {} is required", exactly_one ? "Exactly one" : "At least one",
                         join_names(names_of(keyword), "and"));
    });
  }

  Verdict dependencies() const {
    if (!value.is_mapping()) return Verdict::Valid;
    bool excludes = keyword.id() == KeywordId::DependentExcluded;
    Verdict verdict = Verdict::Valid;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      Dependency dependency = keyword.dependency(i);
      Verdict trigger = has(dependency.name);
      if (trigger == Verdict::Invalid) continue;
      for (std::string_view name : dependency.names) {
        Verdict there = has(name);
        Verdict bad = excludes ? Verdict::Valid : Verdict::Invalid;
        if (there != bad && there != Verdict::Unknown) continue;
        if (!excludes && has_open_members()) continue;
        if (there == Verdict::Unknown || trigger == Verdict::Unknown) {
          if (context.composite) verdict = combine(verdict, Verdict::Unknown);
          continue;
        }
        verdict = Verdict::Invalid;
        if (!wants_text()) return verdict;
        if (excludes) {
          violated(v.at(where, *value.find(name)),
                   fmt::format("'{}' cannot be combined with '{}': remove one of them", name, dependency.name));
        } else {
          violated(where, fmt::format("'{}' needs '{}' beside it, which is missing", dependency.name, name));
        }
      }
    }
    return verdict;
  }

  Verdict dependent_schemas() const {
    Verdict verdict = Verdict::Valid;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      Property dependency = keyword.property(i);
      if (!value.is_mapping() || has(dependency.name) == Verdict::Invalid) continue;
      verdict = combine(verdict, v.check(value, dependency.schema, where, context));
    }
    return verdict;
  }

  Verdict items() const {
    std::uint32_t first = 0;
    if (auto prefix = schema.find(KeywordId::PrefixItems)) first = prefix->count();
    return items_from(first, keyword.schema());
  }

  Verdict items_from(std::uint32_t first, Schema item_schema) const {
    if (!value.is_sequence()) return Verdict::Valid;
    Verdict verdict = Verdict::Valid;
    for (std::uint32_t i = first; i < value.size; ++i) {
      const Node& item = *value.item_list[i];
      if (item_schema.accepts_none()) {
        return violated_here([&] { return fmt::format("The list may have {} items, it has {}", first, value.size); });
      }
      verdict = combine(verdict, v.check(item, item_schema, v.at(where, i, item), context));
      if (verdict == Verdict::Invalid && !wants_text()) return verdict;
    }
    return verdict;
  }

  Verdict prefix_items() const {
    if (!value.is_sequence()) return Verdict::Valid;
    Verdict verdict = Verdict::Valid;
    for (std::uint32_t i = 0; i < std::min(keyword.count(), value.size); ++i) {
      const Node& item = *value.item_list[i];
      verdict = combine(verdict, v.check(item, keyword.schema(i), v.at(where, i, item), context));
    }
    return verdict;
  }

  Verdict additional_items() const {
    auto prefix = schema.find(KeywordId::PrefixItems);
    return prefix ? items_from(prefix->count(), keyword.schema()) : Verdict::Valid;
  }

  Verdict contains() const {
    if (!value.is_sequence()) return Verdict::Valid;
    Context inner = quiet();
    bool unknown = false;
    std::uint32_t index = 0;
    for (const Node* item : value.items()) {
      Verdict there = v.presence(*item, context);
      if (there == Verdict::Invalid) continue;
      Verdict verdict = v.check(*item, keyword.schema(), v.at(where, index++, *item), inner);
      if (verdict == Verdict::Valid && there == Verdict::Valid) return Verdict::Valid;
      unknown |= verdict != Verdict::Invalid;
    }
    if (unknown) return context.composite ? Verdict::Unknown : Verdict::Valid;
    return violated_here([&] { return std::string("No item of the list is of the kind that is needed here"); });
  }

  Verdict unique_items() const {
    if (!value.is_sequence() || !keyword.boolean() || value.size > 4096) return Verdict::Valid;
    for (std::uint32_t i = 0; i < value.size; ++i) {
      if (v.presence(*value.item_list[i], context) != Verdict::Valid) continue;
      for (std::uint32_t k = 0; k < i; ++k) {
        if (!equal_values(*value.item_list[k], *value.item_list[i])) continue;
        if (v.presence(*value.item_list[k], context) != Verdict::Valid) continue;
        return violated_here([&] {
          return fmt::format("Items {} and {} of the list are the same ({}): each may be given once", k + 1, i + 1,
                             describe_value(*value.item_list[i]));
        });
      }
    }
    return Verdict::Valid;
  }

  Verdict max_unique_items() const {
    if (!value.is_sequence() || value.size <= keyword.number() || value.size > 4096) return Verdict::Valid;
    std::vector<const Node*> different;
    for (const Node* item : value.items()) {
      if (v.presence(*item, context) != Verdict::Valid) continue;
      if (std::none_of(different.begin(), different.end(), [&](const Node* n) { return equal_values(*n, *item); })) {
        different.push_back(item);
      }
    }
    if (static_cast<double>(different.size()) <= keyword.number()) return Verdict::Valid;
    return violated_here([&] {
      return fmt::format("The list has {} different items, at most {} are allowed", different.size(), keyword.number());
    });
  }

  Verdict unique_keys() const {
    if (!value.is_sequence() || value.size > 4096) return Verdict::Valid;
    for (std::uint32_t i = 0; i < value.size; ++i) {
      for (std::uint32_t k = 0; k < i; ++k) {
        if (!same_in_keys(*value.item_list[k], *value.item_list[i])) continue;
        return violated_here([&] {
          return fmt::format("Items {} and {} of the list have the same {}", k + 1, i + 1,
                             join_names(names_of(keyword), "and"));
        });
      }
    }
    return Verdict::Valid;
  }
  bool same_in_keys(const Node& a, const Node& b) const {
    bool any = false;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      const Node* x = a.get(keyword.name(i));
      const Node* y = b.get(keyword.name(i));
      if (x == nullptr || y == nullptr) {
        if (x != y) return false;
        continue;
      }
      if (!equal_values(*x, *y)) return false;
      any = true;
    }
    return any;
  }

  // For subschemas whose failures are not findings.
  Context quiet() const {
    Context inner = context;
    inner.failures = nullptr;
    inner.composite = true;
    return inner;
  }

  Verdict all_of() const {
    Verdict verdict = Verdict::Valid;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      verdict = combine(verdict, v.check(value, keyword.schema(i), where, context));
      if (verdict == Verdict::Invalid && !wants_text()) return verdict;
    }
    return verdict;
  }

  Verdict any_of() const {
    Context inner = quiet();
    bool unknown = false;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      Verdict verdict = v.check(value, keyword.schema(i), where, inner);
      if (verdict == Verdict::Valid) {
        visit_branch(keyword.schema(i));
        return verdict;
      }
      unknown |= verdict == Verdict::Unknown;
    }
    if (unknown) return context.composite ? Verdict::Unknown : Verdict::Valid;
    return no_branch("any");
  }

  Verdict one_of() const {
    Context inner = quiet();
    std::uint32_t valid = 0, unknown = 0, last = 0;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      Verdict verdict = v.check(value, keyword.schema(i), where, inner);
      if (verdict == Verdict::Valid) {
        ++valid;
        last = i;
      }
      if (verdict == Verdict::Unknown) ++unknown;
    }
    if (valid == 1 && unknown == 0) {
      visit_branch(keyword.schema(last));
      return Verdict::Valid;
    }
    if (valid <= 1 && unknown > 0) return context.composite ? Verdict::Unknown : Verdict::Valid;
    if (valid > 1) {
      return violated_here([&] {
        return fmt::format("{} fits several of the forms that exclude each other here", describe_value(value));
      });
    }
    return no_branch("one");
  }

  // Checks of functions and named checks inside the branch that holds.
  void visit_branch(Schema branch) const {
    if (wants_text() && !context.composite) v.check(value, branch, where, context);
  }

  // One finding for the keyword, and below it what each branch misses.
  Verdict no_branch(std::string_view which) const {
    if (!wants_text()) return Verdict::Invalid;
    violated(where, fmt::format("{} does not fit {} of the forms that are allowed here", describe_value(value), which));
    std::string_view parent = context.failures->back().rule;
    std::vector<Failure> found;
    Context inner = context;
    inner.failures = &found;
    inner.composite = true;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) v.check(value, keyword.schema(i), where, inner);
    for (Failure& failure : found) {
      if (failure.parent.empty()) failure.parent = parent;
      context.failures->push_back(std::move(failure));
    }
    return Verdict::Invalid;
  }

  Verdict negation() const {
    Verdict verdict = v.check(value, keyword.schema(), where, quiet());
    if (verdict == Verdict::Invalid) return Verdict::Valid;
    if (verdict == Verdict::Unknown) return context.composite ? Verdict::Unknown : Verdict::Valid;
    return violated_here([&] { return fmt::format("{} is not allowed here", describe_value(value)); });
  }

  Verdict conditional() const {
    Verdict verdict = v.check(value, keyword.schema(), where, quiet());
    if (verdict == Verdict::Unknown) return context.composite ? Verdict::Unknown : Verdict::Valid;
    auto branch = schema.find(verdict == Verdict::Valid ? KeywordId::Then : KeywordId::Else);
    return branch ? v.check(value, branch->schema(), where, context) : Verdict::Valid;
  }
};

Verdict Validation::check_keyword(const Node& value, Schema schema, Keyword keyword, std::uint32_t /*position*/,
                                  const Location& where, const Context& context) {
  Keywords k{*this, value, schema, keyword, where, context};
  switch (keyword.id()) {
    case KeywordId::Type: return k.type();
    case KeywordId::Enum:
    case KeywordId::EnumCaseInsensitive:
    case KeywordId::Const: return k.enumeration();
    case KeywordId::Pattern: return k.pattern();
    case KeywordId::Format: return k.format();
    case KeywordId::MinLength:
    case KeywordId::MaxLength: return k.length();
    case KeywordId::Minimum:
    case KeywordId::Maximum:
    case KeywordId::ExclusiveMinimum:
    case KeywordId::ExclusiveMaximum: return k.range();
    case KeywordId::MultipleOf: return k.multiple_of();
    case KeywordId::Properties: return k.properties();
    case KeywordId::PatternProperties: return k.pattern_properties();
    case KeywordId::AdditionalProperties: return k.additional_properties();
    case KeywordId::PropertyNames: return k.property_names();
    case KeywordId::MinProperties:
    case KeywordId::MaxProperties:
    case KeywordId::MinItems:
    case KeywordId::MaxItems: return k.size_limits();
    case KeywordId::Required: return k.required();
    case KeywordId::RequiredOr:
    case KeywordId::RequiredXor: return k.required_count();
    case KeywordId::DependentRequired:
    case KeywordId::DependentExcluded: return k.dependencies();
    case KeywordId::DependentSchemas: return k.dependent_schemas();
    case KeywordId::Items: return k.items();
    case KeywordId::PrefixItems: return k.prefix_items();
    case KeywordId::AdditionalItems: return k.additional_items();
    case KeywordId::Contains: return k.contains();
    case KeywordId::UniqueItems: return k.unique_items();
    case KeywordId::UniqueKeys: return k.unique_keys();
    case KeywordId::MaxUniqueItems: return k.max_unique_items();
    case KeywordId::AllOf: return k.all_of();
    case KeywordId::AnyOf: return k.any_of();
    case KeywordId::OneOf: return k.one_of();
    case KeywordId::Not: return k.negation();
    case KeywordId::If: return k.conditional();
    case KeywordId::Then:
    case KeywordId::Else:
    case KeywordId::Rule:
    case KeywordId::Message:
    case KeywordId::Check:
    case KeywordId::Functions: return Verdict::Valid;
  }
  return Verdict::Valid;
}

}  // namespace virga
