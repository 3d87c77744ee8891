// The keywords of JSON Schema draft 7 and of CloudFormation, with one function per keyword (or pair of keywords), as
// named in schemas/keywords.def. Internal to the engine: validation.cpp calls them through Validation::check_keyword.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/validation.h"
#include "schemas/schema_store.h"

namespace virga {

// "'A', 'B' and 'C'", for messages.
std::string join_names(const std::vector<std::string_view>& names, std::string_view last);
// "At least one of 'A', 'B' and 'C' is required"
std::string one_is_required(const std::vector<std::string_view>& names, bool exactly);

// What messages call a member of the map at `where`: resources have properties, other maps have keys.
std::string_view noun_of_member(const Location& where);

// Whether a mapping may have any names, because a macro or a loop adds members.
bool has_open_members(const Node& value, const Context& context);
// Replaces the name of an unknown function by a near one (fault_of_unknown_function); nullopt if the value is not a
// call of an unknown function. Safe if no other name is as close, since CloudFormation rejects the template.
std::optional<Fix> unknown_function_fix(const Compilation& compilation, const Node& value, MapUse use,
                                        FunctionSet allowed);

// A keyword applied to a value. Each function returns the verdict and, if failures are wanted, adds what is wrong.
struct Keywords {
  Validation& v;
  const Node& value;
  Schema schema;
  Keyword keyword;
  const Location& where;
  const Context& context;
  std::uint32_t& described;  // number of members that `properties` covers, which is checked before the others

  bool wants_text() const { return context.failures != nullptr; }
  static Verdict combine(Verdict a, Verdict b) { return std::max(a, b); }

  // A failure of the keyword at a location; the schema's `rule` and `message` take precedence.
  // What its failure comes down to.
  Gist gist() const;
  [[gnu::cold]] Verdict violated(const Location& place, std::string message,
                                 std::optional<Fix> fix = std::nullopt) const;
  // The same if the key is at fault, whatever its value.
  [[gnu::cold]] Verdict violated_by_key(const Location& place, std::string message,
                                        std::optional<Fix> fix = std::nullopt) const;
  // The schema's `message` with its placeholders filled in.
  std::string filled_message(const Location& place, const std::string& problem) const;
  // At the value itself. `make` is only called if the message is needed.
  template <typename Make>
  Verdict violated_here(Make make) const {
    return wants_text() ? violated(where, make()) : Verdict::Invalid;
  }

  // keywords_scalars.cpp
  Verdict type() const;
  // Converts a scalar to a list, or a list of one to a scalar, if the result matches the type.
  std::optional<Fix> type_fix() const;
  // Makes a list of a scalar, or of the items that it has between commas; `quiet` is the context without failures.
  std::optional<Fix> list_fix(const Context& quiet) const;
  // Writes a scalar as the type that is asked for. Unsafe where CloudFormation takes the present form, too.
  std::optional<Fix> scalar_type_fix() const;
  Verdict enumeration() const;
  Verdict enumeration_by_region() const;
  // Whether the string has a part that CloudFormation or a text generator puts in.
  bool is_put_in_later() const;
  Verdict pattern() const;
  Verdict format() const;
  // Warns about a string that the service changes to another one.
  Verdict rewriting(const Format& format) const;
  Verdict length() const;
  Verdict range() const;
  Verdict multiple_of() const;
  // JSON inside a string, checked with its ranges in the template.
  Verdict content_schema() const;

  // keywords_objects.cpp
  Verdict properties() const;
  Verdict pattern_properties() const;
  // Whether a member is covered neither by `properties` nor by `patternProperties`.
  bool is_additional(const Member& member) const;
  Verdict additional_properties() const;

