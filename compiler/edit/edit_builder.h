// Turns changes to a template into text edits. All edits are composed here.
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

// Whether changes to a text are written as JSON: it is JSON, or would be but for what only YAML allows, such as a comma
// too many or a comment. That is what begins with a bracket and is in a file named as JSON, or in one that is not named
// as YAML and has most of its keys in double quotes: an editor's buffer without a name, a .template.
bool writes_json(const SyntaxTree& tree);

// The white space by which the text indents a level: that of the first map whose keys begin lines of their own below
// the line that opens it. Empty if there is none.
std::string_view indentation_unit(const SyntaxTree& tree);

// Turns changes of nodes into minimal text edits: indentation, quotes, commas, line breaks and notation (block, flow,
// JSON) follow the surrounding text, and comments are kept.
//
// Each function returns true if the change could be expressed as text and was added. It returns false and adds nothing
// if the node was made by an expansion (but for what a transform takes from the text as it is, scalars that a loop
// copies as they are, and removals from what it copies whole), comes from an alias or a merge key, is anchored, has an
// unsupported layout, or if other text would take the place of a comment. Changes in one builder must not overlap. The
// tree must outlive the builder and must have no errors at the changed nodes. Not thread-safe.
class EditBuilder {
public:
  explicit EditBuilder(const SyntaxTree& tree) : tree_(tree), writes_json_(writes_json(tree)) {}

  // Removes a member, its comma, and its comments: the one on its line, those that stand directly above it in its
  // column, and those that are indented below it. Comments above the first key of the file stay. Removing the last
  // member leaves "{}".
  bool remove_member(const Node& mapping, std::uint32_t index);
  // Removes an item of a list in the same way, but comments above the first one stay if they may be about all of them;
  // removing the last one leaves "[]".
  bool remove_item(const Node& list, std::uint32_t index) { return remove_items(list, index, 1); }
  // Removes `count` items in a row. Other runs of the list may be removed, too, if an item between them stays.
  bool remove_items(const Node& list, std::uint32_t first, std::uint32_t count);

  // Renames a key, keeping its quotes.
  bool rename_key(const Member& member, std::string_view name);
  // Appends a member to a mapping. False if the key exists already.
  bool add_member(const Node& mapping, std::string_view name, const Node& value);
  // Inserts a member before the member at `index`, or appends it. False if the key exists already.
  bool insert_member(const Node& mapping, std::uint32_t index, std::string_view name, const Node& value);
  // Inserts an item before the item at `index`, or appends it.
  bool insert_item(const Node& list, std::uint32_t index, const Node& value);
  // Replaces the value of a member or list item, including its tag.
  bool set_value(const Member& member, const Node& value);
  bool set_item(const Node& list, std::uint32_t index, const Node& value);

  // The same for any value that `holder` directly contains, including a function call.
  bool replace(const Node& holder, const Node& old, const Node& value);

  // Another text for a scalar, in its own style as far as the text allows. In JSON that a scalar holds: another name.
  bool set_text(const Node& scalar, std::string_view text);
  // The text of a plain scalar in single quotes, so that it is a string to every reader of YAML.
  bool put_in_quotes(const Node& scalar);
  // Another text for a part of a scalar: bytes in the source, between its quotes (the name in "${Name}").
  bool replace_part(const Node& scalar, TextRange part, std::string_view text);
  // Replaces a scalar wherever it is, such as in a function call. The new value is written on one line.
  bool replace_scalar(const Node& scalar, const Node& value);
  // Makes a list of a scalar and other items, on its line: a -> [a, b].
  bool make_list(const Node& scalar, std::span<const Node* const> more);
  // Wraps a value in a function call: "!Sub" before it in YAML, {"Fn::Sub": …} around it in JSON. False if the value
  // has a tag; the caller must know whether it is the argument of a function with a tag.
  bool wrap(const Node& value, Function function);
  // Replaces a function call by a part of its argument as written there, with all `from` in it replaced by `to`. A
  // string that would be another value without the call ("!Sub 010") is put in quotes.
  bool unwrap(const Node& call, const Node& kept, std::string_view from = {}, std::string_view to = {});

  // A call in its other notation, `holder` being the map or list that holds it: "Fn::Sub: x" as "!Sub x", and back. The
  // argument keeps its text; its lines move as far as the call does. False in JSON, where a comment would be lost or a
  // second tag would follow, and where the new text would not read as the same call.
  bool use_short_form(const Node& holder, const Node& call);
  bool use_long_form(const Node& holder, const Node& call);

  // A comment (without "#") at the end of a line from 0 or, where `above` is set, on a line of its own before it.
  // False in what is written as JSON. Whether the line may hold one is for the caller to know: see is_same_template.
  bool add_comment(std::uint32_t line, std::string_view text, bool above);
  // Removes a comment, and its line if nothing else is on it.
  bool remove_comment(TextRange comment);
  // Replaces a part of a comment; the new text must be one line.
  bool change_comment(TextRange part, std::string_view text);

