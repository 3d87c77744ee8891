#include "compiler/diagnostics/diagnostic.h"

namespace virga {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Informational:
      return "informational";
  }
  return "error";
}

Severity severity_of(std::string_view rule_id) {
  switch (rule_id.empty() ? 'E' : rule_id.front()) {
    case 'W':
    case 'V':
      return Severity::Warning;
    case 'I':
      return Severity::Informational;
    default:
      return Severity::Error;
  }
}

std::string to_string(const Path& path) {
  std::string text;
  for (const PathElement& element : path) {
    if (!text.empty()) text += '/';
    if (const auto* key = std::get_if<std::string>(&element)) {
      text += *key;
    } else {
      text += std::to_string(std::get<std::uint32_t>(element));
    }
  }
  return text;
}

}  // namespace virga
