#include "compiler/change/policy_elements.h"

#include <algorithm>
#include <iterator>

#include "compiler/change/policy_texts.h"
#include "compiler/support/wildcard.h"

namespace virga {
namespace {

// A pattern is not tried on longer texts.
constexpr std::size_t kMaxText = 4'000;

// What stands for other text.
constexpr char kSigns[] = {'*', '?', PolicyTexts::kOpen};
constexpr std::string_view kOpenSigns{std::data(kSigns), std::size(kSigns)};

constexpr std::string_view kWildcards = "*?";

bool may_end_alike(std::string_view a, std::string_view b) {
  for (; !a.empty() && !b.empty(); a.remove_suffix(1), b.remove_suffix(1)) {
    if (kWildcards.find(a.back()) != std::string_view::npos || kWildcards.find(b.back()) != std::string_view::npos) {
      return true;
    }
    if (a.back() != b.back()) return false;
  }
  return true;
}

bool is_known(std::string_view text) { return text.find(PolicyTexts::kOpen) == std::string_view::npos; }

// Whether two patterns may have something in common: not if they differ before the first wildcard, or before the first
// value that is not known in one of them alone; nor if they differ after the last wildcard.
bool may_meet(std::string_view a, std::string_view b) {
  bool is_unknown = false;
  for (std::size_t i = 0; i < a.size() || i < b.size(); ++i) {
    const char one = i < a.size() ? a[i] : '\0', other = i < b.size() ? b[i] : '\0';
    for (const char c : {one, other}) {
      if (c == PolicyTexts::kOpen) is_unknown = true;
      if (kWildcards.find(c) != std::string_view::npos) return !is_known(a) || !is_known(b) || may_end_alike(a, b);
    }
    if (one != other) return is_unknown;
    if (one == PolicyTexts::kClose) is_unknown = false;
  }
  return true;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text, Match match) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& one) { return match(one, text); });
}

bool all_match(const std::vector<std::string>& patterns, const std::vector<std::string>& texts, Match match) {
  return std::all_of(texts.begin(), texts.end(),
                     [&](const std::string& one) { return any_matches(patterns, one, match); });
}

// The first colon that is not in a name of what is not known.
std::size_t find_colon(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':') return i;
    if (text[i] == PolicyTexts::kOpen) i = std::min(text.find(PolicyTexts::kClose, i), text.size());
  }
  return std::string_view::npos;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern == text || pattern == "*") return true;
  if (pattern.size() > kMaxText || text.size() > kMaxText) return false;
  // What one byte stands for is not known of a text that is a pattern itself.
  const bool is_exact = text.find_first_of(kOpenSigns) == std::string_view::npos;
  return matches_wildcard(pattern, text, {.any = '*', .one = is_exact ? '?' : '\0'});
}

bool matches_resource(std::string_view pattern, std::string_view text) {
  if (pattern == "*" || pattern == text) return true;
  constexpr std::string_view kArn = "arn:";
  if (!pattern.starts_with(kArn) || !text.starts_with(kArn)) return matches(pattern, text);
  constexpr int kParts = 5;
  for (int i = 0; i < kParts; ++i) {
    const std::size_t wide = find_colon(pattern), narrow = find_colon(text);
    if (wide == std::string_view::npos || narrow == std::string_view::npos) return false;
    if (!matches(pattern.substr(0, wide), text.substr(0, narrow))) return false;
    pattern.remove_prefix(wide + 1);
    text.remove_prefix(narrow + 1);
  }
  return matches(pattern, text);
}

bool is_every_arn(std::string_view pattern, std::string_view service) {
  const auto is_any = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of('*') == std::string_view::npos;
  };
  if (is_any(pattern)) return true;
  constexpr std::string_view kArn = "arn:", kPartition = "aws";
  if (!pattern.starts_with(kArn)) return false;
  std::string_view rest = pattern.substr(kArn.size());
  // The last wildcard stands for all parts that follow.
  constexpr int kPartitionPart = 0, kService = 1, kAccount = 3, kResource = 4;
  for (int i = kPartitionPart; i < kResource; ++i) {
    if (is_any(rest)) return true;
    const std::size_t colon = find_colon(rest);
    if (colon == std::string_view::npos) return false;
    const std::string_view part = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    const bool is_own = i == kAccount && part.find("!AWS::AccountId") != std::string_view::npos;
    if (is_any(part) || (i == kPartitionPart && part.starts_with(kPartition))) continue;
    if (service.empty()) return false;
    // Some services have no regions.
    if (i == kService ? !matches(part, service) : !part.empty() && !is_own) return false;
  }
  return is_any(rest);
}

