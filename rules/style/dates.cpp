// V9202: dates without quotes.
// https://yaml.org/type/timestamp.html
#include <fmt/format.h>

#include <string_view>

#include "compiler/edit/edit_builder.h"
#include "compiler/support/characters.h"
#include "rules/style/checks.h"

namespace virga {
namespace {

// "2012-10-17": what YAML 1.1 calls a timestamp, without the forms that hold a time.
bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] == '-' ? text[i] != '-' : !is_digit(text[i])) return false;
  }
  return true;
}

void visit(const Compilation& compilation, const Location& at, Reporter& reporter) {
  const Node& node = *at.value;
  if (node.is_string() && node.style == NodeStyle::Plain && !node.is_generated() && is_date(node.text())) {
    EditBuilder edit(compilation.tree());
    edit.put_in_quotes(node);
    reporter.report(
        finding("V9202", at,
                fmt::format("Unquoted date {}: a string to CloudFormation, but a date to most programs that "
                            "read YAML; put it in quotes",
                            node.text()))
            .focus(node)
            .fix(edit.take_fix("Put the date in quotes", FixSafety::Safe)));
  }
  for (const Member& member : node.members()) visit(compilation, {&at, member.key, member.value, 0}, reporter);
  std::uint32_t index = 0;
  for (const Node* item : node.items()) visit(compilation, {&at, nullptr, item, index++}, reporter);
}

}  // namespace

void check_dates(const Compilation& compilation, Reporter& reporter) {
  const Node* root = compilation.model().root();
  if (root == nullptr || compilation.tree().language == SyntaxLanguage::Json) return;
  const Location top{nullptr, nullptr, root, 0};
  for (const Member& section : root->members()) {
    // Documented without quotes, and read as a string by everything that knows templates.
    if (section.key->text() == section_name(Section::FormatVersion)) continue;
    visit(compilation, {&top, section.key, section.value, 0}, reporter);
  }
}

}  // namespace virga
