// Providers of OpenID Connect that issue tokens to many organizations under one URL.
#pragma once

#include <string_view>

namespace virga {

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
struct SharedProvider {
  std::string_view url;          // without its scheme
  std::string_view tenant;       // the claim that tells whose a token is
  std::string_view start = {};   // what all values of that claim start with
  std::string_view others = {};  // a claim that does not tell it
};

// The provider of a principal: its ARN, or its URL. Null if it is none of these.
const SharedProvider* find_shared_provider(std::string_view principal);

// Whether a pattern of the claim, with an asterisk for each wildcard, certainly matches tokens of every organization:
// "*", "repo:*", "repo:*:ref:refs/heads/main".
bool is_of_every_tenant(const SharedProvider& provider, std::string_view pattern);

}  // namespace virga
