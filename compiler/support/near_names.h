// Names that a misspelled one may have been meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace virga {

// A name that a misspelled one may have been meant to be.
struct NearName {
  std::string_view name;  // empty if no name is close enough
  // No other name is as close or goes on as well from what is written ("SecurityGroup" and SecurityGroups,
  // SecurityGroupIds), and it is a misspelling (support/text.h).
  bool only = false;

  bool found() const { return !name.empty(); }
};
// Past what CloudFormation takes (500 resources) and has (2,000 types) a search for each fault would be quadratic, so
// nothing is near then.
inline constexpr std::size_t kMostCandidates = 3000;
NearName near_name(std::string_view name, std::span<const std::string_view> candidates);
// The same for a name that the author declares, of which more are near each other: `only` also asks for a slip.
NearName near_declared(std::string_view name, std::span<const std::string_view> declared);
// The same for a property name. Since only known names are allowed, a long common prefix is enough.
NearName near_property(std::string_view name, std::span<const std::string_view> known);
// The same for a value out of a set: one that differs only in case is preferred.
NearName near_choice(std::string_view value, std::span<const std::string_view> choices);

// The same for the name of a function, as it is written in a key: "Fn::" does not count, and may be missing. Short
// names are near each other whatever they mean ("Fn::Get" and Fn::Not), so in those of two or three letters only a slip
// of the keys is one: two letters swapped, one doubled or left out.
NearName near_function(std::string_view name, std::span<const std::string_view> functions);

// ". Did you mean 'Bucket'?", or nothing.
std::string did_you_mean(const NearName& near);

}  // namespace virga
