// Relates findings in CDK templates to the code of the app.
#pragma once

#include <memory>
#include <string>

#include "compiler/diagnostics/renderer.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/workspace/cloud_assembly.h"

namespace virga {

// The cloud assembly that contains a template, or null. Only looks beside files named as the CDK names them.
std::shared_ptr<const CloudAssembly> assembly_of(const std::string& template_path);

// Adds to each finding in a resource the construct that creates it and, if the assembly has it, the line of the app. If
// the app is not on this machine, the note has no excerpt.
void add_construct_notes(const Snapshot& snapshot, const CloudAssembly& assembly, FileFindings& file);

}  // namespace virga
