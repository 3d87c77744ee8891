// V9005: keys that are recognizable by their format. The value itself is never shown.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <variant>

#include "compiler/edit/edit_builder.h"
#include "compiler/support/characters.h"
#include "rules/engine/compilation.h"
#include "rules/engine/fixes.h"
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

bool is_word(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }

bool has_shape(std::string_view text, const Shape& shape) {
  for (std::size_t at = text.find(shape.begin); at != std::string_view::npos; at = text.find(shape.begin, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    std::size_t end = at + shape.begin.size();
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view rest = text.substr(at + shape.begin.size(), end - at - shape.begin.size());
    if (shape.upper ? rest.size() != shape.length : rest.size() < shape.length) continue;
    if (shape.upper &&
        std::any_of(rest.begin(), rest.end(), [](char c) { return is_lower(c) || c == '_' || c == '-'; }))
      continue;
    if (rest.ends_with("EXAMPLE")) continue;  // examples in AWS's documentation
    return true;
  }
  return false;
}

// Whether a text is a secret and nothing else.
bool is_one_word(std::string_view text) { return std::all_of(text.begin(), text.end(), is_word); }

// CloudFormation replaces dynamic references in the properties of resources.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
std::optional<Fix> reference_fix(const Compilation& compilation, const Node& text) {
  if (!is_one_word(text.text())) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.set_text(text, fmt::format("{{{{resolve:secretsmanager:{}}}}}", kPlaceholder));
  return edit.take_fix("Use a dynamic reference", FixSafety::Unsafe);
}

bool is_in_properties(const Location& where) {
  const Path path = where.path();
  const auto is = [&](std::size_t i, std::string_view name) {
    const auto* key = i < path.size() ? std::get_if<std::string>(&path[i]) : nullptr;
    return key != nullptr && *key == name;
  };
  return is(0, section_name(Section::Resources)) && is(2, "Properties");
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
                   if (is_in_properties(where)) found.fix(reference_fix(compilation, text));
                   reporter.report(found);
                 });
}

}  // namespace virga
