// What a rule is: a row of its family's table, a card, and code only where there is an algorithm.
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

// Runs once a template.
using TemplateCheck = void (*)(const Compilation&, Reporter&);
// Runs on every value whose schema names it in `checks` ("E3022"), with the validation that is under way.
using ValueCheck = void (*)(Validation&, const Node& value, const Location& where);

// What a finding says beyond the text where it stands. In text that cannot be read to its end it is reported only where
// the unread part could not prove it wrong (rules/engine/unread_text.h).
enum class Claim : std::uint8_t {
  Present,          // what is there is wrong
  Missing,          // something is not there, or not enough of it, in the resource, parameter or output around it
  MissingBasis,     // ... or in a section that resources rest on: parameters, conditions, the transform
  MissingAnywhere,  // ... anywhere in the template
  Unused,           // nothing uses what is declared
  Undeclared,       // what is used is not declared
};

// A row of a family's table. Rules without code are judged by the keyword engine: schemas name them with
// `rule`, or the keyword table in keyword_rules.h does.
struct Rule {
  std::string_view id;       // unique for ever, never reused
  std::string_view title;    // a few words, without a full stop: "Unknown property"
  std::string_view summary;  // one sentence: what it looks for and why that matters
  std::string_view source;   // AWS documentation page that states the fact
  TemplateCheck check_template = nullptr;
  ValueCheck check_value = nullptr;
  bool experimental = false;
  // Options of --configure-rule and their defaults, "strict=false,…"; empty for none.
  std::string_view options = {};
  // Where the id's first letter does not say it.
  std::optional<Severity> severity = std::nullopt;
  // For what code finds; the keywords of schemas know by themselves what they say is missing.
  Claim claim = Claim::Present;
  // CloudFormation judges it before it calls a macro, so that no macro can mend it (rules/engine/macros.h).
  bool before_macros = false;
};
Severity severity_of(const Rule& rule);
// A row whose findings claim this: `claims(Claim::Unused, {"W2001", …})`.
constexpr Rule claims(Claim claim, Rule row) {
  row.claim = claim;
  return row;
}
// A row of what CloudFormation judges before it calls macros.
constexpr Rule before_macros(Rule row) {
  row.before_macros = true;
  return row;
}

// A check of the template and the rules that it speaks for.
struct SharedCheck {
  TemplateCheck check = nullptr;
  std::vector<std::string_view> rules;
};
// Every rule's check_template, each once, in the order of the rules.
std::span<const SharedCheck> template_checks();

// Every rule, sorted by id. Built once from the families' tables (rules/registry.cpp includes them
// by name: a missing function fails the link).
std::span<const Rule> all_rules();
const Rule* find_rule(std::string_view id);
// The card <ID>.md as embedded text (Markdown), empty when there is none.
std::string_view rule_card(std::string_view id);

// Which rules run. Include and ignore are prefixes of ids; mandatory ones run whatever is ignored.
struct RuleSelection {
  std::vector<std::string> include = {"E", "W"};
  std::vector<std::string> ignore;
  std::vector<std::string> mandatory;
  bool experimental = false;
  // Rule id -> option -> value.
  std::map<std::string, std::map<std::string, std::string>, std::less<>> options;
  // Given on the command line, so a template's own Metadata does not replace it (suppression.h).
  bool include_fixed = false, ignore_fixed = false, options_fixed = false;
  bool merge = false;  // --merge-configs: the template's lists are added, whatever is fixed

  bool runs(std::string_view id) const;
  // Value of an option, or `fallback`.
  std::string_view option(std::string_view id, std::string_view key, std::string_view fallback) const;
};

}  // namespace virga
