#include "lsp/queries/bootstrap_names.h"

#include <algorithm>
#include <cstdint>

#include "compiler/support/characters.h"

namespace virga::lsp {

namespace {

// The word of letters and digits at an offset, if there is one.
void take_name(std::string_view text, std::size_t at, std::vector<TextRange>& found) {
  std::size_t end = at;
  while (end < text.size() && is_letter_or_digit(text[end])) ++end;
  if (end > at) found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
}

// The value of an option: behind blanks or "=", perhaps in quotes.
void take_value(std::string_view text, std::size_t option_end, std::vector<TextRange>& found) {
  const std::size_t at = text.find_first_not_of(" =\t", option_end);
  if (at == option_end || at == std::string_view::npos) return;
  const std::size_t name = text.find_first_not_of("\"'\\", at);
  if (name != std::string_view::npos && name - at <= 2) take_name(text, name, found);
}

// Whether one of the scripts is called before this offset on its line.
bool is_in_call(std::string_view text, std::size_t at) {
  const std::size_t line = text.find_last_of("\r\n", at) + 1;  // 0, the first one, if there is no break
  return text.substr(line, at - line).find("cfn-") != std::string_view::npos;
}

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-init.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-signal.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-hup.html
std::vector<TextRange> bootstrap_names(std::string_view text) {
  constexpr std::string_view kLong = "--resource", kShort = " -r ", kPath = "path=Resources.";
  std::vector<TextRange> found;
  if (text.find("cfn-") == std::string_view::npos) return found;
  for (std::size_t at = text.find(kLong); at != std::string_view::npos; at = text.find(kLong, at + 1)) {
    take_value(text, at + kLong.size(), found);
  }
  for (std::size_t at = text.find(kShort); at != std::string_view::npos; at = text.find(kShort, at + 1)) {
    if (is_in_call(text, at)) take_value(text, at + kShort.size() - 1, found);
  }
  for (std::size_t at = text.find(kPath); at != std::string_view::npos; at = text.find(kPath, at + 1)) {
    take_name(text, at + kPath.size(), found);
  }
  std::sort(found.begin(), found.end(), [](TextRange a, TextRange b) { return a.begin < b.begin; });
  return found;
}

}  // namespace virga::lsp
