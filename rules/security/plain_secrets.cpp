// V9005: keys that are recognizable by their format. The value itself is never shown.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/engine/compilation.h"
#include "rules/security/checks.h"
#include "rules/security/text_scan.h"

namespace virga {
namespace {

// A word with this prefix and length.
struct Shape {
  std::string_view begin;
  std::size_t length;  // number of characters after the prefix
  bool upper;          // uppercase letters and digits only
  std::string_view what;
};

constexpr std::array<Shape, 9> kShapes = {{
    {"AKIA", 16, true, "an access key ID, whose secret is rarely far away"},
    {"ASIA", 16, true, "a temporary access key ID"},
    {"ghp_", 36, false, "a GitHub token"},
    {"gho_", 36, false, "a GitHub token"},
    {"ghs_", 36, false, "a GitHub token"},
    {"glpat-", 20, false, "a GitLab token"},
    {"xoxb-", 20, false, "a Slack token"},
    {"xoxp-", 20, false, "a Slack token"},
    {"sk_live_", 24, false, "a Stripe key"},
}};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

bool has_shape(std::string_view text, const Shape& shape) {
  for (std::size_t at = text.find(shape.begin); at != std::string_view::npos; at = text.find(shape.begin, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    std::size_t end = at + shape.begin.size();
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view rest = text.substr(at + shape.begin.size(), end - at - shape.begin.size());
    if (shape.upper ? rest.size() != shape.length : rest.size() < shape.length) continue;
    if (shape.upper &&
        std::any_of(rest.begin(), rest.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; }))
      continue;
    if (rest.ends_with("EXAMPLE")) continue;  // examples in AWS's documentation
    return true;
  }
  return false;
}

std::string_view what_is(std::string_view text) {
  for (const Shape& shape : kShapes) {
    if (has_shape(text, shape)) return shape.what;
  }
  const std::size_t begin = text.find("-----BEGIN ");
  if (begin == std::string_view::npos) return {};
  const std::string_view line = text.substr(begin, text.find("-----", begin + 11) - begin);
  return line.ends_with("PRIVATE KEY") ? std::string_view("a private key") : std::string_view{};
}

}  // namespace

void check_plain_secrets(const Compilation& compilation, Reporter& reporter) {
  each_string_of(compilation.model(), {Section::Parameters, Section::Mappings, Section::Resources, Section::Outputs},
                 [&](const Node& text, const Location& where) {
                   const std::string_view what = what_is(text.text());
                   if (what.empty()) return;
                   Finding found =
                       finding("V9005", where,
                               fmt::format("Hard-coded secret: this contains {}; use {{{{resolve:secretsmanager:…}}}}, "
                                           "and replace the secret because it is exposed",
                                           what));
                   if (where.key != nullptr) found.focus(*where.key);
                   reporter.report(found);
                 });
}

}  // namespace virga
