// V9005: keys that are recognizable by their format. The value itself is never shown.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <variant>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/compilation.h"
#include "rules/engine/fixes.h"
#include "rules/engine/secret_words.h"
#include "rules/security/checks.h"
#include "rules/security/text_scan.h"

namespace virga {
namespace {

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

}  // namespace

void check_plain_secrets(const Compilation& compilation, Reporter& reporter) {
  each_string_of(compilation.model(), {Section::Parameters, Section::Mappings, Section::Resources, Section::Outputs},
                 [&](const Node& text, const Location& where) {
                   const std::string_view what = secret_in(text.text());
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
