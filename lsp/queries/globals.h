// What Globals of SAM bring to the resources of their type.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lsp/queries/analysis.h"

namespace virga::lsp {

// How a value of Globals and the resource's own become one: lists are joined, those of Globals first, maps are merged
// key by key, and any other value of the resource takes the place of the one in Globals.
enum class GlobalUse : unsigned char { Inherited, Merged, Overridden };

// A property that Globals set for a resource.
struct GlobalProperty {
  std::string_view name;
  const Node* global = nullptr;
  const Node* own = nullptr;  // null if the resource does not set it
  GlobalUse use = GlobalUse::Inherited;
};

// All of them, in their order in Globals. Those that the resource ignores (IgnoreGlobals) are left out.
std::vector<GlobalProperty> global_properties_of(const Analysis& analysis, const Resource& resource);

// The same for a key of the property's value. `global` is null where Globals do not have the key, or where the two
// values are not merged.
GlobalProperty below(const GlobalProperty& holder, std::string_view key);

// A part of a merged value: an item of a list, or a value in a map.
struct MergedPart {
  std::string path;              // keys on the way to it, with dots; empty for an item of the list itself
  const Node* value = nullptr;   // in Globals or the resource
  const Node* global = nullptr;  // the value in Globals that it is, or whose place it takes
  bool is_own() const { return value != global; }
};
// Those of Globals first, then what the resource adds: at most `limit`, and one more if there are others.
std::vector<MergedPart> merged_parts(const GlobalProperty& property, std::size_t limit);

}  // namespace virga::lsp
