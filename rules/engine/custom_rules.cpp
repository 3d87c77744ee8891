#include "rules/engine/custom_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/support/result.h"
#include "compiler/support/text.h"
#include "rules/engine/compilation.h"
#include "rules/engine/pattern.h"
#include "rules/engine/validation.h"
#include "schemas/schema_database.h"

namespace virga {

namespace {

enum class Operator : std::uint8_t {
  Equals,
  NotEquals,
  RegexMatch,
  In,
  NotIn,
  Greater,
  Less,
  GreaterEqual,
  LessEqual,
  Defined,
  NotDefined,
};

struct OperatorName {
  std::string_view text;
  Operator value;
  std::string_view phrase;  // "must …"
};

constexpr std::array<OperatorName, 12> kOperators = {{
    {"EQUALS", Operator::Equals, "be"},
    {"==", Operator::Equals, "be"},
    {"NOT_EQUALS", Operator::NotEquals, "not be"},
    {"!=", Operator::NotEquals, "not be"},
    {"REGEX_MATCH", Operator::RegexMatch, "match"},
    {"IN", Operator::In, "be one of"},
    {"NOT_IN", Operator::NotIn, "be none of"},
    {">", Operator::Greater, "be greater than"},
    {"<", Operator::Less, "be less than"},
    {">=", Operator::GreaterEqual, "be at least"},
    {"<=", Operator::LessEqual, "be at most"},
    {"IS", Operator::Defined, "be"},
}};

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    return trim(text.substr(1, text.size() - 2));
  }
  return text;
}

// Removes and returns the next word of the text.
std::string_view next_word(std::string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text = trim(text.substr(end));
  return word;
}

// The offset of WARN or ERROR as a separate word outside of quotes and brackets; npos if there is none.
std::size_t find_level(std::string_view text, std::string_view& level) {
  char quote = '\0';
  int brackets = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || (c == '\'' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '['))) {
      quote = c;
    } else if (c == '[') {
      ++brackets;
    } else if (c == ']') {
      --brackets;
    } else if (brackets <= 0 && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t')) {
      for (const std::string_view word : {"WARN", "ERROR", "INFO"}) {
        const std::size_t end = i + word.size();
        // As the value itself, or in a list, INFO is not a level.
        if (word == "INFO" && (i == 0 || trim(text.substr(0, i)).ends_with(','))) continue;
        if (text.substr(i, word.size()) == word && (end == text.size() || text[end] == ' ' || text[end] == '\t')) {
          level = word;
          return i;
        }
      }
    }
  }
  return std::string_view::npos;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(unquoted(text.substr(0, end)));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<double> number_of(std::string_view text) {
  Node node;
  const std::string_view digits = trim(text);
  node.kind = NodeKind::String;
  node.size = static_cast<std::uint32_t>(digits.size());
  node.chars = digits.data();
  double value = 0;
  return to_number(node, value) ? std::optional<double>(value) : std::nullopt;
}

}  // namespace

struct CustomRules::Entry {
  std::uint32_t line = 1;
  std::string id;
  std::string type;
  std::string property;  // as written
  std::vector<std::string> segments;
  Operator op = Operator::Equals;
  std::vector<std::string> values;
  std::string wanted;   // the values as written
  std::string message;  // the user's message; may be empty
  std::string summary;

  bool satisfied(std::string_view text) const;
};

bool CustomRules::Entry::satisfied(std::string_view text) const {
  const std::string_view given = trim(text);
  const auto equals = [&](const std::string& value) { return equals_ignoring_case(given, trim(value)); };
  const auto among = [&] { return std::find(values.begin(), values.end(), given) != values.end(); };
  const auto compared = [&](auto relation) {
    const std::optional<double> left = number_of(given);
    const std::optional<double> right = number_of(values.front());
    return left && right && relation(*left, *right);
  };
  switch (op) {
    case Operator::Equals:
      return equals(values.front());
    case Operator::NotEquals:
      return !equals(values.front());
    case Operator::RegexMatch:
      // Anchored at the start only, like Python's re.match.
      return search_pattern(fmt::format("^(?:{})", values.front()), given) != PatternResult::NoMatch;
    case Operator::In:
      return among();
    case Operator::NotIn:
      return !among();
    case Operator::Greater:
      return compared([](double a, double b) { return a > b; });
    case Operator::Less:
      return compared([](double a, double b) { return a < b; });
    case Operator::GreaterEqual:
      return compared([](double a, double b) { return a >= b; });
    case Operator::LessEqual:
      return compared([](double a, double b) { return a <= b; });
    case Operator::Defined:
      return true;
    case Operator::NotDefined:
      return false;
  }
  return true;
}

