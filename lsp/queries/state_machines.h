// State machines in the Amazon States Language, as property of a resource or as JSON in a string of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/states_language.h"
#include "lsp/queries/analysis.h"
#include "lsp/queries/cursor.h"
#include "lsp/queries/occurrences.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

// Whether resources of this type have a definition in the Amazon States Language.
bool is_state_machine(std::string_view type);

// The names of states where they are defined, and where StartAt, Next and Default name them. Their scope is their
// machine: the map of its States.
std::vector<Occurrence> state_occurrences(const Template& model, std::string_view text, const std::string& file);

// The states of the innermost state machine around the cursor, in broken text, too. Empty outside of one.
std::vector<std::string> states_at(const Cursor& cursor, const Place& place, const Analysis& analysis);

// The query language of the state or the machine at the cursor.
QueryLanguage language_at(const Cursor& cursor, const Place& place);

// The variables that DefinitionSubstitutions of the resource around the cursor defines.
std::vector<std::string> substitutions_at(const Cursor& cursor, const Analysis& analysis);

}  // namespace virga::lsp
