// Keyword -> rule id, in one table.
#include "rules/engine/validation.h"

namespace virga {

std::string_view rule_of_keyword(KeywordId keyword) {
  switch (keyword) {
    case KeywordId::AdditionalProperties:
      return "E3002";
    case KeywordId::Required:
      return "E3003";
    case KeywordId::PrefixItems:
    case KeywordId::AdditionalItems:
    case KeywordId::Items:
      return "E3008";
    case KeywordId::Type:
      return "E3012";
    case KeywordId::RequiredXor:
      return "E3014";
    case KeywordId::AnyOf:
      return "E3017";
    case KeywordId::OneOf:
      return "E3018";
    case KeywordId::DependentExcluded:
      return "E3020";
    case KeywordId::DependentRequired:
      return "E3021";
    case KeywordId::Enum:
    case KeywordId::EnumCaseInsensitive:
    case KeywordId::Const:
      return "E3030";
    case KeywordId::Pattern:
      return "E3031";
    case KeywordId::MinItems:
    case KeywordId::MaxItems:
      return "E3032";
    case KeywordId::MinLength:
    case KeywordId::MaxLength:
      return "E3033";
    case KeywordId::Minimum:
    case KeywordId::Maximum:
    case KeywordId::ExclusiveMinimum:
    case KeywordId::ExclusiveMaximum:
    case KeywordId::MultipleOf:
      return "E3034";
    case KeywordId::UniqueItems:
      return "E3037";
    case KeywordId::UniqueKeys:
      return "E3024";
    case KeywordId::RequiredOr:
      return "E3058";
    case KeywordId::MinProperties:
    case KeywordId::MaxProperties:
      return "E3010";
    case KeywordId::PropertyNames:
      return "E3011";
    case KeywordId::MaxUniqueItems:
      return "E3065";
    default:
      return "E1101";
  }
}

}  // namespace virga