  // Returns the edits, sorted, and leaves the builder empty.
  std::vector<TextEdit> take();
  // The same as a fix; nullopt if there are no edits.
  std::optional<Fix> take_fix(std::string title, FixSafety safety);

private:
  // False where a comment would be lost.
  bool add(TextRange range, std::string replacement);
  // For ranges whose comments go, too, or are in the replacement.
  bool add_with_comments(TextRange range, std::string replacement);
  bool is_json() const { return tree_.language == SyntaxLanguage::Json; }
  std::string_view source() const { return tree_.source->text(); }
  // Whether an alias may refer to the node.
  static bool is_anchored(const Node& node);
  bool is_in_text(const Node& node) const;
  // The root of what the text says, whatever an expansion made of it.
  const Node* written_root() const { return tree_.written != nullptr ? tree_.written : tree_.root; }
  // Whether an expansion took the node from the text as it is: same kind, keys and places of its parts.
  bool is_copy_of_written(const Node& node) const;
  // The text of a scalar behind an anchor that no alias of the file refers to; nullopt for all other scalars.
  std::optional<TextRange> behind_lone_anchor(const Node& scalar) const;
  // Whether it is a scalar in an iteration of a loop that reads as the loop's body is written, so that all iterations
  // have the same one.
  bool is_copy_of_text(const Node& node) const;
  // Whether it is a collection in an iteration of a loop that has exactly what the loop's body has there.
  bool is_copy_of_body(const Node& collection) const;
  // Whether there is nothing between the parts of a collection but what separates them.
  bool is_separator(TextRange between) const;
  bool may_remove_from(const Node& collection) const { return may_change(collection) || is_copy_of_body(collection); }
  // A text on one line in the style of a scalar, as far as the text allows.
  std::string text_like(const Node& scalar, std::string_view text) const;
  bool set_embedded_text(const Node& scalar, std::string_view text);
  bool may_change(const Node& collection) const;
  bool holds_comment(TextRange range) const;

  std::string_view line_break() const;
  std::uint32_t line_start_of(std::uint32_t offset) const;
  // The start of the line after the one that contains the last byte before `offset`.
  std::uint32_t next_line(std::uint32_t offset) const;
  // The number of columns of white space and "- " before `offset` on its line; nullopt if anything else precedes it.
  std::optional<std::uint32_t> column_of(std::uint32_t offset) const;
  std::uint32_t end_of(const Member& member) const;
  // The offset of the "-" of a block list item.
  std::optional<std::uint32_t> dash_of(const Node& item) const;
  // The start of the comments directly above a line and the end of those below it that are about what stands there.
  std::uint32_t comments_above(std::uint32_t line_start, std::uint32_t column) const;
  std::uint32_t comments_below(std::uint32_t line_start, std::uint32_t column) const;
  // The number of spaces before the "#", for a line with a comment and nothing else.
  std::optional<std::uint32_t> comment_column(std::uint32_t line) const;
  // The line break and white space directly before `offset`; empty if something else is on the line before it.
  std::string separator_before(std::uint32_t offset) const;

  bool remove_flow(TextRange part, std::optional<std::uint32_t> next, std::optional<std::uint32_t> previous_end);
  // In YAML, a part with comments of its own that has its lines for itself: they go with their comments.
  bool remove_flow_lines(TextRange part, std::optional<std::uint32_t> next, std::optional<std::uint32_t> previous_end);
  bool is_empty_line(std::uint32_t offset) const;
  bool remove_block(TextRange part, std::optional<std::uint32_t> next, std::optional<std::uint32_t> previous_end,
                    bool is_item);
  // The comment behind what ends here, on its line.
  std::optional<TextRange> comment_behind(std::uint32_t offset) const;
  // A member or item behind the last one of a flow collection, which ends at `end`; a comment stays on its line.
  bool add_to_flow(const Node& collection, std::uint32_t end, const std::string& separator, const std::string& text);
  // Block lines in place of what is there; a comment behind that stays on the first of them.
  bool add_lines(TextRange range, const std::string& text);
  std::string key_text(std::string_view name, NodeStyle like, bool flow) const;
  std::string flow_text(const Node& value, std::string_view separator) const;
  std::string block_lines(const Node& wrapped, std::uint32_t column) const;
  // "name: value" or "- value", on lines indented by `column`; the first line is not indented.
  std::string block_member(std::string_view name, const Node& value, std::uint32_t column, NodeStyle like) const;
  std::string block_item(const Node& value, std::uint32_t column) const;

  // Where a call stands (notation.cpp).
  struct Slot;
  std::optional<Slot> slot_of(const Node& holder, const Node& call) const;
  void shift_lines(TextRange part, std::int64_t columns, std::vector<TextEdit>& edits) const;
  bool add_together(const Node& call, std::span<const TextEdit> edits);
  bool reads_the_same(const Slot& slot, const Node& call, std::span<const TextEdit> edits) const;

  const SyntaxTree& tree_;
  bool writes_json_;
  std::vector<TextEdit> edits_;
};

// Applies edits to a text. They must not overlap, but may be in any order. Edits outside the text are ignored.
std::string apply_edits(std::string_view text, std::span<const TextEdit> edits);

// The result of applying a set of fixes.
struct FixOutcome {
  std::string text;
  std::vector<bool> applied;  // one per fix
};
// Applies fixes in order of position. A fix that overlaps an earlier one, or touches it at the same place, is skipped
// as a whole; a fix with the same edits as an earlier one counts as applied.
FixOutcome apply_fixes(std::string_view text, std::span<const Fix* const> fixes);

// Whether two trees are the same template regardless of layout, comments and notation. Compares kinds and values.
bool is_same_template(const Node& a, const Node& b);

// Whether nothing changed except what the edits touch. `after` is the tree of the edited text. True if every value of
// `before` that no edit touches is in `after` at its place, and nothing was added without an edit.
bool changes_only(const SyntaxTree& before, const SyntaxTree& after, std::span<const TextEdit> edits);

// The collections of `before` that are null in `after` because edits removed all that they hold, one by one: ranges in
// the text before. CloudFormation refuses nulls, so such edits must not be made together.
std::vector<TextRange> emptied_collections(const SyntaxTree& before, const SyntaxTree& after,
                                           std::span<const TextEdit> edits);

}  // namespace virga
