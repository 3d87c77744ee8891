// Sentences about what the facts have no documentation of: sections, attributes, functions, pseudo parameters.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace virga::lsp {

// An intrinsic function.
struct FunctionWords {
  std::string_view name;        // "Fn::GetAtt"
  std::string_view summary;     // what it gives
  std::string_view parameters;  // "MapName|TopLevelKey|SecondLevelKey"
  std::string_view snippet;     // the short form's argument, as a snippet
  bool is_condition = false;    // only where conditions are made
  std::string_view page;        // of the AWS documentation
};
std::span<const FunctionWords> function_words();
const FunctionWords* find_function_words(std::string_view name);

// What "AWS::Region" and the like stand for; empty for other names.
std::string_view pseudo_words(std::string_view name);

// A key that every template has: `parent` is the section, with "Resources/*" for the attributes of a resource and so
// on. Empty when there is nothing to say.
std::string_view key_words(std::string_view parent, std::string_view key);

}  // namespace virga::lsp
