// Occurrences of names, shared by hover, definition, references, rename and search.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/symbols.h"
#include "lsp/queries/notation.h"

namespace virga::lsp {

class Workspace;

enum class NameKind : std::uint8_t {
  Parameter,
  Resource,
  Condition,
  Mapping,
  MappingKey,    // first key of a mapping; scope: the mapping
  MappingField,  // second key; scope: the mapping
  Output,
  Export,  // a name shared between stacks: Export of an output, Fn::ImportValue
  Rule,
  Pseudo,        // AWS::Region and so on
  SubVariable,   // in the map of an Fn::Sub; scope: its location
  Loop,          // identifier of an Fn::ForEach; scope: its location
  Attribute,     // of a resource; scope: the resource
  File,          // the template of a nested stack; name: its path
  Event,         // of a SAM function or state machine; scope: the logical ID that has it
  Connector,     // in the Connectors of a resource; scope: its logical ID
  State,         // of a state machine; scope: the location of its States
  Substitution,  // in DefinitionSubstitutions of a state machine; scope: its logical ID
};

// The identity of a name: equal symbols are the same thing, in whichever file they are named.
struct Symbol {
  NameKind kind = NameKind::Resource;
  std::string name;
  std::string scope;
  std::string file;  // path (or URI) of the template that defines it; empty for exports, files and pseudo parameters
  friend bool operator==(const Symbol&, const Symbol&) = default;
};

// An occurrence of a symbol in a text.
struct Occurrence {
  Symbol symbol;
  TextRange range;  // of the name alone, or of more if `is_exact` is false
  bool is_declaration = false;
  bool is_exact = true;  // the text of the range is the name, so it can be replaced
  // How the name is written where it is a scalar of its own; null for a part of one, such as in "A.Arn" or "${A}".
  std::optional<Notation> notation;
  std::string_view detail;      // for declarations: a resource's or parameter's type
  const Node* value = nullptr;  // for declarations: the declared value
  std::string_view owner;       // for uses: logical ID of the enclosing resource, output or condition
  TextRange whole;              // for declarations: key and value
  // For exports and imports: what is written for the name, a string or a function call. The names of a call are for
  // Analysis::export_names() to tell; its symbol is its own.
  const Node* expression = nullptr;

  bool is_computed() const { return expression != nullptr && !expression->is_string(); }
};

// All occurrences in a template, sorted by range. `file` is its path or URI. Borrows the model's tree.
std::vector<Occurrence> collect_occurrences(const Template& model, const SymbolTable& symbols, std::string_view text,
                                            const std::string& file);

class Analysis;

// The innermost occurrence that contains an offset (including its end), or null.
const Occurrence* occurrence_at(const Analysis& analysis, std::uint32_t offset);

// An occurrence and the analysis that it belongs to.
struct FoundOccurrence {
  std::shared_ptr<const Analysis> file;  // null for the analysis that the search started from
  Occurrence occurrence;
};

// All occurrences of a symbol: in the document, and in other files of the workspace if they share it. Exports and
// imports are the same if they may have the same name.
std::vector<FoundOccurrence> find_occurrences(const Analysis& analysis, const Workspace& workspace,
                                              const Symbol& symbol);

// What is written that a name was made from: the resource that a transform made it for, the key in a loop that made it.
// The symbol itself if it is declared as it is, or nothing is known to make it.
Symbol written_origin(const Analysis& analysis, const Workspace& workspace, const Symbol& symbol);

// For the key in a loop (is_loop_name): the uses of all that the loop makes of it, and in other loops
// ("Topic${Other}").
std::vector<FoundOccurrence> find_uses_of_made(const Analysis& analysis, const Workspace& workspace,
                                               const Symbol& symbol);

// "parameter", "resource", …
std::string_view kind_word(NameKind kind);

}  // namespace virga::lsp
