// The parts of a completion.
#pragma once

#include <string>
#include <vector>

#include "compiler/edit/indentation.h"
#include "lsp/features/completion_list.h"
#include "lsp/queries/schema_place.h"
#include "lsp/queries/words.h"

namespace virga::lsp {

inline constexpr std::string_view kForEachPrefix = "Fn::ForEach::";

struct CompletionRequest {
  const FeatureContext& context;
  const Cursor& cursor;
  Place place;
  CompletionList& list;

  const Analysis& analysis() const { return context.analysis; }
  const SchemaDatabase& facts() const { return context.analysis.facts(); }
  // The indentation of what is inserted below the key at the cursor.
  std::string indentation_below() const { return std::string(cursor.column, ' ') + step(); }
  // One level of it.
  std::string step() const { return std::string(indentation_step(context.analysis.tree()), ' '); }
};

// completion_names.cpp: names in functions and attributes that refer to something. False if the cursor is not at such a
// place.
bool complete_names(CompletionRequest& request);
// For a value: the references that match exactly what the property expects, as complete expressions.
void complete_references(CompletionRequest& request);
// Inside the text of Fn::Sub: its variables. Returns true there even if there is nothing to offer.
bool complete_sub(CompletionRequest& request);

// In the key that a loop makes names with: the variables of the loops around it. True where somebody types one.
bool complete_loop_key(CompletionRequest& request);

// completion_states.cpp: the names of states, at a place that takes one.
void complete_state_names(CompletionRequest& request);
// At the keys of States: a new state for each type, with what that requires.
void complete_new_states(CompletionRequest& request);
// After "${" in the definition of a state machine: what DefinitionSubstitutions defines. False elsewhere.
bool complete_substitution(CompletionRequest& request);

// completion_keys.cpp: keys of mappings.
void complete_keys(CompletionRequest& request);
// The parameters of the template of a nested stack.
void complete_nested_parameters(CompletionRequest& request);
// The keys of a policy that is written out in a list of policies of SAM.
void complete_inline_policy(CompletionRequest& request);
// For a value in JSON that must be a map: one with the members that are required.
void complete_object(CompletionRequest& request);
// What the argument of a function is in its long form, as one bit of json_type.
std::uint8_t argument_type(const FunctionWords& function);
// A key of JSON and its value; the key alone where the colon is there.
std::string json_key(const CompletionRequest& request, std::string_view key, std::string_view value);
// What a value of these types (json_type bits) begins with in JSON.
std::string json_value(std::uint8_t types, std::string_view stop);
// The types of a field of a state machine that are written out: a string is an expression or a substitution there.
std::uint8_t written_types(std::uint8_t types);
// Text within a snippet.
std::string escaped(std::string_view text);

// completion_values.cpp: constants, types, functions.
void complete_values(CompletionRequest& request);

// The functions that can be called at the cursor, by what they return and where; ranks as in CompletionItem.
struct OfferedFunction {
  const FunctionWords* words = nullptr;
  unsigned rank = 0;
};
std::vector<OfferedFunction> offered_functions(const CompletionRequest& request);
// The keys of a map that is an argument of the function at the cursor. False where it takes none there.
bool complete_function_keys(CompletionRequest& request);
// Gives a function to where it is offered as a value of YAML, in its short form where one may stand there. Directly
// after the short form of another one, it may not: then that one is written in full. False if there is no place for it.
bool set_function_text(const CompletionRequest& request, const FunctionWords& function, CompletionItem& item);
// In the argument of a short form that follows another one: accepting an item writes the first one in full.
void write_first_tag_in_full(CompletionRequest& request);

// The text of a value at the cursor, with quotes if JSON or YAML requires them and there are none yet.
std::string value_text(const CompletionRequest& request, std::string_view value);

// What ends a key of YAML before its colon.
std::string closing_quote_of(const Cursor& cursor);

// Makes the items at a new key replace the quote that an editor has closed, since a colon and a value follow.
void replace_closing_quote(CompletionRequest& request);

// The text of a new member: the key, and the beginning of a value of these types (json_type bits; 0: unknown). A
// snippet if it contains a "$".
std::string key_text(const CompletionRequest& request, std::string_view key, std::uint8_t types);

}  // namespace virga::lsp
