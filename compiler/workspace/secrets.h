// What templates write that must not be shown: values of NoEcho parameters, and what is a secret by its name.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/file_system.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/stored_secrets.h"

namespace virga {

using ParameterNames = std::set<std::string, std::less<>>;

// Of a template: the Defaults of its NoEcho parameters, texts that are compared with such a parameter, and texts that
// it passes to NoEcho parameters of nested stacks and stack sets whose templates are at hand, through mappings, too.
// The same of templates inside TemplateBody.
struct Secrets {
  std::vector<TextRange> ranges;                       // in the source, in no order; may overlap
  std::unordered_map<const Node*, std::string> texts;  // scalars of the tree, and what is shown instead of each
  std::unordered_set<const Node*> passed;              // expressions whose value is a secret, however it is made
  // Parameters whose values are secrets, wherever they are used: NoEcho, and with SecretKinds::ByName those that the
  // name says it of, and those that are all of the value of something that it is said of.
  ParameterNames parameters;
  // With SecretKinds::ByName, of variables and options that something takes from where secrets are kept: their values
  // are secrets, wherever they are written out.
  ParameterNames variables;

  // Whether the path from `root` leads to a secret, or into one.
  bool holds(const Node* root, std::span<const std::string> path) const;
};

enum class SecretKinds : std::uint8_t {
  NoEcho,  // what NoEcho parameters hide
  ByName,  // and what these allow, and values that are secrets by the name of what has them (is_hidden_name())
};

// `root` is the tree of `source`, or an expansion of it, of which `ranges` are of no use; may be null. The nodes must
// outlive the result. Reads the local templates of nested stacks by `files`. `also`: parameters that are secrets, too,
// though the template itself may not say so, and `variables` the same of those. `values`: those that parameters are
// given.
Secrets find_secrets(const SourceFilePtr& source, const Node* root, const FileSystem& files = *disk(),
                     SecretKinds kinds = SecretKinds::NoEcho, const ParameterNames& also = {},
                     const ParameterNames& variables = {}, const ParameterValues& values = {});

// The ranges of a text that need not be valid.
std::vector<TextRange> secret_ranges(const SourceFilePtr& source);
// What excerpts of findings must not show: the secrets of the tree that was linted, and those that its findings report.
std::vector<TextRange> secret_ranges(const SyntaxTree& tree, std::span<const Diagnostic> findings);

}  // namespace virga
