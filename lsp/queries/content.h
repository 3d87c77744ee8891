// Documents in strings of a template: the JSON of a state machine, a policy, a document of Systems Manager.
#pragma once

#include <string>
#include <vector>

#include "lsp/queries/analysis.h"
#include "lsp/queries/cursor.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

// Where the cursor is in JSON that is written out in a string, and a schema says what the string contains: the cursor
// in that JSON, whose path goes on from that of the string. Else the cursor as it is; also where it is in a variable of
// Fn::Sub outside of the strings of that JSON.
Cursor within_content(Cursor cursor, const Analysis& analysis);

// The place of the string that holds the JSON at the cursor.
Place place_of_content(const Cursor& cursor, const SchemaDatabase& facts);

// The keys of the mapping that is the value of a member, one of cursor.siblings, also in broken text.
std::vector<std::string> keys_below(const Cursor& cursor, const Sibling& member, const Analysis& analysis);

}  // namespace virga::lsp
