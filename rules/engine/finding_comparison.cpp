#include "rules/engine/finding_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <variant>

namespace virga {
namespace {

struct Count {
  std::size_t findings = 0;
  std::size_t errors = 0;

  void add(const Diagnostic& finding) {
    ++findings;
    errors += finding.severity == Severity::Error ? 1 : 0;
  }
  // What an error hid is no reason to keep it: where errors go, lesser findings may come.
  bool exceeds(const Count& other) const {
    return errors > other.errors || (errors == other.errors && findings > other.findings);
  }
};

Count count_of(const std::vector<Diagnostic>& findings) {
  Count count;
  for (const Diagnostic& finding : findings) count.add(finding);
  return count;
}

// Without those that say of a generated resource what another finding says of what it was made from: a fix of what
// kept the transform from making it adds such copies of what is known.
std::vector<Diagnostic> without_copies(std::vector<Diagnostic> findings) {
  const auto said_by = [](const Diagnostic& finding) {
    return fmt::format("{} {}\n{}", finding.rule, subject_of(finding), finding.message);
  };
  std::set<std::string> said;
  for (const Diagnostic& finding : findings) {
    if (!finding.generated) said.insert(said_by(finding));
  }
  std::erase_if(findings,
                [&](const Diagnostic& finding) { return finding.generated && !said.insert(said_by(finding)).second; });
  return findings;
}

// Without the warnings and informational findings that `before` has not.
std::vector<Diagnostic> without_new_advice(const std::vector<Diagnostic>& after,
                                           const std::vector<Diagnostic>& before) {
  std::map<std::string, std::size_t> known;
  for (const Diagnostic& finding : before) ++known[key_of(finding)];
  std::vector<Diagnostic> kept;
  std::copy_if(after.begin(), after.end(), std::back_inserter(kept), [&](const Diagnostic& finding) {
    std::size_t& count = known[key_of(finding)];
    const bool is_known = count > 0;
    count -= is_known ? 1 : 0;
    return is_known || finding.severity == Severity::Error;
  });
  return kept;
}

}  // namespace

std::string key_of(const Diagnostic& finding) { return finding.rule + ' ' + to_string(finding.path); }

std::string subject_of(const Diagnostic& finding) {
  Path path = finding.path;
  if (path.size() > 2) path.resize(2);
  return to_string(path);
}

std::set<std::string> worse_parts(const std::vector<Diagnostic>& before, const std::vector<Diagnostic>& after) {
  std::map<std::string, Count> old_counts, new_counts;
  for (const Diagnostic& finding : without_copies(before)) old_counts[subject_of(finding)].add(finding);
  for (const Diagnostic& finding : without_copies(after)) new_counts[subject_of(finding)].add(finding);
  std::set<std::string> worse;
  for (const auto& [part, count] : new_counts) {
    if (count.exceeds(old_counts[part])) worse.insert(part);
  }
  return worse;
}

namespace {

// As is_no_worse(), with warnings and informational findings counting as errors do.
bool is_no_worse_with_advice(const std::vector<Diagnostic>& before, const std::vector<Diagnostic>& after, Scope scope,
                             const std::function<bool(const Diagnostic&)>& is_expected) {
  if (count_of(after).exceeds(count_of(before))) return false;
  if (scope != Scope::Template && !worse_parts(before, after).empty()) return false;
  // There may be several findings of one rule at a place.
  std::map<std::string, std::size_t> old_keys, new_keys;
  std::set<std::string> touched;
  for (const Diagnostic& finding : before) ++old_keys[key_of(finding)];
  for (const Diagnostic& finding : after) ++new_keys[key_of(finding)];
  for (const Diagnostic& finding : before) {
    const std::string key = key_of(finding);
    const auto now = new_keys.find(key);
    if (now == new_keys.end() || now->second < old_keys[key]) touched.insert(subject_of(finding));
  }
  return std::all_of(after.begin(), after.end(), [&](const Diagnostic& finding) {
    return old_keys.contains(key_of(finding)) || touched.contains(subject_of(finding)) || is_expected(finding);
  });
}

}  // namespace

Scope scope_of(const Diagnostic& finding) {
  const auto* section = finding.path.size() < 2 ? nullptr : std::get_if<std::string>(&finding.path.front());
  return section == nullptr || *section == "Globals" || *section == "Transform" ? Scope::Template : Scope::Part;
}

bool is_no_worse(const std::vector<Diagnostic>& before, const std::vector<Diagnostic>& after, Scope scope,
                 const std::function<bool(const Diagnostic&)>& is_expected) {
  const std::vector<Diagnostic> old = without_copies(before);
  std::vector<Diagnostic> now = without_copies(after);
  if (scope != Scope::Part && count_of(now).errors < count_of(old).errors) now = without_new_advice(now, old);
  return is_no_worse_with_advice(old, now, scope, is_expected);
}

std::vector<Diagnostic> new_in(const std::vector<Diagnostic>& after, const std::vector<Diagnostic>& before) {
  std::map<std::string, std::size_t> known;
  for (const Diagnostic& finding : without_copies(before)) ++known[key_of(finding)];
  std::vector<Diagnostic> found;
  for (const Diagnostic& finding : without_copies(after)) {
    std::size_t& count = known[key_of(finding)];
    if (count > 0) {
      --count;
    } else {
      found.push_back(finding);
    }
  }
  return found;
}

bool has(const std::vector<Diagnostic>& findings, const Diagnostic& finding) {
  return std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
    return other.rule == finding.rule && other.path == finding.path && other.message == finding.message;
  });
}

}  // namespace virga
