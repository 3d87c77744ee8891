#include "compiler/support/near_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

bool begins_ignoring_case(std::string_view name, std::string_view start) {
  return name.size() >= start.size() && equals_ignoring_case(name.substr(0, start.size()), start);
}

// Whether the name is a whole beginning of the candidate: another word follows, or the ending of a plural.
// "SecurityGroup" is one of "SecurityGroups" and "SecurityGroupIds", "Bucke" is none of "Bucket".
bool is_stem_of(std::string_view stem, std::string_view candidate) {
  if (candidate.size() <= stem.size() || !begins_ignoring_case(candidate, stem)) return false;
  std::string_view rest = candidate.substr(stem.size());
  if (rest.starts_with("es")) rest.remove_prefix(2);
  if (rest.starts_with('s')) rest.remove_prefix(1);
  return rest.empty() || is_upper(rest.front());
}

// The name without its last word, or without the ending of its plural; empty if it has neither.
std::string_view stem_of(std::string_view name) {
  if (name.ends_with('s')) return name.substr(0, name.size() - 1);
  const auto last = std::find_if(name.rbegin(), name.rend(), is_upper);
  return last == name.rend() ? std::string_view() : name.substr(0, static_cast<std::size_t>(name.rend() - last) - 1);
}

bool has_several_words(std::string_view text) {
  return std::adjacent_find(text.begin(), text.end(), [](char a, char b) { return !is_upper(a) && is_upper(b); }) !=
         text.end();
}

// Whether what was written is rather the beginning that the near name shares with another: "HostedZone" is short for
// HostedZoneId and for HostedZoneName, so that a person chooses. "Event" is Events rather than EventInvokeConfig:
// nobody leaves out two words.
bool is_short_for_several(std::string_view name, std::string_view best, std::span<const std::string_view> candidates) {
  const std::string_view stem = stem_of(best);
  constexpr std::size_t kShortest = 3;
  if (stem.size() < kShortest) return false;
  constexpr unsigned kMost = 3;
  if (edit_distance(name, stem, kMost) >= edit_distance(name, best, kMost)) return false;
  const bool is_plural = stem.size() + 1 == best.size();
  return std::any_of(candidates.begin(), candidates.end(), [&](std::string_view other) {
    if (other.starts_with(best) || other == name || !is_stem_of(stem, other)) return false;
    return !is_plural || !has_several_words(other.substr(stem.size()));
  });
}

// "Sub" for "Fn::Sub", for "Fn:Sub", and for the "Fn::Fn::Sub" that "!Fn::Sub" stands for.
std::string_view without_prefix(std::string_view function) {
  for (std::string_view rest = function; rest.starts_with("Fn:"); function = rest) {
    rest.remove_prefix(rest.starts_with("Fn::") ? 4 : 3);
  }
  return function;
}

// Whether `longer` is `shorter` with one letter more, and that (where asked for) the same as one beside it.
bool has_letter_more(std::string_view longer, std::string_view shorter, bool is_double) {
  if (longer.size() != shorter.size() + 1) return false;
  const auto at =
      static_cast<std::size_t>(std::mismatch(shorter.begin(), shorter.end(), longer.begin()).first - shorter.begin());
  return longer.substr(at + 1) == shorter.substr(at) && (!is_double || (at > 0 && longer[at] == longer[at - 1]));
}

// Whether both have no more than the name of a function, written wrongly. Neither has "Fn::".
bool is_misspelt_function(std::string_view name, std::string_view function) {
  const std::string one = to_lower(name), other = to_lower(function);
  if (one == other) return true;
  constexpr std::size_t kShort = 3, kLong = 8;
  if (other.size() > kShort) {
    const unsigned most = other.size() < kLong ? 1 : 2;
    return edit_distance(one, other, most) <= most;
  }
  const bool is_swapped = one.size() == other.size() && edit_distance(one, other, 1) == 1 &&
                          std::is_permutation(one.begin(), one.end(), other.begin());
  return is_swapped || has_letter_more(one, other, true) || (one.size() > 1 && has_letter_more(other, one, false));
}

}  // namespace

NearName near_name(std::string_view name, std::span<const std::string_view> candidates) {
  if (candidates.size() > kMostCandidates) return {};
  std::string_view best = nearest(name, candidates);
  if (best.empty()) return {};
  const unsigned distance = edit_distance(name, best, 8);
  // Of names that are as near, one that goes on where this ends: "nodejs22.x" rather than "nodejs" for "nodejs22".
  if (!best.starts_with(name)) {
    const auto longer = std::find_if(candidates.begin(), candidates.end(), [&](std::string_view other) {
      return other != name && other.starts_with(name) && other.size() - name.size() <= distance;
    });
    if (longer != candidates.end()) best = *longer;
  }
  const bool only = std::none_of(candidates.begin(), candidates.end(), [&](std::string_view other) {
    return other != best && other != name && !other.empty() && edit_distance(name, other, distance) <= distance;
  });
  return {best, only && is_misspelling(name, best) && !is_short_for_several(name, best, candidates)};
}

NearName near_declared(std::string_view name, std::span<const std::string_view> declared) {
  NearName near = near_name(name, declared);
  near.only = near.only && is_slip(name, near.name);
  return near;
}

NearName near_property(std::string_view name, std::span<const std::string_view> known) {
  if (const NearName near = near_name(name, known); near.found()) return near;
  NearName begun;
  for (const std::string_view candidate : known) {
    const auto [end, other] = std::mismatch(name.begin(), name.end(), candidate.begin(), candidate.end());
    const auto common = static_cast<std::size_t>(end - name.begin());
    const std::size_t rest = std::max(name.size(), candidate.size()) - common;
    // "Kezz" for Key, "Tagzz" for Tags: at least two thirds of the name match, followed by at most two letters.
    if (common < 2 || common * 3 < candidate.size() * 2 || rest > 2) continue;
    if (begun.found()) return {begun.name, false};
    begun = {candidate, is_misspelling(name, candidate)};
  }
  return begun;
}

NearName near_choice(std::string_view value, std::span<const std::string_view> choices) {
  NearName same;
  for (const std::string_view choice : choices) {
    if (!equals_ignoring_case(value, choice)) continue;
    if (same.found()) return {same.name, false};
    same = {choice, true};
  }
  return same.found() ? same : near_name(value, choices);
}

NearName near_function(std::string_view name, std::span<const std::string_view> functions) {
  const std::string_view written = without_prefix(name);
  NearName near;
  unsigned least = 0;
  for (const std::string_view function : functions) {
    const std::string_view known = without_prefix(function);
    if (!is_misspelt_function(written, known)) continue;
    const unsigned distance = edit_distance(written, known, 2);
    if (near.found() && distance >= least) {
      near.only = near.only && distance > least;
      continue;
    }
    near = {function, true};
    least = distance;
  }
  return near;
}

std::string did_you_mean(const NearName& near) {
  return near.found() ? fmt::format(". Did you mean '{}'?", near.name) : std::string();
}

}  // namespace virga
