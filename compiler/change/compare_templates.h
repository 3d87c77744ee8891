// Compares two snapshots to find what an update does.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "compiler/change/change.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Compares the expanded views of two templates, under the parameter values and the region of each snapshot's options,
// whose `facts` must be set. A parameter without a value stays open, its Default is what it has when it "is not given".
// Never refuses: a template that a transform refuses is compared as far as it goes, and what could not be known is
// among the notes. Templates of nested stacks are read through the files of the options, and compared too. Takes the
// locks of both snapshots. Work is bounded by the size of the templates.
//
// `of_tool`: logical IDs of resources that another tool makes, of which the templates change properties. Those that the
// templates do not write have values, too, which nobody knows.
using ToolResourceNames = std::set<std::string, std::less<>>;
// One side may be no_template().
TemplateChange compare_templates(const Snapshot& before, const Snapshot& after, ToolResourceNames of_tool = {});

// What stands for a template that does not exist: one without a text and without sections.
SyntaxTree no_template(const std::string& name);
bool is_no_template(const SyntaxTree& tree);

}  // namespace virga