bool is_equal(std::string_view a, std::string_view b) { return a == b; }

bool takes_in(const PolicyElement& wide, const PolicyElement& narrow, Match match) {
  if (wide.is_negated) {
    if (narrow.is_negated) return all_match(narrow.texts, wide.texts, match);
    return std::none_of(narrow.texts.begin(), narrow.texts.end(), [&](const std::string& one) {
      return std::any_of(wide.texts.begin(), wide.texts.end(),
                         [&](const std::string& other) { return may_meet(one, other); });
    });
  }
  if (narrow.is_negated) return any_matches(wide.texts, "*", match);
  return all_match(wide.texts, narrow.texts, match);
}

bool is_for_all(const PolicyElement& principals) {
  return !principals.is_negated && any_matches(principals.texts, "*", is_equal);
}

bool take_in_principals(const PolicyElement& wide, const PolicyElement& narrow) {
  return is_for_all(wide) || takes_in(wide, narrow, is_equal);
}

std::vector<PolicyElement> parts_of(const PolicyElement& element) {
  if (element.is_negated || element.texts.empty()) return {element};
  std::vector<PolicyElement> parts;
  for (const std::string& one : element.texts) parts.push_back({{one}});
  return parts;
}

std::vector<PolicyElement> common_parts(const PolicyElement& a, const PolicyElement& b, Match match) {
  if (a.is_negated && b.is_negated) {
    PolicyElement both = a;
    both.texts.insert(both.texts.end(), b.texts.begin(), b.texts.end());
    return {both};
  }
  if (a.is_negated) return common_parts(b, a, match);
  if (a.texts.empty() || b.texts.empty()) return {a.texts.empty() ? b : a};
  std::vector<PolicyElement> parts;
  const auto add = [&](const std::string& text) {
    if (std::none_of(parts.begin(), parts.end(), [&](const PolicyElement& one) { return one.texts.front() == text; })) {
      parts.push_back({{text}});
    }
  };
  for (const std::string& one : a.texts) {
    if (b.is_negated) {
      if (one == "*") return {b};
      if (!any_matches(b.texts, one, match)) add(one);
    } else if (any_matches(b.texts, one, match)) {
      add(one);
    } else {
      for (const std::string& other : b.texts) {
        if (match(one, other)) {
          add(other);
        } else if (is_known(one) && is_known(other) && may_meet(one, other)) {
          add(one);
        }
      }
    }
  }
  return parts;
}

std::vector<Gap> gaps_in(const PolicyElement& part, std::span<const PolicyElement* const> elements, Match match) {
  const auto takes_part = [&](const PolicyElement* one) { return takes_in(*one, part, match); };
  if (std::any_of(elements.begin(), elements.end(), takes_part)) return {};
  // What one leaves out, others may take in.
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const PolicyElement& most = *elements[i];
    if (!most.is_negated) continue;
    PolicyElement rest;
    for (const std::string& text : most.texts) {
      const bool is_in = part.is_negated ? !any_matches(part.texts, text, match)
                                         : std::any_of(part.texts.begin(), part.texts.end(), [&](const auto& one) {
                                             return match(text, one) || may_meet(one, text);
                                           });
      if (is_in) rest.texts.push_back(text);
    }
    // Of one that leaves out all of it, nothing is left.
    if (!part.is_negated && all_match(rest.texts, part.texts, match)) continue;
    if (rest.texts.empty()) return {};
    std::vector<const PolicyElement*> others(elements.begin(), elements.end());
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    std::vector<Gap> gaps;
    for (const PolicyElement& one : parts_of(rest)) {
      for (Gap& gap : gaps_in(one, others, match)) gaps.push_back(std::move(gap));
    }
    return gaps;
  }
  Gap gap{part, {}};
  for (const PolicyElement* one : elements) {
    for (const std::string& text : one->texts) {
      const bool meets = part.is_negated ? !any_matches(part.texts, text, match)
                                         : std::any_of(part.texts.begin(), part.texts.end(),
                                                       [&](const std::string& other) { return may_meet(other, text); });
      if (meets && !one->is_negated) gap.except.push_back(text);
    }
  }
  std::sort(gap.except.begin(), gap.except.end());
  gap.except.erase(std::unique(gap.except.begin(), gap.except.end()), gap.except.end());
  return {gap};
}

}  // namespace virga
