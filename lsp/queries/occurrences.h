// One notion of a name for hover, definition, references, rename and search.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/symbols.h"

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
  Export,  // a name that stacks share: Export of an output, Fn::ImportValue
  Rule,
  Pseudo,       // AWS::Region and the like
  SubVariable,  // of the map of an Fn::Sub; scope: where it stands
  Loop,         // variable of an Fn::ForEach; scope: where it stands
  Attribute,    // of a resource; scope: the resource
  File,         // the template of a nested stack; name: its path
};

// What is meant: equal symbols are the same thing, in whichever file they are named.
struct Symbol {
  NameKind kind = NameKind::Resource;
  std::string name;
  std::string scope;
  std::string file;  // path (or URI) of the template that declares it; empty for exports, files and pseudo parameters
  friend bool operator==(const Symbol&, const Symbol&) = default;
};

// A place that names a symbol.
struct Occurrence {
  Symbol symbol;
  TextRange range;  // of the name alone; of more where `is_exact` is false
  bool is_declaration = false;
  bool is_exact = true;         // the text of the range is the name, so that it can be replaced
  std::string_view detail;      // of declarations: a resource's or parameter's type
  const Node* value = nullptr;  // of declarations: what is declared
  std::string_view owner;       // of uses: the logical id of the resource, output or condition around it
  TextRange whole;              // of declarations: key and value
};

// Every place of a template, sorted by range. `file` is its path or URI. Borrows the model's tree.
std::vector<Occurrence> collect_occurrences(const Template& model, const SymbolTable& symbols, std::string_view text,
                                            const std::string& file);

class Analysis;

// The innermost one that holds an offset (its end included), or null.
const Occurrence* occurrence_at(const Analysis& analysis, std::uint32_t offset);

// An occurrence and the analysis that it belongs to.
struct FoundOccurrence {
  std::shared_ptr<const Analysis> file;  // null for the analysis that was asked
  Occurrence occurrence;
};

// Every occurrence of a symbol: in the document, and in other files of the workspace where they share it.
std::vector<FoundOccurrence> find_occurrences(const Analysis& analysis, const Workspace& workspace,
                                              const Symbol& symbol);

// "parameter", "resource", …: for people.
std::string_view kind_word(NameKind kind);

}  // namespace virga::lsp
