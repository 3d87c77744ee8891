// Changes of a template as edits of its text: the one place that composes them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Turns changes of nodes into text edits that touch nothing but what is changed: indentation, quotes, commas, line ends
// and the notation (block, flow, JSON) are those of the place, and comments stay.
//
// Every change gives true where it can be made as text and has been added, false where it cannot: the node was made by
// an expansion, comes from an alias or a merge key, is anchored, or stands in a layout that is not understood. Then
// nothing is added. Changes of one builder must not overlap. The tree must outlive the builder and be free of errors at
// the nodes that are changed. Not thread safe.
class EditBuilder {
public:
  explicit EditBuilder(const SyntaxTree& tree) : tree_(tree) {}

  // A member with its comment on the same line, and the comma where there is one. The last one leaves "{}".
  bool remove_member(const Node& mapping, std::uint32_t index);
  // The same for an item of a list; the last one leaves "[]".
  bool remove_item(const Node& list, std::uint32_t index);

  // Another key, in the quotes that the old one has.
  bool rename_key(const Member& member, std::string_view name);
  // Puts a member behind the last one. False where the key is there already.
  bool add_member(const Node& mapping, std::string_view name, const Node& value);
  // Puts an item before the item of this index, or behind the last one.
  bool insert_item(const Node& list, std::uint32_t index, const Node& value);
  // Another value for a member or an item of a list; the tag goes with the old value.
  bool set_value(const Member& member, const Node& value);
  bool set_item(const Node& list, std::uint32_t index, const Node& value);

  // The same for a value of any kind that `holder` holds, a function call too. False where a comment would go with it.
  bool replace(const Node& holder, const Node& old, const Node& value);

  // Another text for a scalar, in its own style as far as the text allows. In JSON that a scalar holds: another name.
  bool set_text(const Node& scalar, std::string_view text);
  // The text of a plain scalar in single quotes, so that it is a string to every reader of YAML.
  bool put_in_quotes(const Node& scalar);
  // Another text for a part of a scalar: bytes in the source, between its quotes (the name in "${Name}").
  bool replace_part(const Node& scalar, TextRange part, std::string_view text);
  // Another value for a scalar, whatever holds it: a function, or another scalar. On one line.
  bool replace_scalar(const Node& scalar, const Node& value);
  // Puts a function around a value: "!Sub" before it, in JSON {"Fn::Sub": …} around it. False where the value has a tag
  // already; the caller knows whether it is the argument of one.
  bool wrap(const Node& value, Function function);
  // Puts in place of a call a part of its argument, as it is written there; all `from` in it become `to`.
  bool unwrap(const Node& call, const Node& kept, std::string_view from = {}, std::string_view to = {});

  // A call in its other notation, `holder` being the map or list that holds it: "Fn::Sub: x" as "!Sub x", and back. The
  // argument keeps its text; its lines move as far as the call does. False in JSON, where a comment would be lost or a
  // second tag would follow, and where the new text would not read as the same call.
  bool use_short_form(const Node& holder, const Node& call);
  bool use_long_form(const Node& holder, const Node& call);

  // A comment (without "#") at the end of a line from 0 or, where `above` is set, on a line of its own before it.
  // False for JSON. Whether the line may hold one is for the caller to know: see is_same_template.
  bool add_comment(std::uint32_t line, std::string_view text, bool above);
  // Takes a comment out, and its line with it where nothing else is on it.
  bool remove_comment(TextRange comment);
  // Another text for a part of a comment, on one line.
  bool change_comment(TextRange part, std::string_view text);

  // The edits so far, sorted; the builder is empty afterwards.
  std::vector<TextEdit> take();
  // The same as a fix; none when there are no edits.
  std::optional<Fix> take_fix(std::string title, FixSafety safety);

private:
  bool add(TextRange range, std::string replacement);
  bool is_json() const { return tree_.language == SyntaxLanguage::Json; }
  std::string_view source() const { return tree_.source->text(); }
  bool is_in_text(const Node& node) const;
  bool set_embedded_text(const Node& scalar, std::string_view text);
  bool may_change(const Node& collection) const;
  bool holds_comment(TextRange range) const;

  std::string_view line_break() const;
  std::uint32_t line_start_of(std::uint32_t offset) const;
  // Start of the line after the one that holds the last byte before `offset`.
  std::uint32_t next_line(std::uint32_t offset) const;
  // The columns of white space and "- " before a place on its line; none where something else stands there.
  std::optional<std::uint32_t> column_of(std::uint32_t offset) const;
  std::uint32_t end_of(const Member& member) const;
  // The "-" of an item of a block list.
  std::optional<std::uint32_t> dash_of(const Node& item) const;
  // The line break and white space before `offset`, where nothing else is there; empty on one line.
  std::string separator_before(std::uint32_t offset) const;

  bool remove_flow(TextRange part, std::optional<std::uint32_t> next, std::optional<std::uint32_t> previous_end);
  bool remove_block(TextRange part, std::optional<std::uint32_t> next, std::optional<std::uint32_t> previous_end);
  std::string key_text(std::string_view name, NodeStyle like, bool flow) const;
  std::string flow_text(const Node& value, std::string_view separator) const;
  std::string block_lines(const Node& wrapped, std::uint32_t column) const;
  // "name: value" or "- value" in lines that begin at `column`; the first has no indentation.
  std::string block_member(std::string_view name, const Node& value, std::uint32_t column, NodeStyle like) const;
  std::string block_item(const Node& value, std::uint32_t column) const;

  // Where a call stands (notation.cpp).
  struct Slot;
  std::optional<Slot> slot_of(const Node& holder, const Node& call) const;
  void shift_lines(TextRange part, std::int64_t columns, std::vector<TextEdit>& edits) const;
  bool add_together(const Node& call, std::span<const TextEdit> edits);
  bool reads_the_same(const Slot& slot, const Node& call, std::span<const TextEdit> edits) const;

  const SyntaxTree& tree_;
  std::vector<TextEdit> edits_;
};

// The text with the edits made. They must not overlap; they need not be sorted. Edits outside the text are left out.
std::string apply_edits(std::string_view text, std::span<const TextEdit> edits);

// What became of a set of fixes.
struct FixOutcome {
  std::string text;
  std::vector<bool> applied;  // one per fix
};
// Makes the fixes in the order of their places. One that overlaps an earlier one, or touches it at the same place, is
// left out as a whole; the same edits twice count as made.
FixOutcome apply_fixes(std::string_view text, std::span<const Fix* const> fixes);

// Are both trees the same template, whatever the layout, comments and notation? Compares kinds and values.
bool is_same_template(const Node& a, const Node& b);

// Has nothing changed but what the edits touch? `after` is the tree of the text with the edits made. True where every
// value of `before` that no edit touches is there in `after` at its place, and nothing came without an edit.
bool changes_only(const SyntaxTree& before, const SyntaxTree& after, std::span<const TextEdit> edits);

}  // namespace virga
