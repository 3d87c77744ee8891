// Stack policies: which updates of a stack's resources are allowed.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
#pragma once

#include <string>
#include <vector>

#include "compiler/change/change.h"
#include "compiler/source/source_file.h"
#include "compiler/support/result.h"

namespace virga {

class StackPolicy {
public:
  // The policy of a file, YAML or JSON. The error, "file:line:column: what is wrong", is what CloudFormation would
  // refuse the policy for, or what in it can never match.
  static Result<StackPolicy> read(const std::string& path);
  static Result<StackPolicy> parse(SourceFilePtr source);

  // Adds a risk for each change that the policy denies.
  void judge(TemplateChange& change) const;

private:
  struct Statement {
    bool denies = false;
    bool not_actions = false, not_resources = false;  // NotAction, NotResource
    std::vector<std::string> actions;                 // "Update:Modify"; wildcards
    std::vector<std::string> resources;               // logical ids; wildcards
    std::vector<std::string> types;                   // of the condition; empty: all
    TextRange place;
  };
  friend class StackPolicyReader;

  bool applies(const Statement& statement, std::string_view action, const ResourceChange& change) const;

  SourceFilePtr source_;
  std::vector<Statement> statements_;
};

}  // namespace virga
