// Keywords for scalars: type, enum, pattern, format, lengths and ranges.
#include <algorithm>
#include <cmath>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/support/text.h"
#include "compiler/syntax/directives.h"
#include "rules/engine/keywords.h"
#include "rules/engine/meant_names.h"
#include "rules/engine/pattern.h"
#include "rules/engine/unread_text.h"

namespace virga {
namespace {

bool is_float_like(const Node& value, double& number) {
  return value.is_scalar() && !value.is(NodeKind::Boolean) && !value.is(NodeKind::Null) && to_number(value, number);
}

bool has_type(const Node& value, std::uint8_t types, bool strict) {
  using namespace json_type;
  switch (value.kind) {
    case NodeKind::Null:
      return (types & kNull) != 0;
    case NodeKind::Sequence:
      return (types & kArray) != 0;
    case NodeKind::Mapping:
      return (types & kObject) != 0;
    default:
      break;
  }
  double number = 0;
  bool boolean = false;
  if (strict) {
    switch (value.kind) {
      case NodeKind::Boolean:
        return (types & kBoolean) != 0;
      case NodeKind::String:
        return (types & kString) != 0;
      case NodeKind::Integer:
        return (types & (kInteger | kNumber)) != 0;
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

// Lists the choices for a message; a long list is truncated, with the number of remaining ones.
std::string list_literals(Keyword keyword) {
  constexpr std::uint32_t kMost = 12;
  std::string text;
  for (std::uint32_t i = 0; i < std::min(keyword.count(), kMost); ++i) {
    Literal literal = keyword.literal(i);
    if (i > 0) text += ", ";
    switch (literal.kind) {
      case LiteralKind::Null:
        text += "null";
        break;
      case LiteralKind::Boolean:
        text += literal.boolean ? "true" : "false";
        break;
      default:
        text += literal.text;
        break;
    }
  }
  if (keyword.count() > kMost) text += fmt::format(" and {} more", keyword.count() - kMost);
  return text;
}

// The items of "a, b"; none if one of them is empty or has white space within, as a sentence has.
std::vector<std::string_view> items_between_commas(std::string_view text) {
  std::vector<std::string_view> items = split_trimmed(text, ',');
  const bool is_sentence = std::any_of(items.begin(), items.end(), [](std::string_view item) {
    return item.empty() || item.find_first_of(" \t\r\n") != std::string_view::npos;
  });
  if (is_sentence) items.clear();
  return items;
}

}  // namespace

Verdict Keywords::type() const {
  // A string with a dynamic reference ({{resolve:…}}) may become anything.
  if (has_type(value, keyword.types(), context.strict_types)) return Verdict::Valid;
  if (value.is(NodeKind::Null) && !context.strict_types) return Verdict::Valid;  // V1001 reports nulls
  if (is_put_in_later() && (keyword.types() & (json_type::kInteger | json_type::kNumber | json_type::kBoolean)) != 0) {
    return context.composite ? Verdict::Unknown : Verdict::Valid;
  }
  if (v.compilation().unread() != nullptr && v.compilation().unread()->is_guess(value)) return Verdict::Unknown;
  if (!wants_text()) return Verdict::Invalid;
  std::string fault = fault_of_unknown_function(value, MapUse::Refused, context.functions);
  const bool is_call = !fault.empty();
  if (!is_call) fault = fmt::format("Expected {}, found {}", describe_types(keyword.types()), describe_value(value));
  const Verdict verdict = violated(where, std::move(fault), type_fix());
  if (is_call) context.failures->back().gist = Gist::UnknownCall;
  return verdict;
}

std::optional<Fix> Keywords::type_fix() const {
  if (!is_written() || value.function != Function::None || where.value != &value) return std::nullopt;
  if (auto fix = unknown_function_fix(v.compilation(), value, MapUse::Refused, context.functions)) return fix;
  if (auto fix = scalar_type_fix()) return fix;
  Context quiet = context;
  quiet.failures = nullptr;
  // "- localhost:" for "- localhost".
  if (value.is_mapping() && value.size == 1 && value.members()[0].value->is(NodeKind::Null)) {
    const Node& key = *value.members()[0].key;
    const bool fits = key.is_string() && v.check(key, schema, where, quiet) == Verdict::Valid;
    return fits ? take_only_key_fix(v.compilation(), where) : std::nullopt;
  }
  constexpr std::uint8_t kScalars = json_type::kString | json_type::kBoolean | json_type::kInteger | json_type::kNumber;
  if (value.is_scalar() && keyword.types() == json_type::kArray) return list_fix(quiet);
  if (value.is_sequence() && value.size == 1 && (keyword.types() & static_cast<std::uint8_t>(~kScalars)) == 0) {
    const Node& only = *value.items()[0];
    const bool fits = only.is_scalar() && v.check(only, schema, v.at(where, 0, only), quiet) == Verdict::Valid;
    return fits ? take_only_item_fix(v.compilation(), where) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Fix> Keywords::list_fix(const Context& quiet) const {
  const auto items = schema.find(KeywordId::Items);
  if (!items) return std::nullopt;
  const bool is_item = v.check(value, items->schema(), where, quiet) == Verdict::Valid;
  const std::vector<std::string_view> parts =
      value.is_string() ? items_between_commas(value.text()) : std::vector<std::string_view>();
  ValueMaker make;
  const bool are_items = parts.size() > 1 && std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
                           return v.check(make.text(part), items->schema(), where, quiet) == Verdict::Valid;
                         });
  if (are_items) {
    return split_list_fix(v.compilation(), where, parts, is_item ? FixSafety::Unsafe : FixSafety::Safe);
  }
  return is_item ? make_list_fix(v.compilation(), where) : std::nullopt;
}

std::optional<Fix> Keywords::scalar_type_fix() const {
  using namespace json_type;
  const std::uint8_t types = keyword.types();
  if (!value.is_scalar() || value.is(NodeKind::Null) || value.is_secret()) return std::nullopt;
  // What YAML 1.1 reads as a boolean without its quotes. CloudFormation refuses it in them.
  static constexpr std::pair<std::string_view, bool> kWords[] = {
      {"yes", true}, {"on", true}, {"no", false}, {"off", false}};
  if (value.is_string() && (types & kBoolean) != 0) {
    for (const auto& [word, truth] : kWords) {
      if (!equals_ignoring_case(value.text(), word)) continue;
      return scalar_fix(v.compilation(), value, NodeKind::Boolean, truth ? "true" : "false", FixSafety::Safe);
    }
  }
  // Only the spaces around it keep the text from being one.
  const std::string_view inner = value.is_string() ? trim(value.text()) : std::string_view{};
  if (value.is_string() && inner.size() < value.text().size()) {
    return (types & kBoolean) != 0 && (inner == "true" || inner == "false")
               ? scalar_fix(v.compilation(), value, NodeKind::Boolean, inner, FixSafety::Safe)
               : typed_scalar_fix(v.compilation(), value, false, (types & (kInteger | kNumber)) != 0, FixSafety::Safe);
  }
  // With `strict` alone: CloudFormation converts the value, so both forms deploy.
  if (!context.strict_types || !has_type(value, types, false)) return std::nullopt;
  if (!value.is_string()) {
    return (types & kString) == 0
               ? std::nullopt
               : scalar_fix(v.compilation(), value, NodeKind::String, value.text(), FixSafety::Unsafe);
  }
  return typed_scalar_fix(v.compilation(), value, (types & kBoolean) != 0, (types & (kInteger | kNumber)) != 0,
                          FixSafety::Unsafe);
}

Verdict Keywords::enumeration() const {
  // A list or map instead of a scalar is only reported by `type`.
  if (!value.is_scalar() && schema.types() != 0 && (schema.types() & (json_type::kArray | json_type::kObject)) == 0) {
    return Verdict::Invalid;
  }
  if (value.is_string() && keyword.has_text(value.text())) return Verdict::Valid;
  if (is_put_in_later()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  bool ignore_case = keyword.id() == KeywordId::EnumCaseInsensitive;
  const SchemaArrays& arrays = keyword.store()->arrays();
  const KeywordRecord& record = arrays.keywords[keyword.record()];
  const std::span<const LiteralRecord> literals = arrays.literals.subspan(record.value, record.count());
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    // Compared by has_text().
    if (value.is_string() && !ignore_case && literals[i].kind() == LiteralKind::String) continue;
    Literal literal = keyword.literal(i);
    if (!value.is_string() || literal.kind != LiteralKind::String) {
      if (equals_literal(value, literal, context.strict_types)) return Verdict::Valid;
    }
    if (ignore_case && literal.kind == LiteralKind::String && value.is_scalar() &&
        equals_ignoring_case(value.text(), literal.text)) {
      return Verdict::Valid;
    }
  }
  if (!wants_text()) return Verdict::Invalid;
  std::string message =
      keyword.count() == 1
          ? fmt::format("{} is not a valid value; expected {}", describe_value(value), list_literals(keyword))
          : fmt::format("{} is not one of {}", describe_value(value), list_literals(keyword));
  std::optional<Fix> fix;
  if (value.is_scalar()) {
    std::vector<std::string_view> choices;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      if (keyword.literal(i).kind == LiteralKind::String) choices.push_back(keyword.literal(i).text);
    }
    const NearName near = near_choice(value.text(), choices);
    if (keyword.count() > 1) message += did_you_mean(near);
    if (is_written()) {
      fix = rename_fix(v.compilation(), value, near);
      if (!fix && keyword.count() == 1) fix = literal_fix(v.compilation(), value, keyword.literal(0));
    }
  }
  return violated(where, std::move(message), std::move(fix));
}

Verdict Keywords::enumeration_by_region() const {
  if (!value.is_scalar() || value.is(NodeKind::Null)) return Verdict::Valid;
  if (is_put_in_later()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  const SchemaDatabase& facts = v.compilation().facts();
  std::vector<std::string_view> lacking;
  bool is_somewhere = false;
  const auto look = [&](std::string_view region) {
    const std::vector<std::string_view> values = facts.lookup(keyword.text(), region);
    const bool fits = values.empty() || std::find(values.begin(), values.end(), value.text()) != values.end();
    if (fits) {
      is_somewhere = true;
    } else {
      lacking.push_back(region);
    }
  };
  if (!context.region.empty()) {
    look(context.region);
  } else {
    for (const std::string& region : v.compilation().options().regions) look(region);
  }
  if (lacking.empty()) return Verdict::Valid;
  if (is_somewhere && context.composite) return Verdict::Unknown;
  return violated_here([&] {
    std::string message = fmt::format("{} is not available in {}", describe_value(value), lacking.front());
    if (lacking.size() > 1) message += fmt::format(" and {} more", lacking.size() - 1);
    const std::string_view near = nearest(value.text(), facts.lookup(keyword.text(), lacking.front()));
    if (!near.empty()) message += fmt::format(". Did you mean '{}'?", near);
    return message;
  });
}

bool Keywords::is_put_in_later() const {
  return value.is_string() && (has_dynamic_reference(value.text()) || has_expression(value.text()));
}

Verdict Keywords::pattern() const {
  if (!value.is_string()) return Verdict::Valid;
  if (is_put_in_later()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  switch (search_pattern(keyword.text(), value.text())) {
    case PatternResult::Match:
      return Verdict::Valid;
    case PatternResult::Undecided:
      return context.composite ? Verdict::Unknown : Verdict::Valid;
    case PatternResult::NoMatch:
      break;
  }
  return violated_here(
      [&] { return fmt::format("{} does not match the pattern '{}'", describe_value(value), keyword.text()); });
}

Verdict Keywords::format() const {
  const Format* format = find_format(keyword.text());
  if (format == nullptr || !value.is_string()) return Verdict::Valid;
  if (is_put_in_later()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  if (format->matches(value.text())) return rewriting(*format);
  if (context.failures != nullptr) {
    v.fail(context, context.rule.empty() ? format->rule : context.rule, where,
           fmt::format("{} is not {}", describe_value(value), format->expectation));
    context.failures->back().keyword = KeywordId::Format;
    context.failures->back().of_keyword = true;
    context.failures->back().gist = Gist::Format;
  }
  return Verdict::Invalid;
}

Verdict Keywords::rewriting(const Format& format) const {
  if (format.rewritten == nullptr || context.failures == nullptr || context.composite) return Verdict::Valid;
  const std::string text = format.rewritten(value.text());
  if (text == value.text()) return Verdict::Valid;
  v.fail(context,
         finding(format.rewritten_rule, where,
                 fmt::format("{} is read as '{}'; write that if it is what you mean", describe_value(value),
                             value.is_secret() ? std::string("****") : text))
             .fix(is_written() && where.value == &value ? change_fix(v.compilation(), value, text, FixSafety::Unsafe)
                                                        : std::nullopt));
  // For an evaluated value, this is the finding.
  return context.resolved ? Verdict::Invalid : Verdict::Valid;
}

Verdict Keywords::length() const {
  if (!value.is_string()) return Verdict::Valid;
  const double limit = keyword.number();
  // A code point takes one to four bytes, so the size in bytes is sufficient for most strings.
  if (keyword.id() == KeywordId::MinLength ? value.size >= limit * 4 : value.size <= limit) return Verdict::Valid;
  const auto size = static_cast<std::uint32_t>(count_code_points(value.text()));
  if (keyword.id() == KeywordId::MinLength ? size >= limit : size <= limit) return Verdict::Valid;
  if (is_put_in_later()) return Verdict::Valid;
  return violated_here([&] {
    bool is_minimum = keyword.id() == KeywordId::MinLength;
    return fmt::format("{} is too {} ({} character{}, at {} {} {})", describe_value(value),
                       is_minimum ? "short" : "long", size, size == 1 ? "" : "s", is_minimum ? "least" : "most", limit,
                       is_minimum ? "required" : "allowed");
  });
}

Verdict Keywords::range() const {
  double number = 0;
  if (!is_float_like(value, number)) return Verdict::Valid;
  double limit = keyword.number();
  bool fits = true;
  std::string_view wording;
  switch (keyword.id()) {
    case KeywordId::Minimum:
      fits = number >= limit;
      wording = "is less than the minimum of";
      break;
    case KeywordId::Maximum:
      fits = number <= limit;
      wording = "is greater than the maximum of";
      break;
    case KeywordId::ExclusiveMinimum:
      fits = number > limit;
      wording = "must be greater than";
      break;
    case KeywordId::ExclusiveMaximum:
      fits = number < limit;
      wording = "must be less than";
      break;
    default:
      break;
  }
  if (fits) return Verdict::Valid;
  if (!wants_text()) return Verdict::Invalid;
  std::optional<Fix> fix;
  const bool is_inclusive = keyword.id() == KeywordId::Minimum || keyword.id() == KeywordId::Maximum;
  if (is_inclusive && is_written() && where.value == &value && !value.is_secret()) {
    EditBuilder edit(v.compilation().tree());
    ValueMaker make;
    const std::string bound = fmt::format("{}", limit);
    if (value.is_string()) {
      edit.set_text(value, bound);
    } else {
      edit.replace_scalar(
          value, make.scalar(bound.find('.') == std::string::npos ? NodeKind::Integer : NodeKind::Float, bound));
    }
    fix = edit.take_fix(fmt::format("Change it to {}", bound), FixSafety::Unsafe);
  }
  return violated(where, fmt::format("{} {} {}", describe_value(value), wording, limit), std::move(fix));
}

Verdict Keywords::multiple_of() const {
  double number = 0, step = keyword.number();
  if (!is_float_like(value, number) || step <= 0) return Verdict::Valid;
  double quotient = number / step;
  if (std::isfinite(quotient) ? std::abs(quotient - std::round(quotient)) < 1e-9 : false) return Verdict::Valid;
  return violated_here([&] { return fmt::format("{} is not a multiple of {}", describe_value(value), step); });
}

Verdict Keywords::content_schema() const {
  return value.is_string() ? v.check_content(value, keyword.schema(), where, context, false) : Verdict::Valid;
}

}  // namespace virga
