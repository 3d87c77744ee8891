// The templates of nested stacks and stack sets, as far as they are at hand.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "compiler/change/side.h"
#include "compiler/change/template_comparison.h"

namespace virga {

bool is_stack_set(const Resource& resource);
// Whether it is a nested stack or a stack set.
bool is_stack(const Resource& resource);

// The template of a stack: a file, as one names it from the working directory, or a text in the stack's own template.
struct StackTemplate {
  std::string file;      // empty if it is not a file
  SourceFilePtr source;  // null if it cannot be read
  std::string error;     // why the file cannot be read
  // Under the options of the stack's own template; null if it is no template, or a broken one.
  std::shared_ptr<const Snapshot> parsed;
  const Node* whole = nullptr;  // what stands for all places of a text that has none in the file
  bool exists() const { return source != nullptr; }
};

// That of the resource, which is_stack(), in the template of `side`. `files`: those that were read so far.
StackTemplate template_of(const Side& side, const Resource& stack, std::map<std::string, NestedFile>& files);

}  // namespace virga
