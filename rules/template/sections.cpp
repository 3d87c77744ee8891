// Names, counts and sizes of sections. The quotas:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
#include <fmt/format.h>

#include <cstddef>

#include "rules/engine/validation.h"
#include "rules/template/checks.h"

namespace virga {
namespace {

constexpr std::size_t kTemplateBytes = 1'000'000;
constexpr std::size_t kDescriptionBytes = 1024;
constexpr std::uint32_t kNameCharacters = 255;
constexpr std::uint32_t kEntries = 200;  // parameters, outputs, mappings, attributes of a mapping

// Warn past nine tenths of a quota.
constexpr bool is_near(std::size_t value, std::size_t quota) { return value * 10 > quota * 9 && value <= quota; }

std::uint32_t count_entries(const Node& section) {
  std::uint32_t count = 0;
  for (const Member& member : section.members()) {
    if (!member.key->text().starts_with("Fn::")) ++count;
  }
  return count;
}

// One finding past the quota, one when it is near.
void check_count(Validation& v, const Node& section, const Location& where, std::string_view thing,
                 std::string_view over, std::string_view near) {
  std::uint32_t count = count_entries(section);
  if (count > kEntries) {
    v.reporter().report(over, where,
                        fmt::format("{} {} are more than the {} that CloudFormation takes: split the template "
                                    "or nest stacks",
                                    count, thing, kEntries));
  } else if (is_near(count, kEntries)) {
    v.reporter().report(near, where,
                        fmt::format("{} {} are close to the {} that CloudFormation takes", count, thing, kEntries));
  }
}

// Names of nine tenths of the allowed length and more, and unquoted words that YAML 1.1 takes for a boolean.
void check_names(Validation& v, const Node& section, const Location& where, std::string_view near,
                 std::string_view boolean) {
  for (const Member& member : section.members()) {
    const Node& key = *member.key;
    if (!near.empty() && is_near(key.text().size(), kNameCharacters)) {
      v.reporter().report(near, v.at(where, member),
                          fmt::format("The name has {} characters, close to the {} that "
                                      "CloudFormation takes",
                                      key.text().size(), kNameCharacters));
    }
    if (key.is(NodeKind::Boolean)) {
      v.reporter().report(boolean, v.at(where, member),
                          "YAML reads this name as a boolean, not as text: put it in quotes or choose another");
    }
  }
}

bool is_alphanumeric(std::string_view text) {
  for (char c : text) {
    if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) return false;
  }
  return true;
}

}  // namespace

void check_root(Validation& v, const Node& root, const Location& where) {
  const Template& model = v.compilation().model();
  const Member* globals = model.section(Section::Globals);
  // Any macro may give the section a meaning of its own.
  if (globals != nullptr && root.find("Transform") == nullptr) {
    v.reporter().report("E1001", v.at(where, *globals),
                        "'Globals' belongs to AWS SAM: add Transform: AWS::Serverless-2016-10-31 or remove it");
  }
}

void check_description(Validation& v, const Node& text, const Location& where) {
  if (!text.is_scalar()) return;
  std::size_t size = text.text().size();
  if (size > kDescriptionBytes) {
    v.reporter().report("E1003", where,
                        fmt::format("The description has {} bytes, {} are allowed: shorten it, or move "
                                    "details to Metadata",
                                    size, kDescriptionBytes));
  } else if (is_near(size, kDescriptionBytes)) {
    v.reporter().report(
        "I1003", where,
        fmt::format("The description has {} bytes, close to the {} that are allowed", size, kDescriptionBytes));
  }
}

void check_parameter_names(Validation& v, const Node& section, const Location& where) {
  check_count(v, section, where, "parameters", "E2010", "I2010");
  check_names(v, section, where, "I2011", "E2001");
  for (const Member& member : section.members()) {
    const Node& key = *member.key;
    if (key.text().empty() || !is_alphanumeric(key.text())) {
      v.reporter().report("E2003", v.at(where, member),
                          fmt::format("'{}' is no name for a parameter: letters and digits are allowed, at least one",
                                      key.text().substr(0, 60)));
    }
    // An empty `Type:` is there for the schema, but is no type.
    const Member* type = member.value->find("Type");
    if (type != nullptr && type->value->is(NodeKind::Null)) {
      v.reporter().report("E2001", v.at(where, member),
                          "The parameter's 'Type' is empty: give it a type such as String");
    }
  }
}

void check_mapping_sizes(Validation& v, const Node& section, const Location& where) {
  if (!section.is_mapping()) return;
  std::uint32_t mappings = count_entries(section);
  if (mappings > kEntries) {
    v.reporter().report("E7010", where,
                        fmt::format("{} mappings are more than the {} that CloudFormation takes", mappings, kEntries));
  }
  check_names(v, section, where, "I7002", "E7001");
  for (const Member& mapping : section.members()) {
    const Location& at_mapping = v.at(where, mapping);
    check_count(v, *mapping.value, at_mapping, "top-level keys", "E7010", "I7010");
    check_names(v, *mapping.value, at_mapping, "I7002", "E7001");
    for (const Member& row : mapping.value->members()) {
      const Location& at_row = v.at(at_mapping, row);
      check_count(v, *row.value, at_row, "attributes", "E7010", "I7010");
      check_names(v, *row.value, at_row, "I7002", "E7001");
    }
  }
}

void check_output_names(Validation& v, const Node& section, const Location& where) {
  check_count(v, section, where, "outputs", "E6010", "I6010");
  check_names(v, section, where, "I6011", "E6001");
  for (const Member& member : section.members()) {
    std::string_view name = member.key->text();
    if (name.starts_with("Fn::") || (!name.empty() && is_alphanumeric(name))) continue;
    v.reporter().report(
        "E6004", v.at(where, member),
        fmt::format("'{}' is no name for an output: letters and digits are allowed, at least one", name.substr(0, 60)));
  }
}

void check_rule_names(Validation& v, const Node& section, const Location& where) {
  check_names(v, section, where, {}, "E1700");
}

void check_template_size(const Compilation& compilation, Reporter& reporter) {
  std::size_t size = compilation.source().text().size();
  Location root{nullptr, nullptr, compilation.model().root(), 0};
  if (size > kTemplateBytes) {
    reporter.report("E1002", root,
                    fmt::format("The template has {} bytes, CloudFormation takes {}: split it into nested "
                                "stacks, or leave out comments and spaces",
                                size, kTemplateBytes));
  } else if (is_near(size, kTemplateBytes)) {
    reporter.report(
        "I1002", root,
        fmt::format("The template has {} bytes, close to the {} that CloudFormation takes", size, kTemplateBytes));
  }
}

}  // namespace virga
