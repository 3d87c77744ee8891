// Writes the resource graph of a template to a file (--build-graph).
#pragma once

#include <string>

#include "compiler/support/result.h"

namespace virga {

// Writes TEMPLATE.dot beside the template. Does nothing for templates that cannot be read, which are reported
// elsewhere.
Result<void> write_graph_file(const std::string& template_path);

}  // namespace virga
