#include <algorithm>
#include <cstdint>
#include <cstring>

#include "rules/engine/rule.h"

namespace virga {
namespace {

// An ID as a number, which costs no call to compare; 0 if it is longer than any.
std::uint64_t code_of(std::string_view id) {
  std::uint64_t code = 0;
  if (id.size() <= sizeof(code)) std::memcpy(&code, id.data(), id.size());
  return code;
}

// Few are, so asking each rule costs more.
bool is_experimental(std::string_view id) {
  static const std::vector<std::uint64_t> codes = [] {
    std::vector<std::uint64_t> found;
    for (const Rule& rule : all_rules()) {
      if (rule.experimental) found.push_back(code_of(rule.id));
    }
    return found;
  }();
  return std::find(codes.begin(), codes.end(), code_of(id)) != codes.end();
}

}  // namespace

bool begins_with_any(std::string_view id, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
    return (prefix.empty() || id.empty() || prefix[0] == id[0]) && id.starts_with(prefix);
  });
}

Severity severity_of(const Rule& rule) { return rule.severity.value_or(severity_of(rule.id)); }

bool RuleSelection::runs(std::string_view id) const {
  if (begins_with_any(id, mandatory)) return true;
  // Our own rules (V) are on by default, like warnings, since cfn-lint's include lists do not know them. Those about
  // best practices and security (V9) are a matter of opinion and must be included explicitly.
  const bool is_own = id.starts_with('V') && !id.starts_with("V9");
  if (begins_with_any(id, ignore) || !(is_own || begins_with_any(id, include))) return false;
  return experimental || !is_experimental(id);
}

std::string_view RuleSelection::option(std::string_view id, std::string_view key, std::string_view fallback) const {
  auto rule = options.find(id);
  if (rule == options.end()) return fallback;
  auto value = rule->second.find(std::string(key));
  return value != rule->second.end() ? std::string_view(value->second) : fallback;
}

}  // namespace virga
