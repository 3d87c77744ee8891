// The parts of a completion.
#pragma once

#include "lsp/features/completion_list.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

struct CompletionRequest {
  const FeatureContext& context;
  const Cursor& cursor;
  Place place;
  CompletionList& list;

  const Analysis& analysis() const { return context.analysis; }
  const SchemaDatabase& facts() const { return context.analysis.facts(); }
};

// completion_names.cpp: what functions and attributes refer to. False when the cursor is at no such place.
bool complete_names(CompletionRequest& request);
// At a value: the references that are just what the property wants, ready to be taken.
void complete_references(CompletionRequest& request);
// Inside of a text of Fn::Sub: its variables. True also where nothing can be offered.
bool complete_sub(CompletionRequest& request);

// completion_keys.cpp: names of members.
void complete_keys(CompletionRequest& request);

// completion_values.cpp: constants, types, functions.
void complete_values(CompletionRequest& request);

// Text for a value where the cursor is: in quotes where JSON or YAML wants them and there are none.
std::string value_text(const CompletionRequest& request, std::string_view value);

// Text for a new member: the key, and the beginning of a value of these types (json_type; 0: unknown). A snippet where
// it holds a "$".
std::string key_text(const CompletionRequest& request, std::string_view key, std::uint8_t types);

}  // namespace virga::lsp
