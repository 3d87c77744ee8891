// The stages of an expansion, in the order in which expand() runs them. Each changes the working tree in place and
// reports to `problems`; after an error the later stages do not run.
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
  const SyntaxTree& tree;  // what is expanded
};

// AWS::LanguageExtensions: Fn::ForEach, Fn::Length, Fn::ToJsonString, Fn::FindInMap with DefaultValue or functions, and
// functions in DeletionPolicy and UpdateReplacePolicy. False when something stays that only the service can expand, so
// that the template still needs the transform.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
bool expand_language_extensions(Stage& stage);

// AWS::Include: Fn::Transform with the Location of a local file becomes the file's content.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html
void expand_includes(Stage& stage);

// Resolves what is known, as ExpandOptions::evaluate says.
void evaluate_template(Stage& stage);

// AWS::Serverless-2016-10-31.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-serverless.html
void expand_serverless(Stage& stage);

}  // namespace virga
