// `virga schema --update`: newer packages -> a database beside the built-in one, and what changed.
#pragma once

#include <string>

#include "schemas/schema_database.h"

namespace virga {

struct SchemaUpdate {
  std::string program;   // for messages
  std::string output;    // the database to write; empty for virga.facts in the working directory
  bool installs = true;  // false: take the packages as they are installed
};

// Works where the source tree is: in the working directory or one above it. Gives the exit status.
int run_schema_update(const SchemaUpdate& update);

// What a reader wants to know of two databases: types and properties that came and went, values of enums. Lines
// of text; empty when nothing differs.
std::string schema_changes(const SchemaDatabase& before, const SchemaDatabase& after);

}  // namespace virga
