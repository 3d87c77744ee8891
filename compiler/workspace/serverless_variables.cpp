#include "compiler/workspace/serverless_variables.h"

#include <algorithm>
#include <array>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"

namespace virga {

namespace {

bool is_word(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }

// Does a text begin with a variable that tells the framework? Shells, logging and policies have their own of this form:
// ${self:-none}, ${env:TEMP}, ${aws:username}, ${ssm:resourceTag/Stage}.
bool begins_telling_variable(std::string_view text) {
  constexpr std::array<std::string_view, 9> kTelling = {
      "${self:", "${opt:", "${file(", "${sls:", "${param:", "${cf:", "${cf(", "${ssm(", "${ssm:"};
  return std::any_of(kTelling.begin(), kTelling.end(), [&](std::string_view opening) {
    if (!text.starts_with(opening)) return false;
    const std::string_view rest = text.substr(opening.size());
    constexpr std::string_view kOfShells = "-=?+:";
    return !rest.empty() && kOfShells.find(rest.front()) == std::string_view::npos && !rest.starts_with("resourceTag/");
  });
}

// Is a text a name with such a variable, as in "${self:service}-orders"? Sentences and programs may have other ones.
bool is_telling(std::string_view text) {
  bool tells = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "${") {
      tells = tells || begins_telling_variable(text.substr(at));
      int depth = 0;
      for (; at < text.size(); ++at) {
        depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
        if (depth == 0 && text[at] == '}') break;
      }
    } else if (!is_word(text[at]) && std::string_view("./:*@#").find(text[at]) == std::string_view::npos) {
      return false;
    }
  }
  return tells;
}

}  // namespace

bool has_serverless_variable(std::string_view text) {
  Placeholder found;
  for (std::size_t at = 0; find_placeholder(text, at, found); at = found.begin + 2) {
    const auto* const word_end = std::find_if_not(found.inner.begin(), found.inner.end(), is_word);
    const std::string_view rest = found.inner.substr(static_cast<std::size_t>(word_end - found.inner.begin()));
    if (rest.size() == found.inner.size()) continue;
    if (rest.starts_with('(') || (rest.starts_with(':') && !rest.starts_with("::"))) return true;
  }
  return false;
}

bool has_telling_value(const Node& node) {
  if (node.function == Function::Sub) return false;
  if (node.is_string()) return is_telling(node.text());
  const auto items = node.items();
  if (std::any_of(items.begin(), items.end(), [](const Node* item) { return has_telling_value(*item); })) return true;
  const auto members = node.members();
  return std::any_of(members.begin(), members.end(), [](const Member& one) { return has_telling_value(*one.value); });
}

bool may_have_telling_value(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    if (begins_telling_variable(text.substr(at))) return true;
  }
  return false;
}

}  // namespace virga
