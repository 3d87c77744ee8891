// Templates of nested stacks and stack sets, compared under the stack that they belong to.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/change/template_comparison.h"

namespace virga {

// The stacks of one template whose own templates are files beside it, or texts in it. Those that change are added to
// `change.nested`, and their stacks to `change.resources`, as change sets have it. Borrows everything.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
class NestedStacks {
public:
  NestedStacks(const Side& before, const Side& after, TemplateChange& change, ComparisonRun& run);
  ~NestedStacks();
  NestedStacks(const NestedStacks&) = delete;
  NestedStacks& operator=(const NestedStacks&) = delete;

  // Those of both templates, each after those that it depends on.
  std::vector<const Resource*> in_order() const;
  // Compares the templates of such a stack under what it passes to them, with the changes of its Parameters that
  // `change.resources` has. Null if nothing changes. Call it once for each stack.
  const TemplateChange* compare(const Resource& stack);
  // Adds what comes and goes with stacks that do, and sorts `change.nested` in the order of the new template.
  void finish();

private:
  // Stacks of a stack set that its groups no longer name are deleted.
  void find_lost_instances(const Resource& old, const Resource& now, const std::shared_ptr<const Snapshot>& before);
  // The resources of an old template whose data goes with its stack. `known`: those that were looked into, and whether
  // there are any.
  using KnownLosses = std::map<const Snapshot*, bool>;
  std::vector<std::string> lost_in(const Snapshot& stack, KnownLosses& known) const;
  // The old template of a stack; null if it cannot be read.
  std::shared_ptr<const Snapshot> old_template(const Side& side, const Resource& stack) const;
  bool contains_itself(const std::string& file) const;
  // Whether no other nested stack may be compared in this run.
  bool is_exhausted() const;
  void count(const Snapshot& before, const Snapshot& after);
  void compare_lone(const Side& side, const Resource& stack, bool is_new);
  // Remembers the templates of a stack that stays, though this one no longer has it.
  void keep(const Side& side, const Resource& stack);
  std::string path_of(const Resource& stack) const;

  const Side& before_;
  const Side& after_;
  TemplateChange& change_;
  ComparisonRun& run_;
  std::size_t left_out_ = 0;  // stacks that are not compared because is_exhausted()
};

}  // namespace virga
