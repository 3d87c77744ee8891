// `virga schema --update`: builds a database from newer packages and shows what changed.
#pragma once

#include <string>

#include "schemas/schema_database.h"

namespace virga {

struct SchemaUpdate {
  std::string program;   // for messages
  std::string output;    // the database to write; empty: virga.facts in the working directory
  bool installs = true;  // false: use the installed packages
};

// Must be run in the source tree, in its root or a folder below it. Returns the exit status.
int run_schema_update(const SchemaUpdate& update);

// A summary of the differences between two databases: types and properties added or removed, changed enum values. Lines
// of text; empty if there are none.
std::string schema_changes(const SchemaDatabase& before, const SchemaDatabase& after);

}  // namespace virga
