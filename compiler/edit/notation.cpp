// Function calls from one notation to the other.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
#include <algorithm>
#include <limits>
#include <memory>
#include <string>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/indentation.h"
#include "compiler/edit/new_text.h"
#include "compiler/support/characters.h"

namespace virga {

// A member's key or an item's dash, and what follows it; a value between brackets stands by itself.
struct EditBuilder::Slot {
  std::uint32_t begin = 0;   // of the key or the dash; of the value between brackets
  std::uint32_t after = 0;   // behind the colon or the dash
  std::uint32_t column = 0;  // of `begin`
  bool flow = false;
  bool is_item = false;
};

namespace {

constexpr std::uint32_t kDash = 2;  // "- "

// "A.B" for the argument [A, B] of Fn::GetAtt; empty where it cannot be written so.
std::string dotted_name(const Node& argument, bool flow) {
  const std::span<const Node* const> parts = argument.items();
  if (parts.size() != 2 || !parts[0]->is_string() || !parts[1]->is_string()) return {};
  if (parts[0]->text().empty() || parts[0]->text().find('.') != std::string_view::npos) return {};
  std::string name(parts[0]->text());
  name += '.';
  name += parts[1]->text();
  return yaml_text(name, NodeStyle::Plain, flow) == name ? name : std::string();
}

// "Fn::GetAtt: A.B" says the same as its list, and "!GetAtt A.B" is read as the list.
bool is_same_attribute(const Node& made, const Node& call) {
  const Node& text = *call.argument();
  const std::span<const Node* const> parts = made.argument()->items();
  if (call.function != Function::GetAtt || !text.is_string() || parts.size() != 2) return false;
  return std::string(parts[0]->text()) + '.' + std::string(parts[1]->text()) == text.text();
}

}  // namespace

std::optional<EditBuilder::Slot> EditBuilder::slot_of(const Node& holder, const Node& call) const {
  Slot slot;
  if (is_between_brackets(*written_root(), holder.range.begin) || holder.style == NodeStyle::Flow) {
    slot.begin = slot.after = call.range.begin;
    slot.flow = true;
    return slot;
  }
  if (holder.is_sequence()) {
    const std::optional<std::uint32_t> dash = dash_of(call);
    const std::optional<std::uint32_t> column = dash ? column_of(*dash) : std::nullopt;
    if (!column) return std::nullopt;
    return Slot{*dash, *dash + 1, *column, false, true};
  }
  for (const Member& member : holder.members()) {
    if (member.value != &call || member.key->is_synthetic() || member.key->range.size() == 0) continue;
    std::uint32_t colon = member.key->range.end;
    while (colon < source().size() && is_blank(source()[colon])) ++colon;
    const std::optional<std::uint32_t> column = column_of(member.key->range.begin);
    if (!column || colon >= source().size() || source()[colon] != ':') return std::nullopt;
    return Slot{member.key->range.begin, colon + 1, *column, false, false};
  }
  return std::nullopt;
}

// Moves the lines of `part` by so many columns; the part begins with a line.
void EditBuilder::shift_lines(TextRange part, std::int64_t columns, std::vector<TextEdit>& edits) const {
  for (std::uint32_t at = part.begin; columns != 0 && at < part.end;) {
    std::uint32_t text = at;
    while (text < part.end && source()[text] == ' ') ++text;
    const bool is_blank_line = text >= part.end || source()[text] == '\n' || source()[text] == '\r';
    if (!is_blank_line && columns > 0) {
      edits.push_back({{at, at}, std::string(static_cast<std::size_t>(columns), ' ')});
    } else if (!is_blank_line) {
      edits.push_back({{at, std::min(text, at + static_cast<std::uint32_t>(-columns))}, ""});
    }
    at = next_line(text + 1);
  }
}

// Parses what the edits make of the call alone.
bool EditBuilder::reads_the_same(const Slot& slot, const Node& call, std::span<const TextEdit> edits) const {
  std::uint32_t end = call.range.end;
  for (const TextEdit& edit : edits) end = std::max(end, edit.range.end);
  std::vector<TextEdit> local;
  for (const TextEdit& edit : edits) {
    local.push_back({{edit.range.begin - slot.begin, edit.range.end - slot.begin}, edit.replacement});
  }
  // A list is no template, so it stands below a key.
  std::string text = slot.flow ? "K: " : (slot.is_item ? "K:\n" : "") + std::string(slot.column, ' ');
  text += apply_edits(source().substr(slot.begin, end - slot.begin), local);
  text += '\n';
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>("call.yaml", std::move(text)));
  if (!tree.ok() || tree.root == nullptr) return false;
  const Node* made = tree.root->is_mapping() && tree.root->size == 1 ? tree.root->members()[0].value : nullptr;
  if (slot.is_item && made != nullptr) made = made->is_sequence() && made->size == 1 ? made->items()[0] : nullptr;
  if (made == nullptr || made->function != call.function) return false;
  return is_same_template(*made, call) || is_same_attribute(*made, call);
}

