// The stages of an expansion, in the order in which ExpansionSession runs them. Each changes the working tree in place
// and reports to `problems`; after an error, later stages do not run.
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
  // Problems that only the values of a deployment can resolve, such as a loop over a parameter without a value. They do
  // not stop the stage.
  Problems& open;
  // Resolve everything that is known (evaluate()); unknown values stay and are not a problem.
  bool evaluates = false;
  // Set if a stage stopped because it exceeded a limit; running it again would do the same.
  bool exhausted = false;
};

// AWS::LanguageExtensions: checks what the service rejects before it evaluates any function.
void check_language_template(Stage& stage);

// Fn::ForEach. False if a loop is left for the service to expand. If a parameter without a value selects a list of a
// mapping, some list of that mapping is used instead, and `open` has the problem.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
bool expand_loops(Stage& stage);

// The rest of AWS::LanguageExtensions: Fn::Length, Fn::ToJsonString, Fn::FindInMap with DefaultValue or functions,
// functions in DeletionPolicy and UpdateReplacePolicy, in Ref and in Fn::GetAtt. False if anything is left for the
// service.
bool resolve_extended_functions(Stage& stage);

// AWS::Include: replaces Fn::Transform with the Location of a local file by the file's content. What cannot be read
// stays, with a note (for an S3 object) or a warning (for a file). Does not run without a base directory.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html
void expand_includes(Stage& stage);

// Resolves known values (evaluate() in expansion.h).
void evaluate_template(Stage& stage);

// AWS::Serverless-2016-10-31. False if a resource is left for the service, because its properties come from a transform
// that could not be applied here.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-serverless.html
bool expand_serverless(Stage& stage);

}  // namespace virga
