#include "rules/engine/messages.h"

#include <fmt/format.h>

#include "compiler/resolve/known_names.h"

namespace virga {

std::string not_defined(std::string_view kind, std::string_view name, const NearName& near) {
  return fmt::format("{} '{}' is not defined{}", kind, name, did_you_mean(near));
}

std::string why_not_generated(const Template& model, std::string_view name) {
  if (!model.is_sam()) return {};
  const SamDecision decision = sam_decision(model, name);
  if (decision.source == nullptr) return {};
  const std::string_view source = decision.source->name();
  if (decision.property == "Role" && decision.has_property) {
    return fmt::format("; '{}' has a Role, so the transform generates none", source);
  }
  if (!decision.property.empty() && !decision.has_property) {
    return fmt::format("; the transform generates it only where '{}' has {}", source, decision.property);
  }
  return fmt::format("; the transform does not generate it from '{}'", source);
}

std::string cycle_of(std::span<const std::string_view> names) {
  constexpr std::size_t kMost = 12;
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) text += " -> ";
    if (names.size() > kMost && i + 1 == kMost) {
      text += fmt::format("… ({} more) -> ", names.size() - kMost);
      i = names.size() - 1;
    }
    text += names[i];
  }
  return text;
}

std::string requires_language_extensions(std::string_view what) {
  return fmt::format("{} requires the language extensions; add 'Transform: {}' to the template", what,
                     kLanguageExtensions);
}

void add_circumstance(std::string& message, std::string_view when) {
  std::size_t at = message.size();
  bool quoted = false;
  for (std::size_t i = 1; i + 1 < message.size(); ++i) {
    if (message[i] == '\'') {
      const bool opens = !quoted && (message[i - 1] == ' ' || message[i - 1] == '(');
      const bool closes = quoted && std::string_view(" ,;:.)").find(message[i + 1]) != std::string_view::npos;
      quoted = opens || (quoted && !closes);
    } else if (!quoted && (message[i] == ';' || message[i] == '.') && message[i + 1] == ' ') {
      at = i;
      break;
    }
  }
  message.insert(at, fmt::format(" {}", when));
}

}  // namespace virga
