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

// One use of a name. A target without a declaration is a pseudo parameter or a name that an expansion makes (SAM,
// modules, Fn::ForEach, Fn::Transform). SAM's `Ref Function.Alias` has the name "Function" and the attribute "Alias".
struct Reference {
  ReferenceKind kind = ReferenceKind::Ref;
  SymbolKind target = SymbolKind::Unknown;  // what the name is defined as; Unknown if it is not defined
  std::string_view name;                    // logical ID, parameter, condition, …
  std::string_view attribute;               // GetAtt, SubGetAtt: "Outputs.X"; empty otherwise
  const Node* node = nullptr;               // the node that contains the name (string, GetAtt list, Sub text)
  TextRange range;                          // of the name alone, even inside a Sub text
  const Member* declaration = nullptr;      // null for pseudo parameters and unknown names
  Section section = Section::Resources;     // the section that contains the use
  std::string_view owner;                   // logical ID of the resource, output, condition or rule that contains it
  bool in_properties = false;               // inside a resource's Properties
  // In an event of a SAM function or state machine. SAM makes separate resources for events, and these have the
  // dependency.
  bool in_sam_event = false;
};

// All references of a template, resolved to their declarations. Immutable; borrows the tree and model.
class SymbolTable {
public:
  // If the file's text is given, ranges inside block scalars and escaped strings are exact too. `written` is the
  // template before its loops were expanded; what the loops' collections refer to counts as used, though it is not in
  // the expanded template.
  static SymbolTable build(const Template& model, std::string_view file = {}, const Node* written = nullptr);

  std::span<const Reference> references() const { return references_; }  // in source order
  // The references to a name of the given kind.
  std::vector<const Reference*> uses(SymbolKind kind, std::string_view name) const;
  // If any Fn::FindInMap computes its mapping's name, every mapping counts as used.
  bool is_used(SymbolKind kind, std::string_view name) const;

private:
  std::vector<Reference> references_;
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Chain {
    std::uint32_t first = kNone, last = kNone;
  };
  std::unordered_map<std::string_view, Chain> by_name_;
  std::vector<std::uint32_t> next_;  // the next reference to the same name
  bool computes_mappings_ = false;
};

// The dependency graph. An edge from A to B means that A refers to B (Ref, GetAtt, Sub, DependsOn; or Condition and
// Fn::If between conditions).
class DependencyGraph {
public:
  struct Edge {
    std::uint32_t from = 0, to = 0;  // indexes into Template::resources(), or conditions()
    const Reference* via = nullptr;
  };
  static DependencyGraph build(const Template& model, const SymbolTable& symbols);
  // The graph of the conditions instead of the resources.
  static DependencyGraph build_of_conditions(const Template& model, const SymbolTable& symbols);

  std::span<const Edge> edges() const { return edges_; }
  // The edges that start at a resource.
  std::span<const Edge> edges_of(std::uint32_t resource) const;
  // For each set of interdependent resources, one shortest cycle of edges.
  const std::vector<std::vector<Edge>>& cycles() const { return cycles_; }
  // The shortest cycle through `start` over nodes for which `takes_part` is true; empty if there is none. An empty
  // `takes_part` means all nodes.
  std::vector<Edge> circle_through(std::uint32_t start, const std::vector<bool>& takes_part = {}) const;
  // Whether `from` depends on `to`, directly or indirectly, optionally ignoring the edge `except`.
  bool reaches(std::uint32_t from, std::uint32_t to, const Edge* except = nullptr) const;

private:
  // Sorts the edges between `count` nodes and finds the cycles.
  void settle(std::size_t count);

  std::vector<Edge> edges_;  // sorted by from
  std::vector<std::uint32_t> first_;
  std::vector<std::vector<Edge>> cycles_;
};

}  // namespace virga
