#include "rules/engine/reporter.h"

#include <algorithm>

namespace virga {

Diagnostic* Reporter::report(std::string_view rule, const Location& where, std::string message) {
  return report(rule, where, where.range(), std::move(message));
}

Diagnostic* Reporter::report(std::string_view rule, const Location& where, TextRange range, std::string message) {
  if (!runs(rule)) return nullptr;
  Diagnostic d;
  d.rule = rule;
  d.severity = severity_of(rule);
  d.range = range;
  d.path = where.path();
  d.message = std::move(message);
  return &sink_.report(std::move(d));
}

}  // namespace virga
