// The resource graph of a template as a file (--build-graph).
#pragma once

#include <string>

namespace virga {

// Writes TEMPLATE.dot beside the template. False with a sentence in `error`; nothing is written for templates that
// cannot be read, which are reported elsewhere.
bool write_graph_file(const std::string& template_path, std::string& error);

}  // namespace virga
