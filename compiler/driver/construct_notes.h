// Findings in templates of the CDK, for those who write the app.
#pragma once

#include <memory>
#include <string>

#include "compiler/diagnostics/renderer.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/workspace/cloud_assembly.h"

namespace virga {

// The assembly that a template lies in; null for others. Looks only beside files that are named as the CDK names them.
std::shared_ptr<const CloudAssembly> assembly_of(const std::string& template_path);

// Adds to each finding in a resource the construct that makes it and, where the assembly knows it, the line of the app
// that creates it. Of apps of another machine the place is named without an excerpt.
void add_construct_notes(const Snapshot& snapshot, const CloudAssembly& assembly, FileFindings& file);

}  // namespace virga
