// How strings are written at a place of a template: plain, in quotes, in JSON, and in JSON that a string holds.
#pragma once

#include <string>
#include <string_view>

#include "compiler/syntax/node.h"

namespace virga::lsp {

struct Notation {
  bool is_json = false;
  bool in_flow = false;  // YAML between brackets
  char quote = '\0';     // '"' or '\'' where quotes are there already
  char outer = '\0';     // the quotes of the string that holds the JSON, if they have escapes of their own
};

// The string that is written so; `raw` is without its quotes.
std::string read_scalar(std::string_view raw, const Notation& notation);

// A string as it is written so: for the space between the quotes if there are any, else with those that it needs.
std::string write_scalar(std::string_view text, const Notation& notation);

// Where a string stands without its quotes, and how it is written.
struct WrittenString {
  TextRange range;  // of the whole scalar where that cannot be told
  Notation notation;
  bool is_exact = false;  // the text of the range reads as the string, so it can be replaced
};
// Of a scalar in `file`, or, with `outer`, of a string in the JSON that a scalar in such quotes holds.
WrittenString written_string(const Node& scalar, std::string_view file);
WrittenString written_in_json(const Node& scalar, std::string_view file, char outer);

// A piece of JSON as it is written in the string that holds it, in quotes of the kind `outer`. A snippet stays one.
std::string write_in_string(std::string_view text, char outer, bool is_snippet);

}  // namespace virga::lsp
