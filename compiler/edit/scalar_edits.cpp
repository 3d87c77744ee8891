// Edits of scalars, of the functions around them, and of comments.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/indentation.h"
#include "compiler/edit/new_text.h"
#include "compiler/support/characters.h"

namespace virga {
namespace {

// The scalar whose text holds a place within it; null where there is none.
const Node* scalar_around(const Node& root, TextRange place) {
  const Node* at = &root;
  while (at != nullptr && !at->is_scalar()) {
    const Node* inner = nullptr;
    const auto look_at = [&](const Node& part) {
      if (part.range.begin < place.begin && place.end < part.range.end) inner = &part;
    };
    for (const Member& member : at->members()) look_at(*member.value);
    for (const Node* item : at->items()) look_at(*item);
    at = inner;
  }
  return at;
}

}  // namespace

// Between brackets some readers stop at a colon; those of a text that has one there do not.
std::string EditBuilder::text_like(const Node& scalar, std::string_view text) const {
  const bool is_read = scalar.style == NodeStyle::Plain && scalar.text().find(':') != std::string_view::npos &&
                       text.find_first_of(",[]{}") == std::string_view::npos && !text.ends_with(':');
  return yaml_text(text, scalar.style, !is_read && is_between_brackets(*written_root(), scalar.range.begin));
}

bool EditBuilder::set_text(const Node& scalar, std::string_view text) {
  if (!scalar.is_scalar() || scalar.range.size() == 0) return false;
  if (const auto content = behind_lone_anchor(scalar)) {
    return add(*content, text_like(scalar, text));
  }
  if (scalar.extra != nullptr && !is_copy_of_text(scalar)) return false;
  if (!is_in_text(scalar)) return set_embedded_text(scalar, text);
  if (writes_json_) return add(scalar.range, json_text(text));
  if (scalar.is_block_scalar()) return false;
  return add(scalar.range, text_like(scalar, text));
}

// A string of JSON that stands in a scalar as it is read: in block texts, and between quotes that escape nothing in it.
bool EditBuilder::set_embedded_text(const Node& scalar, std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:$*/-";
  if (!scalar.is_string() || text.empty() || text.find_first_not_of(kPlain) != std::string_view::npos) return false;
  const Node* holder = tree_.root == nullptr ? nullptr : scalar_around(*written_root(), scalar.range);
  if (holder == nullptr || !is_in_text(*holder) || scalar.range.end > source().size()) return false;
  const std::string_view written = source().substr(scalar.range.begin, scalar.range.size());
  if (written == json_text(scalar.text())) return add(scalar.range, json_text(text));
  // Within double quotes those of the name are escaped.
  const bool is_escaped = holder->style == NodeStyle::DoubleQuoted &&
                          scalar.text().find_first_not_of(kPlain) == std::string_view::npos &&
                          written == fmt::format("\\\"{}\\\"", scalar.text());
  return is_escaped && add(scalar.range, fmt::format("\\\"{}\\\"", text));
}

bool EditBuilder::put_in_quotes(const Node& scalar) {
  if (is_json() || !scalar.is_string() || scalar.style != NodeStyle::Plain) return false;
  if (!is_in_text(scalar) || scalar.range.size() == 0 || scalar.extra != nullptr) return false;
  const std::string quoted = yaml_text(scalar.text(), NodeStyle::SingleQuoted, false);
  return quoted.starts_with('\'') && add(scalar.range, quoted);
}

bool EditBuilder::replace_part(const Node& scalar, TextRange part, std::string_view text) {
  if (!scalar.is_scalar() || !is_in_text(scalar) || part.size() == 0) return false;
  if (part.begin < scalar.range.begin || part.end > scalar.range.end) return false;
  if (text.find_first_of("\r\n") != std::string_view::npos) return false;
  if (is_json() || scalar.style == NodeStyle::DoubleQuoted) {
    const std::string quoted = json_text(text);
    return add(part, quoted.substr(1, quoted.size() - 2));
  }
  switch (scalar.style) {
    case NodeStyle::SingleQuoted: {
      const std::string quoted = yaml_text(text, NodeStyle::SingleQuoted, false);
      if (!quoted.starts_with('\'')) return false;
      return add(part, quoted.substr(1, quoted.size() - 2));
    }
    case NodeStyle::Literal:
    case NodeStyle::Folded:
      return add(part, std::string(text));
    default: {
      // A plain scalar, as long as it still reads as the same kind of value.
      const std::string_view written = tree_.source->slice(scalar.range);
      if (scalar.text() != written && written.find_first_of("\r\n") == std::string_view::npos && scalar.is_string()) {
        return false;
      }
      std::string whole(written.substr(0, part.begin - scalar.range.begin));
      whole += text;
      whole += written.substr(part.end - scalar.range.begin);
      const bool flow = is_between_brackets(*written_root(), scalar.range.begin);
      if (scalar.is_string() && yaml_text(whole, NodeStyle::Plain, flow) != whole) return set_text(scalar, whole);
      return add(part, std::string(text));
    }
  }
}

bool EditBuilder::replace_scalar(const Node& scalar, const Node& value) {
  const std::optional<TextRange> content = value.is_scalar() ? behind_lone_anchor(scalar) : std::nullopt;
  if (!scalar.is_scalar() || (!content && !is_in_text(scalar)) || scalar.range.size() == 0) return false;
  if (writes_json_) return add(scalar.range, flow_text(value, {}));
  if ((!content && scalar.extra != nullptr && !is_copy_of_text(scalar)) || scalar.is_block_scalar()) return false;
  const TextRange range = content ? *content : scalar.range;
  if (is_between_brackets(*written_root(), scalar.range.begin)) return add(range, yaml_flow_value(value));
  const std::string text = yaml_after_key(value, indentation_step(tree_));  // ": value"
  return text.starts_with(": ") && text.find('\n') == std::string::npos && add(range, text.substr(2));
}

bool EditBuilder::make_list(const Node& scalar, std::span<const Node* const> more) {
  if (!scalar.is_scalar() || !is_in_text(scalar) || scalar.range.size() == 0 || scalar.is_block_scalar()) return false;
  const std::string_view written = tree_.source->slice(scalar.range);
  const bool is_plain = !is_json() && scalar.style == NodeStyle::Plain;
  if (scalar.extra != nullptr || (is_plain && written.find_first_of(",[]{}\r\n") != std::string_view::npos))
    return false;
  std::string items;
  for (const Node* item : more) items += ", " + flow_text(*item, {});
  return add({scalar.range.begin, scalar.range.begin}, "[") && add({scalar.range.end, scalar.range.end}, items + "]");
}

bool EditBuilder::wrap(const Node& value, Function function) {
  if (!is_in_text(value) || value.range.size() == 0) return false;
  std::string_view name = function_name(function);
  if (writes_json_) {
    return add({value.range.begin, value.range.begin}, "{" + json_text(name) + ": ") &&
           add({value.range.end, value.range.end}, "}");
  }
  if (value.extra != nullptr || (value.flags & Node::kShortForm) != 0) return false;
  if (name.starts_with("Fn::")) name.remove_prefix(4);
  return add({value.range.begin, value.range.begin}, "!" + std::string(name) + " ");
}

bool EditBuilder::unwrap(const Node& call, const Node& kept, std::string_view from, std::string_view to) {
  if (!is_in_text(call) || !is_in_text(kept) || call.function == Function::None || kept.extra != nullptr) return false;
  if (call.range.size() == 0 || kept.range.size() == 0) return false;
  std::string text(tree_.source->slice(kept.range));
  const bool rewritten = !from.empty() && text.find(from) != std::string::npos;
  const bool is_behind_tag = call.function_key()->is_synthetic() && &kept == call.argument();
  for (std::size_t at = rewritten ? text.find(from) : std::string::npos; at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  // A plain text that the call made a string may be a number, a boolean, a date or null without it.
  if (!is_json() && kept.is_string() && kept.style == NodeStyle::Plain &&
      text.find_first_of("\r\n") == std::string::npos && yaml_text(text, NodeStyle::Plain, false) != text) {
    return add(call.range, yaml_text(text, NodeStyle::Plain, true));
  }
  // Only the tag is removed, so block scalars keep their indentation.
  if (is_behind_tag && !rewritten) return add({call.range.begin, kept.range.begin}, "");
  if (kept.is_block_scalar() && !is_behind_tag) return false;
  return add(call.range, std::move(text));
}

bool EditBuilder::add_comment(std::uint32_t line, std::string_view text, bool above) {
  const LineIndex& lines = tree_.source->lines();
  if (writes_json_ || line >= lines.line_count()) return false;
  if (text.find_first_of("\r\n") != std::string_view::npos) return false;
  const std::string_view written = lines.line_text(line);
  const std::uint32_t begin = lines.line_start(line);
  if (above) {
    std::uint32_t at = begin;
    if (line == 0 && source().starts_with("\xEF\xBB\xBF")) at = 3;
    const std::size_t indentation = std::min(written.find_first_not_of(' '), written.size());
    std::string whole(line == 0 ? 0 : indentation, ' ');
    whole += "# ";
    whole += text;
    whole += line_break();
    return add({at, at}, std::move(whole));
  }
  const auto end = static_cast<std::uint32_t>(begin + std::min(written.find_last_not_of(" \t") + 1, written.size()));
  return add({end, end}, "  # " + std::string(text));
}

bool EditBuilder::remove_comment(TextRange comment) {
  if (!holds_comment(comment)) return false;
  const std::uint32_t line = line_start_of(comment.begin);
  std::uint32_t begin = comment.begin;
  while (begin > line && is_blank(source()[begin - 1])) --begin;
  if (begin > line) return add_with_comments({begin, comment.end}, "");
  return add_with_comments({line, next_line(comment.end)}, "");
}

bool EditBuilder::change_comment(TextRange part, std::string_view text) {
  const bool inside = std::any_of(tree_.comments.begin(), tree_.comments.end(), [&](const Comment& comment) {
    return comment.range.begin < part.begin && part.end <= comment.range.end;
  });
  return inside && text.find_first_of("\r\n") == std::string_view::npos && add_with_comments(part, std::string(text));
}

}  // namespace virga