// Where lines move, one edit has all of the call: no other fix may put a line into it in the same round.
bool EditBuilder::add_together(const Node& call, std::span<const TextEdit> edits) {
  if (std::any_of(edits.begin(), edits.end(), [&](const TextEdit& edit) { return holds_comment(edit.range); })) {
    return false;
  }
  const LineIndex& lines = tree_.source->lines();
  const bool moves_lines = std::any_of(edits.begin(), edits.end(), [&](const TextEdit& edit) {
    return edit.range.begin == lines.line_start(lines.line_of(edit.range.begin));
  });
  if (!moves_lines) {
    edits_.insert(edits_.end(), edits.begin(), edits.end());
    return true;
  }
  auto begin = static_cast<std::uint32_t>(source().size());
  std::uint32_t end = call.range.end;
  for (const TextEdit& edit : edits) {
    begin = std::min(begin, edit.range.begin);
    end = std::max(end, edit.range.end);
  }
  std::vector<TextEdit> local;
  for (const TextEdit& edit : edits) {
    local.push_back({{edit.range.begin - begin, edit.range.end - begin}, edit.replacement});
  }
  return add_with_comments({begin, end}, apply_edits(source().substr(begin, end - begin), local));
}

bool EditBuilder::use_short_form(const Node& holder, const Node& call) {
  const std::string_view name = short_name(call.function);
  if (writes_json_ || name.empty() || !may_change(call)) return false;
  const Node& key = *call.function_key();
  const Node& argument = *call.argument();
  // One node has one tag: a call around a call keeps its long form.
  if (argument.function != Function::None || argument.extra != nullptr || !is_in_text(argument)) return false;
  const bool is_behind_tag = holder.is_mapping() && holder.size > 0 && holder.members()[0].key->is_synthetic();
  const std::optional<Slot> slot = is_behind_tag ? std::nullopt : slot_of(holder, call);
  if (!slot || argument.range.size() == 0 || argument.range.begin < key.range.end) return false;
  if (argument.range.end > call.range.end) return false;
  const std::string tag = "!" + std::string(name);
  const bool is_flow_call = call.style == NodeStyle::Flow;
  const std::string dotted =
      call.function == Function::GetAtt ? dotted_name(argument, slot->flow || is_flow_call) : std::string();

  std::vector<TextEdit> edits;
  if (!dotted.empty()) {
    const std::uint32_t begin = slot->flow ? call.range.begin : slot->after;
    if (holds_comment({begin, call.range.end})) return false;
    edits.push_back({{begin, call.range.end}, (slot->flow ? "" : " ") + tag + ' ' + dotted});
  } else if (is_flow_call) {
    if (holds_comment({slot->after, argument.range.begin}) || holds_comment({argument.range.end, call.range.end})) {
      return false;
    }
    edits.push_back({{slot->after, argument.range.begin}, (slot->flow ? "" : " ") + tag + ' '});
    edits.push_back({{argument.range.end, call.range.end}, ""});
  } else {
    std::uint32_t colon = key.range.end;
    while (colon < source().size() && is_blank(source()[colon])) ++colon;
    const std::optional<std::uint32_t> call_column = column_of(key.range.begin);
    if (slot->flow || !call_column || colon >= source().size() || source()[colon] != ':') return false;
    if (holds_comment({slot->after, key.range.begin})) return false;
    const LineIndex& lines = tree_.source->lines();
    const bool is_below = lines.line_of(argument.range.begin) != lines.line_of(key.range.begin);
    const bool is_block = !argument.is_scalar() && argument.style != NodeStyle::Flow;
    // A text or a list between brackets that stands on a line of its own moves up to the tag.
    const bool moves_up = is_below && !is_block && !holds_comment({colon, argument.range.begin});
    if (moves_up || !is_below) {
      edits.push_back({{slot->after, argument.range.begin}, ' ' + tag + ' '});
    } else {
      edits.push_back({{slot->after, colon + 1}, ' ' + tag});
    }
    const std::uint32_t first = is_below && !moves_up ? next_line(colon + 1) : next_line(argument.range.begin + 1);
    std::uint32_t lowest = std::numeric_limits<std::uint32_t>::max();
    for (std::uint32_t at = first; at < argument.range.end; at = next_line(at + 1)) {
      std::uint32_t text = at;
      while (text < source().size() && source()[text] == ' ') ++text;
      const bool is_comment = source()[text] == '#' && !argument.is_block_scalar();
      if (text < argument.range.end && source()[text] != '\n' && source()[text] != '\r' && !is_comment) {
        lowest = std::min(lowest, text - at);
      }
    }
    const std::uint32_t least = slot->column + (slot->is_item ? kDash : indentation_step(tree_));
    if (lowest != std::numeric_limits<std::uint32_t>::max() && lowest > least) {
      const std::uint32_t shift = std::min(*call_column - slot->column, lowest - least);
      shift_lines({first, argument.range.end}, -static_cast<std::int64_t>(shift), edits);
    }
  }
  return reads_the_same(*slot, call, edits) && add_together(call, edits);
}

