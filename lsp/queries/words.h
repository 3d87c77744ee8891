// Descriptions of what the database does not document: sections, attributes, functions, pseudo parameters.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace virga::lsp {

// What a function can return.
namespace returns {
constexpr std::uint8_t kScalar = 1;
constexpr std::uint8_t kList = 2;
constexpr std::uint8_t kMap = 4;
constexpr std::uint8_t kAnything = 7;
}  // namespace returns

// An intrinsic function.
struct FunctionWords {
  std::string_view name;        // "Fn::GetAtt"
  std::string_view summary;     // what it returns
  std::string_view parameters;  // "MapName|TopLevelKey|SecondLevelKey"
  std::string_view snippet;     // the argument of the short form, as a snippet
  bool is_condition = false;    // only valid in conditions
  std::string_view page;        // URL of the AWS documentation
  std::uint8_t returns = returns::kScalar;
  bool is_common = false;      // among those that templates are full of
  bool in_conditions = false;  // may be an argument of a condition, such as a value of Fn::Equals
  bool is_extension = false;   // of the transform AWS::LanguageExtensions
};
// Those of templates everywhere.
std::span<const FunctionWords> function_words();
// Those that the section Rules has alone.
std::span<const FunctionWords> rule_function_words();
// Of all these.
const FunctionWords* find_function_words(std::string_view name);

// The meaning of "AWS::Region" and so on; empty for other names.
std::string_view pseudo_words(std::string_view name);

// What the values of a parameter of this type are; empty for unknown types.
std::string parameter_type_words(std::string_view type);

// The description of a fixed key of templates. `parent` is the section, or "Resources/*" for the attributes of a
// resource and so on. Empty if there is none.
std::string_view key_words(std::string_view parent, std::string_view key);

}  // namespace virga::lsp
