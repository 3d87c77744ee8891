#include "rules/engine/reporter.h"

#include <algorithm>
#include <utility>

#include "rules/engine/unread_text.h"

namespace virga {

Finding::Finding(std::string_view rule, const Location& where, std::string message) {
  diagnostic_.rule = rule;
  diagnostic_.message = std::move(message);
  place_at(diagnostic_, where);
}

void place_at(Diagnostic& finding, const Location& where) {
  finding.range = where.range();
  finding.exact = where.focus();
  finding.path = where.path();
}

Finding& Finding::at(TextRange range) {
  diagnostic_.range = range;
  diagnostic_.exact.reset();
  return *this;
}

Finding& Finding::focus(TextRange exact) {
  if (exact.size() > 0) diagnostic_.exact = exact;
  return *this;
}

Finding& Finding::note(TextRange range, std::string message, SourceFilePtr file) {
  diagnostic_.notes.push_back({range, std::move(message), std::move(file)});
  return *this;
}

Finding& Finding::gist(Gist gist) {
  diagnostic_.gist = gist;
  return *this;
}

Finding& Finding::misspelled_as(std::string_view key) {
  diagnostic_.misspelled_as = key;
  return *this;
}

Finding& Finding::lacks(std::vector<std::string> names) {
  diagnostic_.lacks = std::move(names);
  return *this;
}

Finding& Finding::meant(const NearName& near) {
  if (near.found()) diagnostic_.meant = MeantName{std::string(near.name), near.only};
  return *this;
}

Finding& Finding::fix(std::optional<Fix> fix) {
  if (fix) diagnostic_.fixes.push_back(std::move(*fix));
  return *this;
}

void Reporter::report(Diagnostic found) {
  if (!runs(found.rule)) return;
  const Rule* rule = find_rule(found.rule);
  // Custom rules (--custom-rules) may report that something is missing.
  if (unread_ != nullptr && unread_->refutes(found, rule != nullptr ? rule->claim : Claim::Missing)) return;
  // A check may be less sure of one finding than its rule is of the others.
  found.severity = std::max(found.severity, rule != nullptr ? severity_of(*rule) : severity_of(found.rule));
  sink_.report(std::move(found));
}

}  // namespace virga