bool EditBuilder::use_long_form(const Node& holder, const Node& call) {
  if (is_json() || short_name(call.function).empty() || !is_in_text(call) || (call.flags & Node::kShortForm) == 0)
    return false;
  const Node& tag = *call.function_key();
  const Node& argument = *call.argument();
  const std::optional<Slot> slot = slot_of(holder, call);
  if (!slot || tag.range.size() == 0 || argument.extra != nullptr) return false;
  const std::string name(tag.text());
  // "!GetAtt A.B" has no list in the text.
  std::uint32_t begin = tag.range.end;
  while (begin < call.range.end && (is_space(source()[begin]) || source()[begin] == '#')) {
    begin = source()[begin] == '#' ? next_line(begin) : begin + 1;
  }
  if (begin >= call.range.end || holds_comment({slot->after, tag.range.begin})) return false;
  const bool is_list = source()[begin] == '[' || source()[begin] == '-';
  std::string dotted;
  if (call.function == Function::GetAtt && !is_list) {
    if (argument.size != 2) return false;
    dotted = "[" + yaml_text(argument.items()[0]->text(), NodeStyle::Plain, true) + ", " +
             yaml_text(argument.items()[1]->text(), NodeStyle::Plain, true) + "]";
  }

  std::vector<TextEdit> edits;
  if (slot->flow) {
    if (holds_comment({tag.range.end, begin})) return false;
    if (!dotted.empty()) {
      edits.push_back({call.range, "{" + name + ": " + dotted + "}"});
    } else {
      edits.push_back({{call.range.begin, begin}, "{" + name + ": "});
      edits.push_back({{call.range.end, call.range.end}, "}"});
    }
  } else {
    const std::uint32_t step = indentation_step(tree_);
    const std::uint32_t column = slot->column + (slot->is_item ? kDash : step);
    const std::string before = slot->is_item ? " " : std::string(line_break()) + std::string(column, ' ');
    if (!dotted.empty()) {
      edits.push_back({{slot->after, call.range.end}, before + name + ": " + dotted});
    } else {
      edits.push_back({{slot->after, tag.range.end}, before + name + ':'});
    }
    std::uint32_t lowest = std::numeric_limits<std::uint32_t>::max();
    const std::uint32_t first = next_line(tag.range.end);
    for (std::uint32_t at = first; at < call.range.end; at = next_line(at + 1)) {
      std::uint32_t text = at;
      while (text < source().size() && source()[text] == ' ') ++text;
      if (text < call.range.end && source()[text] != '\n' && source()[text] != '\r') {
        lowest = std::min(lowest, text - at);
      }
    }
    if (dotted.empty() && lowest < column + step) {
      shift_lines({first, call.range.end}, static_cast<std::int64_t>(column + step) - lowest, edits);
    }
  }
  return reads_the_same(*slot, call, edits) && add_together(call, edits);
}

}  // namespace virga
