#include "compiler/workspace/serverless_variables.h"

#include <algorithm>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"

namespace virga {

namespace {

bool is_word(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }

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

}  // namespace virga
