#include "compiler/change/shared_providers.h"

#include <algorithm>
#include <iterator>

namespace virga {
namespace {

constexpr std::string_view kSubject = "sub", kAudience = "aud";

// An audience is as the one who asks for a token says, save with those that give each organization its own.
constexpr SharedProvider kProviders[] = {
    {"agent.buildkite.com", kSubject, "organization:", kAudience},
    {"api.pulumi.com/oidc", kAudience},
    {"app.terraform.io", kSubject, "organization:", kAudience},
    {"cognito-identity.amazonaws.com", kAudience, {}, "amr"},
    {"gitlab.com", kSubject, "project_path:", kAudience},
    {"oidc-configuration.audit-log.githubusercontent.com", kSubject, {}, kAudience},
    {"oidc.codefresh.io", kSubject, "account:", kAudience},
    {"oidc.vercel.com", kAudience},
    {"proidc.upbound.io", kSubject, {}, kAudience},
    {"sandboxes.cloud", kAudience},
    {"scalr.io", kSubject, "account:", kAudience},
    {"studio.datachain.ai/api", kSubject, {}, kAudience},
    {"token.actions.githubusercontent.com", kSubject, "repo:", kAudience},
    {"tokens.cloud.shisho.dev", kSubject, {}, kAudience},
    {"vstoken.actions.githubusercontent.com", kSubject, {}, kAudience},
};

// Parts of a subject that every organization gives the names it likes.
constexpr std::string_view kParts[] = {"environment:", "pipeline:", "project:",   "pull_request",
                                       "ref:",         "ref_type:", "run_phase:", "workspace:"};
// What names an organization wherever it stands: its number, the repository of a workflow, or a value that is not
// known.
constexpr std::string_view kNames[] = {"@", "workflow", "owner", "\1", "\2"};

}  // namespace

const SharedProvider* find_shared_provider(std::string_view principal) {
  for (const std::string_view before : {":oidc-provider/", "https://"}) {
    const std::size_t at = principal.find(before);
    if (at != std::string_view::npos) principal.remove_prefix(at + before.size());
  }
  const auto* found = std::find_if(std::begin(kProviders), std::end(kProviders),
                                   [&](const SharedProvider& one) { return one.url == principal; });
  return found == std::end(kProviders) ? nullptr : found;
}

bool is_of_every_tenant(const SharedProvider& provider, std::string_view pattern) {
  const std::size_t wildcard = pattern.find('*');
  if (wildcard == std::string_view::npos || !provider.start.starts_with(pattern.substr(0, wildcard))) return false;
  pattern.remove_prefix(std::min(pattern.find_first_not_of("*:/", wildcard), pattern.size()));
  if (pattern.empty()) return true;
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](std::string_view one) { return pattern.starts_with(one); }) &&
         std::none_of(std::begin(kNames), std::end(kNames),
                      [&](std::string_view one) { return pattern.find(one) != std::string_view::npos; });
}

}  // namespace virga
