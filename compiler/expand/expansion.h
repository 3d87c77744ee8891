// Expands templates with transforms into plain CloudFormation.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/file_system.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// How to treat local paths where the service expects an S3 object or an ECR image.
enum class Artifacts : std::uint8_t {
  // Keep them, with a note that they need packaging. A function or layer without code gets ".", the template's folder,
  // as in `sam build` and `sam package`.
  Keep,
  // Replace them by "s3://bucket/value" and "111111111111.dkr.ecr.region.amazonaws.com/repository", as `sam validate`
  // does, even where code is missing.
  Placeholder,
  // Report an error, as the service does.
  Require,
  // Like Placeholder, but values that only `sam build` can turn into a path (`CodeUri: !Ref Source`) count as local
  // paths.
  Built,
};

struct ExpandOptions {
  std::string region = "us-east-1";
  // Given values of parameters; all others have their Default.
  std::map<std::string, std::string, std::less<>> parameters;
  Artifacts artifacts = Artifacts::Keep;
  // The folder that paths of AWS::Include are relative to; empty: the template's folder (template_folder()).
  std::string base_directory;
  // Used to read included files; null: do not read files.
  std::shared_ptr<const FileSystem> files = disk();
};

// The tree that results from expanding a template. `tree.root` is null if any problem is an error. Nodes borrow strings
// from the original tree, which must outlive the expansion; the source is the same, and every node has a range in it.
// `problems` are the reasons why the template cannot be expanded and, with Severity::Warning or Informational, remarks
// for the author. Their paths refer to the template as written, and Diagnostic::generated names the resource that was
// being expanded; it is absent for problems of the whole document.
struct Expansion {
  SyntaxTree tree;
  std::vector<Diagnostic> problems;

  bool ok() const { return tree.root != nullptr; }
};

// Applies the template's transforms in the order of the service: language extensions, AWS::Include, AWS::Serverless. A
// template without transforms is unchanged. `tree` must have a root. Never throws. For several views of a template, or
// one that outlives the template's tree, use compiler/expand/session.h.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html
Expansion expand(const SyntaxTree& tree, const ExpandOptions& options);

// Resolves everything that is known: loops and files of AWS::Include, parameters with a value or a Default, mappings,
// whatever depends on the region, and conditions. Unknown values are left unchanged. Does not apply AWS::Serverless.
Expansion evaluate(const SyntaxTree& tree, const ExpandOptions& options);

// Logical ID of the SAM resource that a node of an expansion was made from; empty for other nodes.
std::string_view sam_resource_of(const Node& node);

// The absolute folder of the file `name`, which paths in the template are relative to. For standard input ("-"), the
// working directory.
std::string template_folder(const std::string& name);

}  // namespace virga
