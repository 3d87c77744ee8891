// Templates with transforms, turned into plain CloudFormation.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// What becomes of paths of the local disk where the service wants an object of S3 or an image of ECR.
enum class Artifacts : std::uint8_t {
  Keep,         // they stay, and a note says that they need packaging
  Placeholder,  // "s3://bucket/value" and "111111111111.dkr.ecr.region.amazonaws.com/repository", as `sam validate`
                // does
  Require,      // they are an error, as for the service itself
};

// Which transforms are applied; those that are not stay in the template's Transform.
struct TransformSet {
  bool language_extensions = true;
  bool include = true;
  bool serverless = true;
};

struct ExpandOptions {
  std::string region = "us-east-1";
  // Values given for parameters; a parameter without one has its Default.
  std::map<std::string, std::string, std::less<>> parameters;
  Artifacts artifacts = Artifacts::Keep;
  TransformSet transforms;
  // For a linter: of the language extensions only Fn::ForEach is expanded, the rest stays to be judged as written. A
  // loop whose collection needs a parameter's value gets one that the mappings allow, or stays; the Transform stays
  // too.
  bool loops_only = false;
  // After the language extensions and AWS::Include everything that is known is resolved: parameters with a value or a
  // Default, mappings, what the region decides; conditions are decided. What stays unknown is left as it is.
  bool evaluate = false;
  // Where paths of AWS::Include and the like start: the folder of the template. Empty: files are not read.
  std::string base_directory;
};

// One reason why a template cannot be expanded, or, with Severity::Warning or Informational, what the author should
// know.
struct ExpansionProblem {
  // The resource, "Function" or, for its event, "FunctionEvent" as the transform names it; empty for the document.
  std::string logical_id;
  std::string property;  // "Events/Upload/Properties/Bucket" inside the resource, or empty
  Diagnostic diagnostic;
};

// The outcome. `tree.root` is the expanded template, null when some problem is an error. Its nodes borrow texts of the
// tree that was expanded, which must outlive it; its source is the same, and every node has a range in it.
struct Expansion {
  SyntaxTree tree;
  std::vector<ExpansionProblem> problems;

  bool ok() const { return tree.root != nullptr; }
};

// Applies the transforms that the template names, in the order in which the service applies them: language extensions,
// AWS::Include, AWS::Serverless. A template that names none comes out as it is. `tree` must have a root. Never throws.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html
Expansion expand(const SyntaxTree& tree, const ExpandOptions& options);

}  // namespace virga
