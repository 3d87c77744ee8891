// From a keyword to the function that judges it.
#include "rules/engine/keywords.h"

namespace virga {

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

Verdict Keywords::violated(const Location& place, std::string message) const {
  if (context.failures != nullptr) {
    std::string_view rule = context.rule.empty() ? rule_of_keyword(keyword.id()) : context.rule;
    v.fail(context, rule, place, context.message.empty() ? std::move(message) : std::string(context.message));
    context.failures->back().keyword = keyword.id();
  }
  return Verdict::Invalid;
}

Verdict Validation::check_keyword(const Node& value, Schema schema, Keyword keyword, const Location& where,
                                  const Context& context, std::uint32_t& described) {
  Keywords k{*this, value, schema, keyword, where, context, described};
  switch (keyword.id()) {
    case KeywordId::Type:
      return k.type();
    case KeywordId::Enum:
    case KeywordId::EnumCaseInsensitive:
    case KeywordId::Const:
      return k.enumeration();
    case KeywordId::Pattern:
      return k.pattern();
    case KeywordId::Format:
      return k.format();
    case KeywordId::MinLength:
    case KeywordId::MaxLength:
      return k.length();
    case KeywordId::Minimum:
    case KeywordId::Maximum:
    case KeywordId::ExclusiveMinimum:
    case KeywordId::ExclusiveMaximum:
      return k.range();
    case KeywordId::MultipleOf:
      return k.multiple_of();
    case KeywordId::Properties:
      return k.properties();
    case KeywordId::PatternProperties:
      return k.pattern_properties();
    case KeywordId::AdditionalProperties:
      return k.additional_properties();
    case KeywordId::PropertyNames:
      return k.property_names();
    case KeywordId::MinProperties:
    case KeywordId::MaxProperties:
    case KeywordId::MinItems:
    case KeywordId::MaxItems:
      return k.size_limits();
    case KeywordId::Required:
      return k.required();
    case KeywordId::RequiredOr:
    case KeywordId::RequiredXor:
      return k.required_count();
    case KeywordId::DependentRequired:
    case KeywordId::DependentExcluded:
      return k.dependencies();
    case KeywordId::DependentSchemas:
      return k.dependent_schemas();
    case KeywordId::Items:
      return k.items();
    case KeywordId::PrefixItems:
      return k.prefix_items();
    case KeywordId::AdditionalItems:
      return k.additional_items();
    case KeywordId::Contains:
      return k.contains();
    case KeywordId::UniqueItems:
      return k.unique_items();
    case KeywordId::UniqueKeys:
      return k.unique_keys();
    case KeywordId::MaxUniqueItems:
      return k.max_unique_items();
    case KeywordId::AllOf:
      return k.all_of();
    case KeywordId::AnyOf:
      return k.any_of();
    case KeywordId::OneOf:
      return k.one_of();
    case KeywordId::Not:
      return k.negation();
    case KeywordId::If:
      return k.conditional();
    case KeywordId::Then:
    case KeywordId::Else:
    case KeywordId::Rule:
    case KeywordId::Message:
    case KeywordId::Check:
    case KeywordId::Functions:
      return Verdict::Valid;
  }
  return Verdict::Valid;
}

}  // namespace virga
