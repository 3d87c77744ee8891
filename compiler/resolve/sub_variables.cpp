#include "compiler/resolve/sub_variables.h"

namespace virga {
namespace {

std::string_view trim(std::string_view text) {
  std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::uint32_t quote_of(const Node& node) {
  return node.style == NodeStyle::SingleQuoted || node.style == NodeStyle::DoubleQuoted ? 1U : 0U;
}

// Calls `found` with (begin of "${", end after "}", trimmed name) for each variable.
template <typename Found>
void scan(std::string_view text, Found found) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    std::size_t close = text.find('}', at + 2);
    if (close == std::string_view::npos) return;
    std::string_view name = trim(text.substr(at + 2, close - at - 2));
    if (!name.empty() && name.front() != '!') found(at, close + 1, name);
    at = close + 1;
  }
}

}  // namespace

TextRange content_range(const Node& scalar) {
  const std::uint32_t quote = quote_of(scalar);
  bool simple = scalar.style != NodeStyle::Literal && scalar.style != NodeStyle::Folded && !scalar.is_generated() &&
                !scalar.is_synthetic();
  std::uint32_t width = scalar.size + 2 * quote;
  std::uint32_t head = 0;
  if (scalar.extra != nullptr && scalar.extra->tag_range.size() > 0 &&
      scalar.extra->tag_range.begin == scalar.range.begin) {
    head = scalar.extra->tag_range.size();
  }
  // Without tag the widths agree only where nothing is escaped; with one, white space may follow the tag.
  bool exact = head == 0 ? scalar.range.size() == width : scalar.range.size() > head + width - 1;
  if (!simple || !exact) return scalar.range;
  std::uint32_t end = scalar.range.end - quote;
  return {end - scalar.size, end};
}

std::vector<SubVariable> sub_variables(const Node& text, std::string_view file) {
  std::vector<SubVariable> variables;
  if (!text.is_string()) return variables;
  std::string_view value = text.text();
  TextRange content = content_range(text);
  bool exact = content.size() == value.size();
  scan(value, [&](std::size_t begin, std::size_t end, std::string_view name) {
    SubVariable variable;
    variable.name = name;
    variable.begin = static_cast<std::uint32_t>(begin);
    variable.end = static_cast<std::uint32_t>(end);
    variable.source = text.range;
    if (exact) {
      auto offset = static_cast<std::uint32_t>(name.data() - value.data());
      variable.source.begin = content.begin + offset;
      variable.source.end = variable.source.begin + static_cast<std::uint32_t>(name.size());
    }
    variables.push_back(variable);
  });
  if (exact || text.is_generated() || text.range.end > file.size() || text.range.begin > text.range.end) {
    return variables;
  }
  // Escapes and indentation do not change the order of the variables: pair them up, if all names agree.
  std::string_view raw = file.substr(text.range.begin, text.range.size());
  std::vector<TextRange> places;
  bool agree = true;
  scan(raw, [&](std::size_t, std::size_t, std::string_view name) {
    if (places.size() >= variables.size() || variables[places.size()].name != name) {
      agree = false;
      return;
    }
    auto begin = text.range.begin + static_cast<std::uint32_t>(name.data() - raw.data());
    places.push_back({begin, begin + static_cast<std::uint32_t>(name.size())});
  });
  if (!agree || places.size() != variables.size()) return variables;
  for (std::size_t i = 0; i < places.size(); ++i) variables[i].source = places[i];
  return variables;
}

std::string unescape_sub_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::size_t last_close = text.rfind('}');
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '!' && i >= 2 && text[i - 1] == '{' && text[i - 2] == '$' && last_close != std::string_view::npos &&
        last_close > i) {
      continue;
    }
    out += text[i];
  }
  return out;
}

}  // namespace virga
