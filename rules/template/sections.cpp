// Names, counts and sizes of sections. For the quotas, see
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string_view>

#include "compiler/edit/edit_builder.h"
#include "compiler/model/name_limits.h"
#include "compiler/support/text.h"
#include "rules/engine/fixes.h"
#include "rules/engine/messages.h"
#include "rules/engine/validation.h"
#include "rules/template/checks.h"

namespace virga {
namespace {

constexpr std::size_t kTemplateBytes = 1'000'000;
constexpr std::size_t kDescriptionBytes = 1024;
constexpr std::uint32_t kEntries = 200;  // parameters, outputs, mappings, keys in a mapping

// Above nine tenths of a quota.
constexpr bool is_near(std::size_t value, std::size_t quota) { return value * 10 > quota * 9 && value <= quota; }

std::uint32_t count_entries(const Node& section) {
  std::uint32_t count = 0;
  for (const Member& member : section.members()) {
    if (!member.key->text().starts_with("Fn::")) ++count;
  }
  return count;
}

// Reports a count beyond the quota or close to it.
void check_count(Validation& v, const Node& section, const Location& where, std::string_view thing,
                 std::string_view over, std::string_view near) {
  std::uint32_t count = count_entries(section);
  if (count > kEntries) {
    v.reporter().report(
        over, where,
        fmt::format("{} {} exceed the limit of {}; split the template or nest stacks", count, thing, kEntries));
  } else if (is_near(count, kEntries)) {
    v.reporter().report(near, where, fmt::format("{} {} are close to the limit of {}", count, thing, kEntries));
  }
}

// Reports names close to the maximum length, and unquoted words that YAML 1.1 reads as booleans.
void check_names(Validation& v, const Node& section, const Location& where, std::string_view near,
                 std::string_view boolean) {
  for (const Member& member : section.members()) {
    const Node& key = *member.key;
    if (!near.empty() && is_near(key.text().size(), kMaxNameCharacters)) {
      v.reporter().report(
          near, v.at(where, member),
          fmt::format("The name has {} characters, close to the limit of {}", key.text().size(), kMaxNameCharacters));
    }
    if (key.is(NodeKind::Boolean)) {
      v.reporter().report(boolean, v.at(where, member),
                          "YAML reads this name as a boolean; put it in quotes or choose another");
    }
  }
}

// YAML 1.1 reads 2025-01-31 as a date.
bool is_date(const Node& key) {
  const std::string_view text = key.text();
  if (!key.is_string() || key.style != NodeStyle::Plain || text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 4 || i == 7;
    if (is_dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

// Quotes a key as written. Nullopt if the number is read differently (010 is 8), since it is unclear which key is
// looked up.
std::optional<Fix> quote_key_fix(const Compilation& compilation, const Member& member) {
  const std::string_view written = compilation.tree().source->slice(member.key->range);
  EditBuilder edit(compilation.tree());
  if (!edit.rename_key(member, written)) return std::nullopt;
  const bool is_same = written == member.key->text();
  return edit.take_fix("Put the key in quotes", is_same ? FixSafety::Safe : FixSafety::Unsafe);
}

// Reports mapping keys that YAML reads as numbers or dates, such as an unquoted account ID.
void check_mapping_keys(Validation& v, const Node& mapping, const Location& where) {
  for (const Member& member : mapping.members()) {
    const Node& key = *member.key;
    const bool is_number = key.is(NodeKind::Integer) || key.is(NodeKind::Float);
    if (!is_number && !is_date(key)) continue;
    v.reporter().report(
        finding("E7001", v.at(where, member),
                fmt::format("YAML reads the key {} as a {}, but keys of a mapping must be strings; put it in quotes",
                            key.text(), is_number ? "number" : "date"))
            .focus(key)
            .fix(quote_key_fix(v.compilation(), member)));
  }
}

void report_null(Validation& v, std::string_view rule, const Location& where) {
  Finding found = finding(rule, where, "Null is not allowed here; set a value or remove the key");
  // A section that says nothing can go, save the one that must not be missing.
  const bool is_section = where.parent != nullptr && where.parent->parent == nullptr && where.key != nullptr;
  if (is_section && where.key->text() != section_name(Section::Resources)) {
    found.fix(remove_fix(v.compilation(), where, FixSafety::Safe));
  }
  v.reporter().report(found.gist(Gist::Null));
}

// Reports nulls that the schema does not cover.
void check_nulls(Validation& v, const Node& node, const Location& where, std::string_view rule) {
  if (node.is(NodeKind::Null)) report_null(v, rule, where);
  for (const Member& member : node.members()) check_nulls(v, *member.value, v.at(where, member), rule);
  std::uint32_t index = 0;
  for (const Node* item : node.items()) {
    check_nulls(v, *item, v.at(where, index, *item), rule);
    ++index;
  }
}

}  // namespace

void check_root(Validation& v, const Node& root, const Location& where) {
  // The validator skips nulls, but no section may be null.
  for (const Member& member : root.members()) {
    if (!member.value->is(NodeKind::Null)) continue;
    std::string_view name = member.key->text();
    std::string_view rule = "E1001";
    if (name == "Transform") rule = "E1005";
    if (name == "Description") rule = "E1004";
    if (name == "Metadata") rule = "E4002";
    if (name == "Parameters") rule = "E2001";
    if (name == "Mappings") rule = "E7001";
    if (name == "Outputs") rule = "E6001";
    if (name == "Resources") continue;  // E3001 reports it
    report_null(v, rule, v.at(where, member));
  }
}

void check_description(Validation& v, const Node& text, const Location& where) {
  if (!text.is_scalar()) return;
  std::size_t size = text.text().size();
  if (size > kDescriptionBytes) {
    v.reporter().report(
        "E1003", where,
        fmt::format("The description has {} bytes, but at most {} are allowed; shorten it, or move details to Metadata",
                    size, kDescriptionBytes));
  } else if (is_near(size, kDescriptionBytes)) {
    v.reporter().report("I1003", where,
                        fmt::format("The description has {} bytes, close to the limit of {}", size, kDescriptionBytes));
  }
}

void check_parameter_names(Validation& v, const Node& section, const Location& where) {
  check_count(v, section, where, "parameters", "E2010", "I2010");
  check_names(v, section, where, "I2011", "E2001");
  check_nulls(v, section, where, "E2001");
  for (const Member& member : section.members()) {
    const Node& key = *member.key;
    if (!is_alphanumeric(key.text())) {
      v.reporter().report(
          "E2003", v.at(where, member),
          fmt::format("Invalid parameter name '{}'; use letters and digits only", key.text().substr(0, 60)));
    }
  }
}

void check_mapping_sizes(Validation& v, const Node& section, const Location& where) {
  if (!section.is_mapping()) return;
  check_nulls(v, section, where, "E7001");
  std::uint32_t mappings = count_entries(section);
  if (mappings > kEntries) {
    v.reporter().report("E7010", where, fmt::format("{} mappings exceed the limit of {}", mappings, kEntries));
  }
  check_names(v, section, where, "I7002", "E7001");
  for (const Member& mapping : section.members()) {
    const Location& at_mapping = v.at(where, mapping);
    check_count(v, *mapping.value, at_mapping, "top-level keys", "E7010", "I7010");
    check_names(v, *mapping.value, at_mapping, "I7002", "E7001");
    check_mapping_keys(v, *mapping.value, at_mapping);
    for (const Member& row : mapping.value->members()) {
      const Location& at_row = v.at(at_mapping, row);
      check_count(v, *row.value, at_row, "attributes", "E7010", "I7010");
      check_names(v, *row.value, at_row, "I7002", "E7001");
      check_mapping_keys(v, *row.value, at_row);
    }
  }
}

namespace {

// Checks the outputs that a loop makes, which are in its last argument.
void check_output_loop(Validation& v, const Node& loop, const Location& where) {
  if (!v.compilation().model().has_language_extensions()) {
    v.reporter().report(finding("E6001", where, requires_language_extensions("Fn::ForEach"))
                            .fix(add_transform_fix(v.compilation(), kLanguageExtensions)));
  }
  std::span<const Node* const> parts = loop.items();
  if (parts.size() != 3) return;
  const Location& at_body = v.at(where, 2, *parts[2]);
  for (const Member& member : parts[2]->members()) {
    const Location& at = v.at(at_body, member);
    if (member.key->text().starts_with("Fn::ForEach::")) {
      check_output_loop(v, *member.value, at);
    } else {
      v.check(*member.value, v.compilation().facts().find_schema("output"), at, v.context());
    }
  }
}

}  // namespace

void check_output_names(Validation& v, const Node& section, const Location& where) {
  check_count(v, section, where, "outputs", "E6010", "I6010");
  check_names(v, section, where, "I6011", "E6001");
  for (const Member& member : section.members()) {
    std::string_view name = member.key->text();
    if (name.starts_with("Fn::ForEach::")) check_output_loop(v, *member.value, v.at(where, member));
    if (name.starts_with("Fn::") || is_alphanumeric(name)) continue;
    v.reporter().report("E6004", v.at(where, member),
                        fmt::format("Invalid output name '{}'; use letters and digits only", name.substr(0, 60)));
  }
}

void check_rule_names(Validation& v, const Node& section, const Location& where) {
  check_names(v, section, where, {}, "E1700");
  check_nulls(v, section, where, "E1700");
}

void check_metadata(Validation& v, const Node& section, const Location& where) {
  check_nulls(v, section, where, "E4002");
}

void check_output(Validation& v, const Node& output, const Location& where) {
  if (output.is(NodeKind::Null)) report_null(v, "E6003", where);
  for (const Member& member : output.members()) {
    if (member.value->is(NodeKind::Null))
      report_null(v, member.key->text() == "Value" ? "E6101" : "E6003", v.at(where, member));
  }
}

void check_template_size(const Compilation& compilation, Reporter& reporter) {
  std::size_t size = compilation.source().text().size();
  Location root{nullptr, nullptr, compilation.model().root(), 0};
  if (size > kTemplateBytes) {
    reporter.report("E1002", root,
                    fmt::format("The template has {} bytes, but at most {} are allowed; split it into nested stacks, "
                                "or remove comments and spaces",
                                size, kTemplateBytes));
  } else if (is_near(size, kTemplateBytes)) {
    reporter.report("I1002", root,
                    fmt::format("The template has {} bytes, close to the limit of {}", size, kTemplateBytes));
  }
}

}  // namespace virga
