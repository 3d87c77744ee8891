// Renders a change as text, with one function per format.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/change/change.h"

namespace virga {

struct ChangeRenderOptions {
  bool color = false;
  std::size_t width = 100;  // in columns; longer values are truncated
};

// Which resources "Changes" of the JSON has.
enum class ChangeList : bool {
  Own,  // without those that are only updated in place because they use a replaced resource
  All,
};

// What a run leaves out, in a sentence each.
struct NotCompared {
  std::vector<std::string> faults;   // templates that could not be compared: the run failed
  std::vector<std::string> skipped;  // what it does not compare, such as submodules
};

// For a terminal, nested stacks behind their template: what hurts first, then each resource.
std::string render_change_text(const TemplateChange& change, const ChangeRenderOptions& options);
// One template: an object as DescribeChangeSet gives it, with what it has no words for beside it: "Changes" holds what
// the templates say and what is replaced because of it, "DependentChanges" in the same form what is only updated in
// place because it refers to a resource that is replaced, whose values the update will tell ("Evaluation": "Dynamic").
// With ChangeList::All all of them are among "Changes", as a change set has them. Several templates: the objects in a
// list under "Templates". Nested stacks: the same objects under "NestedStacks" of theirs.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
// "NotCompared" has the sentences about what is not compared, if there are any.
std::string render_change_json(std::span<const TemplateChange> changes, ChangeList list = ChangeList::Own,
                               const NotCompared& rest = {});
// A comment on a pull request, of at most the 65,536 bytes that GitHub takes: what hurts least is left out first, line
// by line, and how much is said at the end. Empty when no template changed and all were compared.
std::string render_change_markdown(std::span<const TemplateChange> changes, const NotCompared& rest = {});
// Workflow commands that GitHub shows beside the lines of the new templates. `folder`: where the files' names begin,
// from the root of the repository; empty if they begin there.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
std::string render_change_github(std::span<const TemplateChange> changes, const NotCompared& rest = {},
                                 const std::string& folder = {});

// A count of changed resources, "2 to add, 1 to replace", or "no change".
std::string change_summary(const TemplateChange& change);

}  // namespace virga
