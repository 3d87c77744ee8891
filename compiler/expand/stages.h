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

// AWS::LanguageExtensions: Fn::ForEach. False when a loop stays, which only the service can expand then.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
bool expand_loops(Stage& stage);

// The rest of it: Fn::Length, Fn::ToJsonString, Fn::FindInMap with DefaultValue or functions, functions in
// DeletionPolicy and UpdateReplacePolicy, in Ref and in Fn::GetAtt. False when something stays.
bool resolve_extended_functions(Stage& stage);

// AWS::Include: Fn::Transform with the Location of a local file becomes the file's content.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html
void expand_includes(Stage& stage);

// Resolves what is known, as ExpandOptions::evaluate says.
void evaluate_template(Stage& stage);

// AWS::Serverless-2016-10-31.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-serverless.html
void expand_serverless(Stage& stage);

}  // namespace virga
