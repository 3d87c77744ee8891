// Finding the templates that a command line names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace virga {

struct TemplateFiles {
  std::vector<std::string> files;      // sorted, each once; "-" is standard input
  std::vector<std::string> unmatched;  // patterns and names that nothing matches, folders without a template
};

// Files and patterns give themselves; a folder gives the templates below it, told by their content, without what
// .gitignore leaves out, hidden entries and node_modules. What an `ignored` pattern matches is left out.
TemplateFiles find_templates(const std::vector<std::string>& names, const std::vector<std::string>& ignored);

// Does the text look like a CloudFormation template? It has a Resources section, and a format version, a transform or
// a resource type.
bool looks_like_template(std::string_view text);

}  // namespace virga