  // keywords_unknown.cpp
  void report_unknown(const Member& member) const;
  // The unknown key of the value that is probably a misspelling of this one; empty for none.
  std::string_view misspelling_of(std::string_view name) const;
  // Whether the schema has all keys of the value, rather than what a branch says of some.
  bool lists_all_keys() const;
  // Whether a key that the schema does not know has a value that suits this one.
  bool may_be_named(const Member& member, std::string_view name) const;
  // Whether what is missing may be there under another name: a placeholder would stand beside it.
  bool has_other_name(std::string_view name) const;
  // Of a key that is near none: the required one that is missing, where only that takes its value; no fix where that
  // is not sure; else its removal.
  std::optional<Fix> fix_of_stranger(const Member& member, const Location& at_member) const;

  // keywords_objects.cpp
  // Whether the value is written in the text, so that a fix can change it. Of the alternatives in a composite keyword,
  // no_branch() keeps the fixes of the nearest one alone.
  bool is_written() const { return wants_text() && !context.resolved; }
  // Whether it holds whatever the conditions of its members are: an edit of what is wrong only where one of them holds
  // would also be made in all other cases.
  bool is_in_all_cases() const { return is_written() && !context.split; }
  Verdict property_names() const;
  // Whether a member is present. Valid: yes; Invalid: no.
  Verdict has(std::string_view name) const;
  // Whether the mapping or list may have more members or items than its tree, because the text was not read to its end.
  bool may_hold_more() const;
  // ", which Type 'S3' requires": what the fulfilled `if` above says of the map; empty if it asks for no single value.
  std::string cause_of_requirement() const;
  Verdict required() const;
  // Those that the type of the resource has in this place, its Properties or a map below; nullopt elsewhere, and where
  // a function or one of several forms stands in between.
  std::optional<Keyword> properties_of_type() const;
  // What the type of the resource says of a member of the value, if it is a map or list; falsy elsewhere.
  Schema property_of_type(std::string_view name) const;
  // Adds a missing property.
  std::optional<Fix> placeholder_fix(std::string_view name) const;
  Verdict required_count() const;
  Verdict dependencies() const;
  Verdict dependent_schemas() const;
  Verdict related() const;

  // keywords_relations.cpp
  Verdict not_above() const;
  Verdict refers_to() const;

  // keywords_lists.cpp
  // The number of members or items that are present in the current scenario.
  struct Count {
    std::uint32_t least = 0, most = 0;
  };
  Count count_present() const;
  Verdict size_limits() const;
  Verdict items() const;
  Verdict items_from(std::uint32_t first, Schema item_schema) const;
  Verdict prefix_items() const;
  Verdict additional_items() const;
  Verdict contains() const;
  // Focuses the last failure on an item of the list.
  void focus_on_item(const Node& item) const;
  Verdict unique_items() const;
  Verdict max_unique_items() const;
  Verdict unique_keys() const;
  bool same_in_keys(const Node& a, const Node& b) const;

  // keywords_composite.cpp
  // The context for subschemas whose failures are not findings.
  Context quiet() const;
  Verdict all_of() const;
  Verdict any_of() const;
  Verdict one_of() const;
  // Only an `if` that says nothing about the value: it asks for a member which is missing, and there is no `else`, or
  // both branches are about other members.
  bool is_idle(Schema part) const;
  // Checks of functions and named checks inside the branch that holds.
  void visit_branch(Schema branch) const;
  // The names of which each alternative requires one, and asks for nothing else; empty if that is not all they say.
  std::vector<std::string_view> only_requirements() const;
  // One finding for the keyword, with what each branch found.
  Verdict no_branch() const;
  bool is_half_read() const;
  bool is_of_another_type(Schema form) const;
  Verdict negation() const;
  Verdict conditional() const;
  Verdict none() const { return Verdict::Valid; }
};

struct KeywordRow {
  std::string_view rule;
  Timing timing = Timing::Always;
  Verdict (Keywords::*judge)() const = nullptr;
};

// In the order of KeywordId.
inline constexpr KeywordRow kKeywordRows[] = {
#define VIRGA_KEYWORD(id, spelling, shape, rule, timing, judge) {rule, Timing::timing, &Keywords::judge},
#include "schemas/keywords.def"
};

inline const KeywordRow& row_of(KeywordId id) { return kKeywordRows[static_cast<std::size_t>(id)]; }

}  // namespace virga
