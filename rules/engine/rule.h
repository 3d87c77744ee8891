// A rule: a row of its family's table, a card, and code only if it needs an algorithm.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

class Compilation;
class Reporter;
class Validation;
struct Location;
struct Node;

// Runs once per template.
using TemplateCheck = void (*)(const Compilation&, Reporter&);
// Runs on every value whose schema names it in `checks` ("E3022"), with the current validation.
using ValueCheck = void (*)(Validation&, const Node& value, const Location& where);

// What a finding claims about text elsewhere. If the text cannot be read to its end, a finding is reported only if the
// unread part could not prove it wrong (rules/engine/unread_text.h).
enum class Claim : std::uint8_t {
  Present,          // what is there is wrong
  Missing,          // something is missing in the enclosing resource, parameter or output, or there is too little of it
  MissingBasis,     // … or in a section that resources depend on: parameters, conditions, the transform
  MissingAnywhere,  // … or anywhere in the template
  Unused,           // a definition is not used
  Undeclared,       // a used name is not defined
};

// A row of a family's table. Rules without code are implemented by the keyword engine: schemas name them with `rule`,
// or the keyword table (schemas/keywords.def) does.
struct Rule {
  std::string_view id;       // unique forever, never reused
  std::string_view title;    // a few words, without a full stop: "Unknown property"
  std::string_view summary;  // one sentence: what the rule looks for and why that matters
  std::string_view source;   // URL of the AWS documentation page that states the fact
  TemplateCheck check_template = nullptr;
  ValueCheck check_value = nullptr;
  bool experimental = false;
  // The options for --configure-rule with their defaults, "strict=false,…"; empty for none.
  std::string_view options = {};
  // Set if it differs from what the ID's first letter implies.
  std::optional<Severity> severity = std::nullopt;
  // For findings of the rule's code; schema keywords know by themselves what they claim.
  Claim claim = Claim::Present;
  // CloudFormation judges it before it calls a macro, or no macro gets what it is about (comments, notation), so that
  // none can mend it (rules/engine/macros.h).
  bool before_macros = false;
};
Severity severity_of(const Rule& rule);
// Sets the claim of a row: `claims(Claim::Unused, {"W2001", …})`.
constexpr Rule claims(Claim claim, Rule row) {
  row.claim = claim;
  return row;
}
// A row of what no macro can mend.
constexpr Rule before_macros(Rule row) {
  row.before_macros = true;
  return row;
}

// A template check and the rules that share it.
struct SharedCheck {
  TemplateCheck check = nullptr;
  std::vector<std::string_view> rules;
};
// The check_template functions of all rules, without duplicates, in the order of the rules.
std::span<const SharedCheck> template_checks();

// All rules, sorted by ID. Built once from the families' tables (rules/registry.cpp refers to them by name, so a
// missing family fails the link).
std::span<const Rule> all_rules();
const Rule* find_rule(std::string_view id);
// The card <ID>.md as embedded text (Markdown); empty if there is none.
std::string_view rule_card(std::string_view id);

// Whether one of the prefixes selects the rule: "E3002" and "E" select E3002.
bool begins_with_any(std::string_view id, const std::vector<std::string>& prefixes);

// Which rules run. Include and ignore are prefixes of IDs; mandatory rules cannot be ignored.
struct RuleSelection {
  std::vector<std::string> include = {"E", "W"};
  std::vector<std::string> ignore;
  std::vector<std::string> mandatory;
  bool experimental = false;
  // Rule ID -> option -> value.
  std::map<std::string, std::map<std::string, std::string>, std::less<>> options;
  // Set if given on the command line, so that a template's own Metadata does not replace it (suppression.h).
  bool include_fixed = false, ignore_fixed = false, options_fixed = false;
  bool merge = false;  // --merge-configs: the template's lists are added even if fixed

  bool runs(std::string_view id) const;
  // The value of an option, or `fallback` if it is not set.
  std::string_view option(std::string_view id, std::string_view key, std::string_view fallback) const;
};

}  // namespace virga
