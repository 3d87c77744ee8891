#include "compiler/resolve/sub_text.h"

#include "compiler/support/text.h"

namespace virga {
namespace {

std::uint32_t quote_of(const Node& node) {
  return node.style == NodeStyle::SingleQuoted || node.style == NodeStyle::DoubleQuoted ? 1U : 0U;
}

}  // namespace

bool find_placeholder(std::string_view text, std::size_t from, Placeholder& found) {
  const std::size_t open = text.find("${", from);
  const std::size_t close = open == std::string_view::npos ? open : text.find('}', open + 2);
  if (close == std::string_view::npos) return false;
  found = {open, close + 1, text.substr(open + 2, close - open - 2)};
  return true;
}

std::size_t open_placeholder(std::string_view text) {
  const std::size_t open = text.rfind("${");
  return open == std::string_view::npos || text.find('}', open) != std::string_view::npos ? std::string_view::npos
                                                                                          : open;
}

bool find_loop_placeholder(std::string_view text, std::size_t from, Placeholder& found) {
  for (std::size_t open = text.find('{', from); open != std::string_view::npos; open = text.find('{', open + 1)) {
    if (open <= from || (text[open - 1] != '$' && text[open - 1] != '&')) continue;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) return false;
    found = {open - 1, close + 1, text.substr(open + 1, close - open - 1)};
    return true;
  }
  return false;
}

void SubPart::append_to(std::string& out) const {
  if (kind == Kind::Literal) {
    out += "${";
    out += written.substr(3);
  } else {
    out += written;
  }
}

SubText::Iterator& SubText::Iterator::operator++() {
  if (!has_next_) {
    if (at_ == text_.size()) {
      done_ = true;
      return *this;
    }
    has_next_ = find_placeholder(text_, at_, next_);
    const std::size_t end = has_next_ ? next_.begin : text_.size();
    if (end > at_) {
      part_ = {SubPart::Kind::Text, at_, text_.substr(at_, end - at_), {}};
      at_ = end;
      return *this;
    }
  }
  has_next_ = false;
  part_ = {SubPart::Kind::Text, next_.begin, text_.substr(next_.begin, next_.end - next_.begin), {}};
  at_ = next_.end;
  const std::string_view name = trim(next_.inner);
  if (next_.inner.starts_with('!')) {
    part_.kind = SubPart::Kind::Literal;
  } else if (!name.empty() && name.front() != '!') {
    part_.kind = SubPart::Kind::Variable;
    part_.name = name;
  }
  return *this;
}

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
  // Without a tag, the widths agree only if nothing is escaped; with a tag, white space may follow it.
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
  for (const SubPart& part : SubText(value)) {
    if (!part.is_variable()) continue;
    SubVariable variable;
    variable.name = part.name;
    variable.begin = static_cast<std::uint32_t>(part.begin);
    variable.end = static_cast<std::uint32_t>(part.end());
    variable.source = text.range;
    if (exact) {
      auto offset = static_cast<std::uint32_t>(part.name.data() - value.data());
      variable.source.begin = content.begin + offset;
      variable.source.end = variable.source.begin + static_cast<std::uint32_t>(part.name.size());
    }
    variables.push_back(variable);
  }
  if (exact || text.is_generated() || text.range.end > file.size() || text.range.begin > text.range.end) {
    return variables;
  }
  // Escapes and indentation do not change the order of the variables: pair them up if all names agree.
  std::string_view raw = file.substr(text.range.begin, text.range.size());
  std::vector<TextRange> places;
  for (const SubPart& part : SubText(raw)) {
    if (!part.is_variable()) continue;
    if (places.size() == variables.size() || variables[places.size()].name != part.name) return variables;
    auto begin = text.range.begin + static_cast<std::uint32_t>(part.name.data() - raw.data());
    places.push_back({begin, begin + static_cast<std::uint32_t>(part.name.size())});
  }
  if (places.size() != variables.size()) return variables;
  for (std::size_t i = 0; i < places.size(); ++i) variables[i].source = places[i];
  return variables;
}

std::string unescape_sub_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const SubPart& part : SubText(text)) part.append_to(out);
  return out;
}

std::string escape_sub_text(std::string_view text) {
  std::string out;
  for (std::size_t open = text.find("${"); open != std::string_view::npos; open = text.find("${")) {
    out += text.substr(0, open + 2);
    out += '!';
    text.remove_prefix(open + 2);
  }
  return out.append(text);
}

}  // namespace virga
