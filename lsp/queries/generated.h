// Declarations that a template gets from its transforms and loops: a function's role, the API of its events, the
// conditions of a loop.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/semantics/snapshot.h"
#include "lsp/queries/occurrences.h"

namespace virga::lsp {

struct GeneratedDeclaration {
  std::string name;  // "FunctionRole"
  std::string type;  // of a resource: "AWS::IAM::Role"
  // What it was made from as written: the logical ID of a resource, or the key in a loop ("Topic${Name}"). Empty if
  // there is none.
  std::string origin;
  bool is_from_loop = false;
};

// Each in the order of the expanded template; empty where nothing transforms the template, or it cannot be expanded.
struct GeneratedDeclarations {
  std::vector<GeneratedDeclaration> resources, conditions, outputs;

  // Empty for names of other kinds.
  std::span<const GeneratedDeclaration> of(NameKind kind) const;
  // Null if there is none.
  const GeneratedDeclaration* find(const Symbol& symbol) const;
};

// Expands the snapshot if nobody did.
GeneratedDeclarations generated_declarations(const Snapshot& snapshot);

// The keys in the loops of a section that declare something ("Topic${Name}"), with their values.
std::vector<Member> loop_members(const Template& written, Section section);

// Whether transforms and loops declare names of this kind.
bool can_be_generated(NameKind kind);

// Whether this is the name of such a key, which stands for all that its loop makes.
bool is_loop_name(const Symbol& symbol);

// "ApiDeployment1a2b3c4d5e": SAM ends the name with a digest of what it generates, so a change anywhere may change it.
bool ends_with_digest(std::string_view name);

// Whether `!Ref Function.Alias` means something: SAM makes a resource of this type for the written resource. True if
// that cannot be known.
bool is_generated_for(std::span<const GeneratedDeclaration> resources, std::string_view origin, std::string_view type);

}  // namespace virga::lsp
