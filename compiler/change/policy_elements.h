// What elements of policy statements take in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// Texts of a statement's element, as PolicyTexts write them, or all but those.
struct PolicyElement {
  std::vector<std::string> texts;
  bool is_negated = false;

  bool operator==(const PolicyElement&) const = default;
};

// Whether all that a text stands for is among what another one, the first, does.
using Match = bool (*)(std::string_view, std::string_view);
bool matches(std::string_view pattern, std::string_view text);
// The same for resources, of which wildcards in ARNs stay in their part.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
bool matches_resource(std::string_view pattern, std::string_view text);
bool is_equal(std::string_view a, std::string_view b);

// Whether a resource's pattern stands for all ARNs, or for all of a service: "*", "arn:aws:*", "arn:aws:iam::*:*".
bool is_every_arn(std::string_view pattern, std::string_view service = {});

// Whether an element takes in another one. Nothing at all, as in a policy without resources, is taken in by all.
bool takes_in(const PolicyElement& wide, const PolicyElement& narrow, Match match);
// Whether principals are everyone, and whether they take in others.
bool is_for_all(const PolicyElement& principals);
bool take_in_principals(const PolicyElement& wide, const PolicyElement& narrow);

// The parts of an element, each of which another statement may take in.
std::vector<PolicyElement> parts_of(const PolicyElement& element);
// What two elements certainly have in common, in parts.
std::vector<PolicyElement> common_parts(const PolicyElement& a, const PolicyElement& b, Match match);

// A part of an element, but for what is left out of it.
struct Gap {
  PolicyElement part;
  std::vector<std::string> except;
};
// What of a part none of the elements takes in, nor all of them together.
std::vector<Gap> gaps_in(const PolicyElement& part, std::span<const PolicyElement* const> elements, Match match);

}  // namespace virga
