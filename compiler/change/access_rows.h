// The rows of one side that tables of access are made of: policy statements, and rules of security groups.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/change/policy_elements.h"
#include "compiler/change/policy_texts.h"
#include "compiler/change/port_rules.h"
#include "compiler/change/side.h"
#include "compiler/model/template.h"
#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

// What a statement is about, as PolicyTexts write it.
struct Reach {
  PolicyElement actions, resources, principals;
  std::string condition;  // empty for none
  // The Condition is about how one asks alone (over TLS, until a date), not about what or who.
  bool is_about_how = false;

  bool operator==(const Reach&) const = default;
};

struct AccessRow {
  std::vector<std::string> columns;  // as in AccessChange
  const Node* node = nullptr;        // what it was made from
  // The peer of a security group's rule is open to everyone, for certain or by default (is_open_range()); the principal
  // of a statement is everyone, or a provider that everyone can use, and no Condition limits who calls or from where.
  bool is_everywhere = false;
  bool is_by_default = false;       // only if parameters are what they are by default; a table has another row of it
  bool is_attachment = false;       // of a managed policy, of which the row does not know what it allows
  bool is_part = false;             // of the actions of a statement, some are denied to most
  bool is_restricted = false;       // a statement has a Condition
  std::string_view effect = {};     // of a statement, "Allow" or "Deny"; empty if it is not known
  std::string providers = {};       // everyone is all whom these issue tokens to (SharedProvider)
  std::string everything = {};      // "every action", "every action but iam:*": what a statement allows on everything
  SettledCase in = {};              // in which the resource has it
  std::string key = {};             // the same for all rows of a resource that say the same
  std::string_view direction = {};  // of a rule: "in", "out"
  Reach reach = {};                 // of a statement
  PortRule rule = {};               // of a rule
  const Resource* list = nullptr;   // the prefix list of the template that is a rule's peer

  bool is_statement() const { return direction.empty(); }
};

// What rows are read with. All of it must outlive them.
struct AccessReader {
  const Side& side;
  bool is_old;
  Comparison& values;
  PolicyTexts& texts;
  Arena& arena;  // of policies that are texts
};

// The policy statements of a resource, in all cases that can be, while those of the resource are assumed.
// `is_on_both_sides`: the resource is there before and after the update.
std::vector<AccessRow> statement_rows(const AccessReader& reader, const Resource& resource, bool is_on_both_sides);

// The same for the rules of a security group, which may be resources of their own.
std::vector<AccessRow> rule_rows(const AccessReader& reader, const Resource& resource);

}  // namespace virga
