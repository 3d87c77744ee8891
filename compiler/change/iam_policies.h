// How policies of IAM are written.
#pragma once

#include <string>
#include <string_view>

#include "compiler/change/policy_elements.h"
#include "compiler/change/side.h"
#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

// All actions of IAM, by which one gives oneself the others.
inline constexpr std::string_view kAllOfIam = "iam:*";

// What a managed policy allows on everything, in any partition: "every action", or all of IAM; empty for others.
std::string_view allowed_by_managed_policy(std::string_view arn);

// Whether resources of a statement, without the word that negates them, are all that these actions are about.
bool is_on_everything(const PolicyElement& resources, std::string_view actions);

// A policy that is JSON text, with what functions put into it as Fn::Sub has it; null if the text is none.
const Node* policy_in_text(const Side& side, const Node& value, Arena& arena);

}  // namespace virga