namespace {

Result<void> parse_values(CustomRules::Entry& entry, std::string_view value);

// Reads one line.
Result<void> parse_line(std::string_view line, std::uint32_t number, CustomRules::Entry& entry) {
  std::string_view rest = line;
  entry.type = next_word(rest);
  entry.property = next_word(rest);
  const std::string_view op = next_word(rest);
  if (op.empty()) {
    return Error{"malformed rule; write `ResourceType Property.Path OPERATOR Value [WARN|ERROR [message]]`"};
  }
  entry.line = number;
  entry.segments = split(entry.property, '.');
  const auto* const found =
      std::find_if(kOperators.begin(), kOperators.end(), [&](const OperatorName& name) { return name.text == op; });
  if (found == kOperators.end()) {
    return Error{
        fmt::format("unknown operator '{}'; the operators are EQUALS (==), NOT_EQUALS (!=), REGEX_MATCH, IN, NOT_IN, "
                    ">, <, >=, <=, IS DEFINED, IS NOT_DEFINED",
                    printable(op))};
  }
  entry.op = found->value;
  std::string_view level = "ERROR";
  const std::size_t at = find_level(rest, level);
  if (level == "INFO") {
    return Error{"the level must be WARN or ERROR, not INFO; put a value with this word in quotes"};
  }
  const std::string_view value = trim(rest.substr(0, at));
  if (at != std::string_view::npos) entry.message = unquoted(rest.substr(at + level.size()));
  entry.id = fmt::format("{}{}", level == "WARN" ? 'W' : 'E', 9000 + number);
  entry.wanted = printable(unquoted(value));
  if (Result<void> parsed = parse_values(entry, value); !parsed) return parsed;
  entry.summary = found->text == "IS"
                      ? fmt::format("{} of {} must be {}.", entry.property, entry.type,
                                    entry.op == Operator::Defined ? "set" : "left out")
                      : fmt::format("{} of {} must {} {}.", entry.property, entry.type, found->phrase, entry.wanted);
  return {};
}

Result<void> parse_values(CustomRules::Entry& entry, std::string_view value) {
  if (value.empty()) {
    return Error{"missing value after the operator"};
  }
  if (entry.op == Operator::Defined) {
    if (value != "DEFINED" && value != "NOT_DEFINED") {
      return Error{fmt::format("IS must be followed by DEFINED or NOT_DEFINED, found '{}'", printable(value))};
    }
    if (value == "NOT_DEFINED") entry.op = Operator::NotDefined;
    return {};
  }
  const bool is_list = value.front() == '[' && value.back() == ']';
  if (is_list) {
    entry.values = split(value.substr(1, value.size() - 2), ',');
  } else {
    entry.values = {std::string(unquoted(value))};
    if (entry.op == Operator::In || entry.op == Operator::NotIn) entry.values = split(unquoted(value), ',');
  }
  const bool compares = entry.op == Operator::Greater || entry.op == Operator::Less ||
                        entry.op == Operator::GreaterEqual || entry.op == Operator::LessEqual;
  if (compares && !number_of(entry.values.front())) {
    return Error{fmt::format("'{}' is not a number", printable(value))};
  }
  if (entry.op == Operator::RegexMatch && !is_valid_pattern(entry.values.front())) {
    return Error{fmt::format("'{}' is not a regular expression", printable(value))};
  }
  return {};
}

// Follows the property path of a rule through one resource.
class Walk {
public:
  Walk(const CustomRules::Entry& entry, Reporter& reporter) : entry_(entry), reporter_(reporter) {}

  void visit(const Node& node, std::size_t at, const Location& where) {
    if (node.function == Function::If) return branches(node, at, where);
    if (is_no_value(node)) return missing(where);
    const bool asks_presence = entry_.op == Operator::Defined || entry_.op == Operator::NotDefined;
    if (node.function != Function::None) {
      if (at == entry_.segments.size() && entry_.op == Operator::NotDefined) report(where);
      return;
    }
    if (node.is_sequence() && !(asks_presence && at == entry_.segments.size())) {
      std::uint32_t index = 0;
      for (const Node* item : node.items()) {
        visit(*item, at, Location{&where, nullptr, item, index++});
      }
      return;
    }
    if (at == entry_.segments.size()) return judge(node, where);
    const std::string& segment = entry_.segments[at];
    bool found = false;
    for (const Member& member : node.members()) {
      if (segment != "*" && member.key->text() != segment) continue;
      found = true;
      visit(*member.value, at + 1, Location{&where, member.key, member.value, 0});
    }
    if (!found) missing(where);
  }

