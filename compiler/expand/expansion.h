// Templates with transforms, turned into plain CloudFormation.
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

// What becomes of paths of the local disk where the service wants an object of S3 or an image of ECR.
enum class Artifacts : std::uint8_t {
  // They stay, and a note says that they need packaging. A function or layer that names no code has "." for it, the
  // template's folder: that is what `sam build` and `sam package` take then.
  Keep,
  // "s3://bucket/value" and "111111111111.dkr.ecr.region.amazonaws.com/repository", as `sam validate` does; for code
  // that is not named as well.
  Placeholder,
  // They are an error, as for the service itself.
  Require,
  // As Placeholder, and what only `sam build` can turn into a path (`CodeUri: !Ref Source`) counts as one.
  Built,
};

struct ExpandOptions {
  std::string region = "us-east-1";
  // Values given for parameters; a parameter without one has its Default.
  std::map<std::string, std::string, std::less<>> parameters;
  Artifacts artifacts = Artifacts::Keep;
  // Where paths of AWS::Include start; empty stands for the folder of the template (template_folder()).
  std::string base_directory;
  // What reads them; null: files are not read.
  std::shared_ptr<const FileSystem> files = disk();
};

// A tree that was made of a template. `tree.root` is null when some problem is an error. Its nodes borrow texts of the
// tree that was expanded, which must outlive it; its source is the same, and every node has a range in it.
// `problems` are the reasons why the template cannot be expanded and, with Severity::Warning or Informational, what the
// author should know. Their paths are those of the template as written, and Diagnostic::generated names the resource
// that was being expanded; it is absent where the document as a whole is meant.
struct Expansion {
  SyntaxTree tree;
  std::vector<Diagnostic> problems;

  bool ok() const { return tree.root != nullptr; }
};

// Applies the transforms that the template names, in the order in which the service applies them: language extensions,
// AWS::Include, AWS::Serverless. A template that names none comes out as it is. `tree` must have a root. Never throws.
// For more than one view of a template, or its memory apart from it: compiler/expand/session.h.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html
Expansion expand(const SyntaxTree& tree, const ExpandOptions& options);

// Resolves everything that is known: loops and files of AWS::Include, parameters with a value or a Default, mappings,
// what the region decides; conditions are decided. What stays unknown is left as it is. AWS::Serverless is not applied.
Expansion evaluate(const SyntaxTree& tree, const ExpandOptions& options);

// The SAM resource that a node of an expansion was made from; empty for all others.
std::string_view sam_resource_of(const Node& node);

// Where paths in a template start: the absolute folder of the file with this name. That of standard input ("-") is the
// working directory.
std::string template_folder(const std::string& name);

}  // namespace virga
