// References between the parts of a template.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/sub_text.h"

namespace virga {

enum class SymbolKind : std::uint8_t {
  Parameter,
  Resource,
  Condition,
  Mapping,
  PseudoParameter,
  Loop,
  SubVariable,
  Unknown
};

enum class ReferenceKind : std::uint8_t {
  Ref,
  GetAtt,
  SubRef,
  SubGetAtt,
  DependsOn,
  Condition,
  ConditionAttribute,
  If,
  FindInMap,
  ForEachVariable,
  RuleRef,
};

// One use of a name. A target without declaration is a pseudo parameter or a name that an expansion makes (SAM,
// modules, Fn::ForEach, Fn::Transform). `Ref Function.Alias` of SAM has the name "Function" and the attribute "Alias".
struct Reference {
  ReferenceKind kind = ReferenceKind::Ref;
  SymbolKind target = SymbolKind::Unknown;  // what the name is declared as; Unknown when it is not
  std::string_view name;                    // logical id, parameter, condition, …
  std::string_view attribute;               // GetAtt, SubGetAtt: "Outputs.X"; empty otherwise
  const Node* node = nullptr;               // the node that names it (string, GetAtt list, Sub text)
  TextRange range;                          // of the name alone, inside the Sub text too
  const Member* declaration = nullptr;      // null for pseudo parameters and unknown names
  Section section = Section::Resources;     // where the use stands
  std::string_view owner;                   // logical id of the resource, output, condition or rule it stands in
  bool in_properties = false;               // inside a resource's Properties
  // In an event of a SAM function or state machine: SAM makes resources of it, and those have the dependency.
  bool in_sam_event = false;
};

// Every reference of a template, resolved to its declaration. Immutable; borrows tree and model.
class SymbolTable {
public:
  // With the file's text, ranges inside block scalars and escaped strings are exact too. `written`: the template from
  // which loops were expanded; what their collections refer to is used, though the expanded template does not say so.
  static SymbolTable build(const Template& model, std::string_view file = {}, const Node* written = nullptr);

  std::span<const Reference> references() const { return references_; }  // in source order
  // References to one declared name of one kind.
  std::vector<const Reference*> uses(SymbolKind kind, std::string_view name) const;
  // Also true for every mapping when some Fn::FindInMap computes the mapping's name.
  bool is_used(SymbolKind kind, std::string_view name) const;

private:
  std::vector<Reference> references_;
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Chain {
    std::uint32_t first = kNone, last = kNone;
  };
  std::unordered_map<std::string_view, Chain> by_name_;
  std::vector<std::uint32_t> next_;  // the next reference of the same name
  bool computes_mappings_ = false;
};

// Who needs whom: an edge from A to B says that A refers to B (Ref, GetAtt, Sub, DependsOn; Condition and Fn::If
// among conditions).
class DependencyGraph {
public:
  struct Edge {
    std::uint32_t from = 0, to = 0;  // indexes into Template::resources(), or conditions()
    const Reference* via = nullptr;
  };
  static DependencyGraph build(const Template& model, const SymbolTable& symbols);
  // Among the conditions instead.
  static DependencyGraph build_of_conditions(const Template& model, const SymbolTable& symbols);

  std::span<const Edge> edges() const { return edges_; }
  // Edges out of a resource.
  std::span<const Edge> edges_of(std::uint32_t resource) const;
  // Each set of resources that depend on one another in a circle, as one shortest cycle of edges.
  const std::vector<std::vector<Edge>>& cycles() const { return cycles_; }
  // The shortest way from `start` back to itself over nodes for which `takes_part` is true; empty when there is none.
  // An empty `takes_part` stands for all.
  std::vector<Edge> circle_through(std::uint32_t start, const std::vector<bool>& takes_part = {}) const;
  // Does `from` need `to`, over any number of steps? With `except` one edge is left out of the search.
  bool reaches(std::uint32_t from, std::uint32_t to, const Edge* except = nullptr) const;

private:
  // Sorts the edges between `count` nodes and finds the cycles.
  void settle(std::size_t count);

  std::vector<Edge> edges_;  // sorted by from
  std::vector<std::uint32_t> first_;
  std::vector<std::vector<Edge>> cycles_;
};

}  // namespace virga
