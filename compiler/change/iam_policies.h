// How policies of IAM are written.
#pragma once

#include <string>
#include <string_view>

#include "compiler/change/side.h"
#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

// All actions of IAM, by which one gives oneself the others.
inline constexpr std::string_view kAllOfIam = "iam:*";

// What a managed policy allows on everything, in any partition: "every action", or all of IAM; empty for others.
std::string_view allowed_by_managed_policy(const Node& policy);

// A policy that is JSON text, with what functions put into it as Fn::Sub has it; null if the text is none.
const Node* policy_in_text(const Side& side, const Node& value, Arena& arena);

// The value in one form of those that mean the same to IAM: a list of one item is that item, and no order counts.
std::string canonical(const Node& node);
// The same of a principal: everyone, and an account by its ID or the ARN of its root, can be written in two ways.
std::string canonical_principal(const Node& node);

}  // namespace virga