  void missing(const Location& where) {
    if (entry_.op == Operator::Defined) report(where);
  }

private:
  void branches(const Node& node, std::size_t at, const Location& where) {
    const Node* argument = node.argument();
    if (argument == nullptr) return;
    const Location list{&where, node.function_key(), argument, 0};
    const auto items = argument->items();
    for (std::uint32_t i = 1; i < items.size(); ++i) visit(*items[i], at, Location{&list, nullptr, items[i], i});
  }

  void judge(const Node& node, const Location& where) {
    if (node.kind == NodeKind::Null) return missing(where);
    if (entry_.op == Operator::NotDefined) return report(where);
    if (entry_.op == Operator::Defined) return;
    if (node.is_scalar() ? !entry_.satisfied(node.text())
                         : entry_.op != Operator::NotEquals && entry_.op != Operator::NotIn) {
      report(where);
    }
  }

  void report(const Location& where) {
    reporter_.report(entry_.id, where,
                     entry_.message.empty() ? entry_.summary.substr(0, entry_.summary.size() - 1) : entry_.message);
  }

  const CustomRules::Entry& entry_;
  Reporter& reporter_;
};

}  // namespace

std::unique_ptr<CustomRules> CustomRules::parse(std::string_view text) {
  std::unique_ptr<CustomRules> rules(new CustomRules());
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    auto entry = std::make_unique<Entry>();
    if (const Result<void> parsed = parse_line(line, number, *entry)) {
      rules->entries_.push_back(std::move(entry));
    } else {
      rules->errors_.push_back({number, parsed.message()});
    }
  }
  return rules;
}

CustomRules::~CustomRules() = default;

std::string_view CustomRules::id(std::size_t i) const { return entries_[i]->id; }
std::string_view CustomRules::summary(std::size_t i) const { return entries_[i]->summary; }

std::vector<CustomRuleError> CustomRules::unknown_names(const SchemaDatabase& facts) const {
  std::vector<CustomRuleError> found;
  std::vector<std::string_view> types;
  for (std::uint32_t i = 0; i < facts.type_count(); ++i) types.push_back(facts.type(i).name());
  const auto add = [&](const Entry& entry, std::string message, std::string_view name,
                       std::span<const std::string_view> names) {
    const std::string_view near = nearest(name, names);
    if (!near.empty()) message += fmt::format("; did you mean '{}'?", near);
    found.push_back({entry.line, std::move(message)});
  };
  for (const std::unique_ptr<Entry>& entry : entries_) {
    // Private types are unknown here.
    if (!entry->type.starts_with("AWS::")) continue;
    const auto type = facts.find_type(entry->type);
    if (!type) {
      add(*entry, fmt::format("unknown resource type '{}'", printable(entry->type)), entry->type, types);
      continue;
    }
    const auto properties = type->properties().find(KeywordId::Properties);
    std::vector<std::string_view> names;
    for (std::uint32_t i = 0; properties && i < properties->count(); ++i) names.push_back(properties->property(i).name);
    const std::string& first = entry->segments.front();
    if (first == "*" || names.empty() || std::find(names.begin(), names.end(), first) != names.end()) continue;
    add(*entry, fmt::format("{} has no property '{}'", entry->type, printable(first)), first, names);
  }
  return found;
}

void CustomRules::run(const Compilation& compilation, Reporter& reporter) const {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  if (model.root() == nullptr || section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : model.resources()) {
    for (const std::unique_ptr<Entry>& entry : entries_) {
      if (entry->type != resource.type || !reporter.runs(entry->id)) continue;
      const Location body{&resources, resource.member.key, resource.member.value, 0};
      Walk walk(*entry, reporter);
      if (resource.properties == nullptr) {
        walk.missing(body);
      } else {
        walk.visit(*resource.properties->value, 0, {&body, resource.properties->key, resource.properties->value, 0});
      }
    }
  }
}

}  // namespace virga
