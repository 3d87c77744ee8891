// Stack policies: which updates of a stack's resources are allowed.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/change/change.h"
#include "compiler/source/source_file.h"
#include "compiler/support/result.h"

namespace virga {

struct StackPolicyFault {
  TextRange place;
  std::string message;
};

class StackPolicy {
public:
  // Reads a policy from a YAML or JSON file. The error, "file:line:column: message", reports what CloudFormation would
  // reject, or what can never match.
  static Result<StackPolicy> read(const std::string& path);
  static Result<StackPolicy> parse(SourceFilePtr source);
  // All faults of a policy, in the order of their places. Also that it is no JSON or too large, which CloudFormation
  // refuses and read() does not, for a tool may convert it.
  static std::vector<StackPolicyFault> check(SourceFilePtr source);

  // Adds a risk for each change that the policy denies.
  void judge(TemplateChange& change) const;
  // Notes about logical IDs in the policy that are not in `known`, which is sorted. `whose` says where they are
  // missing: "neither version has".
  std::vector<std::string> unknown_resources(const std::vector<std::string_view>& known, std::string_view whose) const;

private:
  struct Statement {
    bool denies = false;
    bool not_actions = false, not_resources = false;  // the statement uses NotAction, NotResource
    std::vector<std::string> actions;                 // "Update:Modify"; may contain wildcards
    std::vector<std::string> resources;               // logical IDs; may contain wildcards
    std::vector<TextRange> resource_places;           // of each of `resources`
    std::vector<std::string> types;                   // resource types from the statement's condition; empty: all
    TextRange place;
  };
  friend class StackPolicyReader;

  bool applies(const Statement& statement, std::string_view action, const ResourceChange& change) const;
  // Why the policy denies the action: its statement, or that none allows it; nullopt if it is allowed.
  std::optional<std::string> denial(std::string_view action, const ResourceChange& change) const;

  SourceFilePtr source_;
  std::vector<Statement> statements_;
};

}  // namespace virga
