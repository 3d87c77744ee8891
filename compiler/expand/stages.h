// The stages of an expansion, in the order in which ExpansionSession runs them. Each changes the working tree in place
// and reports to `problems`; after an error the later stages do not run.
#pragma once

#include "compiler/expand/expansion.h"
#include "compiler/expand/problems.h"
#include "compiler/expand/value_factory.h"

namespace virga {

struct Stage {
  ValueFactory& make;
  Value& root;  // the template; a mapping
  const ExpandOptions& options;
  Problems& problems;
  // What only the values of a deployment can cure: a loop over a parameter that has none. The stage goes on.
  Problems& open;
  // Everything known is being resolved (evaluate()): what is not known stays, and is no problem.
  bool evaluates = false;
  // Set when a stage stopped because there was too much of it: again it would be as much.
  bool exhausted = false;
};

// AWS::LanguageExtensions: what the service refuses before it looks at any function.
void check_language_template(Stage& stage);

// Fn::ForEach. False when a loop stays, which only the service can expand then. Where a parameter has to choose the
// list of a mapping and has no value, some list of that mapping stands in, and `open` has the problem.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
bool expand_loops(Stage& stage);

// The rest of it: Fn::Length, Fn::ToJsonString, Fn::FindInMap with DefaultValue or functions, functions in
// DeletionPolicy and UpdateReplacePolicy, in Ref and in Fn::GetAtt. False when something stays.
bool resolve_extended_functions(Stage& stage);

// AWS::Include: Fn::Transform with the Location of a local file becomes the file's content. What cannot be read here
// stays, with a note (an object of S3) or a warning (a file). Does not run without a base directory.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html
void expand_includes(Stage& stage);

// Resolves what is known (evaluate() in expansion.h).
void evaluate_template(Stage& stage);

// AWS::Serverless-2016-10-31. False when a resource stays, because a transform of the service makes its properties.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-serverless.html
bool expand_serverless(Stage& stage);

}  // namespace virga
