#include "compiler/workspace/parameter_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/support/text.h"
#include "compiler/workspace/data_file.h"
#include "rules/engine/pattern.h"

namespace virga {

namespace {

// Reports errors in one file.
class Faults {
public:
  Faults(std::string_view rule, FileFindings& report) : rule_(rule), report_(report) {}

  bool add(TextRange range, std::string message, Path path = {}) {
    Diagnostic finding;
    finding.rule = rule_;
    finding.severity = severity_of(rule_);
    finding.range = range;
    finding.path = std::move(path);
    finding.message = std::move(message);
    report_.findings.push_back(std::move(finding));
    return false;
  }

private:
  std::string rule_;
  FileFindings& report_;
};

// Reads and parses the file; on failure, returns false and adds E0000 to the report.
bool open_file(const std::string& path, SyntaxTree& tree, FileFindings& report) {
  report.name = path;
  ReadResult file = read_source_file(path);
  Faults faults("E0000", report);
  if (file.file == nullptr) return faults.add({}, std::move(file.error.message));
  report.source = file.file;
  tree = read_data(file.file);
  for (const SyntaxError& error : tree.errors) {
    // Parameter files are lists.
    if (error.kind == SyntaxErrorKind::NotAMapping && tree.root != nullptr) continue;
    faults.add(error.range, error.message);
  }
  return report.findings.empty();
}

// The text of a value, with list items joined; false for maps.
bool read_value(const Node& value, std::string& text) {
  if (value.is_scalar()) {
    text = value.text();
    return true;
  }
  if (!value.is_sequence()) return false;
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    if (!value.items()[i]->is_scalar()) return false;
    if (i > 0) text += ',';
    text += value.items()[i]->text();
  }
  return true;
}

bool read_number(std::string_view text, double& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

// Checks the values of one set.
class SetCheck {
public:
  SetCheck(const Template& model, const ParameterSet& set) : model_(model), set_(set) {}

  std::vector<Diagnostic> run(bool need_all) {
    for (const auto& [name, value] : set_.values) {
      const Parameter* parameter = model_.find_parameter(name);
      if (parameter == nullptr) {
        unknown(name);
      } else {
        check(*parameter, value);
      }
    }
    for (const Parameter& parameter : model_.parameters()) {
      if (!need_all) break;
      if (parameter.default_value != nullptr || set_.values.contains(parameter.name())) continue;
      add(parameter.name(), set_.file == nullptr ? parameter.member.key->range : set_.place,
          fmt::format("Parameter '{}' has no Default and no value", printable(parameter.name())));
    }
    return std::move(found_);
  }

private:
  void add(std::string_view name, TextRange range, std::string message) {
    Diagnostic finding;
    finding.rule = "E2900";
    finding.range = range;
    if (set_.file == nullptr) finding.path = {std::string("Parameters"), std::string(name)};
    finding.message = std::move(message);
    found_.push_back(std::move(finding));
  }

  TextRange place_of(std::string_view name) const {
    if (const auto place = set_.places.find(name); place != set_.places.end()) return place->second;
    if (const Parameter* parameter = model_.find_parameter(name)) return parameter->member.key->range;
    const Member* section = model_.section(Section::Parameters);
    return section == nullptr ? TextRange{} : section->key->range;
  }

  void unknown(const std::string& name) {
    std::vector<std::string_view> names;
    for (const Parameter& parameter : model_.parameters()) names.push_back(parameter.name());
    const std::string_view near = nearest(name, names);
    add(name, place_of(name),
        fmt::format("Parameter '{}' is not defined in the template{}", printable(name),
                    near.empty() ? std::string() : fmt::format("; did you mean '{}'?", printable(near))));
  }

  void check(const Parameter& parameter, const std::string& value) {
    // The value of an SSM parameter is only known in the account.
    if (parameter.is_ssm()) return;
    const std::vector<std::string_view> items =
        parameter.is_list() ? split_trimmed(value, ',') : std::vector<std::string_view>{value};
    for (const std::string_view item : items) {
      if (const std::string fault = judge(parameter, item); !fault.empty()) {
        add(parameter.name(), place_of(parameter.name()),
            fmt::format("'{}' is not allowed for parameter '{}': {}", parameter.no_echo ? "****" : printable(item),
                        printable(parameter.name()), fault));
        return;
      }
    }
  }

  static std::string judge(const Parameter& parameter, std::string_view value) {
    if (parameter.allowed_values != nullptr && !parameter.allowed_values->items().empty()) {
      std::vector<std::string_view> allowed;
      for (const Node* item : parameter.allowed_values->items()) allowed.push_back(item->text());
      if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
        const std::string_view near = nearest(value, allowed);
        return near.empty()
                   ? fmt::format("AllowedValues are {}", printable(fmt::format("{}", fmt::join(allowed, ", "))))
                   : fmt::format("it is not among the AllowedValues; did you mean '{}'?", printable(near));
      }
    }
    const bool is_number = parameter.type == "Number" || parameter.type == "List<Number>";
    double number = 0;
    if (is_number && !read_number(value, number)) return fmt::format("its type is {}", parameter.type);
    const Node* body = parameter.body();
    double limit = 0;
    const auto limited = [&](std::string_view key) {
      const Node* node = body == nullptr ? nullptr : body->get(key);
      return node != nullptr && to_number(*node, limit);
    };
    if (is_number) {
      if (limited("MinValue") && number < limit) return fmt::format("MinValue is {}", limit);
      if (limited("MaxValue") && number > limit) return fmt::format("MaxValue is {}", limit);
      return {};
    }
    if (parameter.type != "String") return {};
    std::size_t length = 0;
    for (std::string_view rest = value; !rest.empty(); ++length) next_code_point(rest);
    if (limited("MinLength") && static_cast<double>(length) < limit) return fmt::format("MinLength is {}", limit);
    if (limited("MaxLength") && static_cast<double>(length) > limit) return fmt::format("MaxLength is {}", limit);
    const Node* pattern = body == nullptr ? nullptr : body->get("AllowedPattern");
    if (pattern != nullptr && pattern->is_string() &&
        search_pattern(fmt::format("^(?:{})$", pattern->text()), value) == PatternResult::NoMatch) {
      return fmt::format("AllowedPattern is {}", printable(pattern->text()));
    }
    return {};
  }

  const Template& model_;
  const ParameterSet& set_;
  std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<TextRange> secret_ranges(const Template& model, const ParameterSet& set) {
  std::vector<TextRange> ranges;
  for (const auto& [name, range] : set.value_places) {
    const Parameter* parameter = model.find_parameter(name);
    if (parameter != nullptr && parameter->no_echo) ranges.push_back(range);
  }
  return ranges;
}

bool read_parameter_file(const std::string& path, ParameterSet& set, FileFindings& report) {
  SyntaxTree tree;
  if (!open_file(path, tree, report)) return false;
  set.name = path;
  set.file = report.source;
  Faults faults("E0200", report);
  constexpr std::string_view kForm =
      "A parameter file must be a list of maps with the keys ParameterKey and ParameterValue";
  if (tree.root == nullptr || !tree.root->is_sequence()) {
    return faults.add(tree.root == nullptr ? TextRange{} : TextRange{tree.root->range.begin, tree.root->range.begin},
                      std::string(kForm));
  }
  std::uint32_t index = 0;
  for (const Node* item : tree.root->items()) {
    const Node* key = item->get("ParameterKey");
    const Node* value = item->get("ParameterValue");
    const Path where = {index++};
    if (key == nullptr || value == nullptr) {
      const std::string_view missing = key == nullptr ? "ParameterKey" : "ParameterValue";
      return faults.add(item->range,
                        item->is_mapping() ? fmt::format("{}; {} is missing", kForm, missing) : std::string(kForm),
                        where);
    }
    std::string text;
    if (!key->is_scalar() || !read_value(*value, text)) {
      return faults.add(item->range, "ParameterKey must be a string, ParameterValue a string or a list of strings",
                        where);
    }
    set.values[std::string(key->text())] = std::move(text);
    set.places[std::string(key->text())] = key->range;
    set.value_places[std::string(key->text())] = value->range;
  }
  return true;
}

bool read_deployment_file(const std::string& path, std::string& template_path, ParameterSet& set,
                          FileFindings& report) {
  SyntaxTree tree;
  if (!open_file(path, tree, report)) return false;
  set.name = path;
  set.file = report.source;
  template_path.clear();
  Faults faults("E0100", report);
  constexpr std::string_view kForm =
      "A deployment file must be a map with the keys template-file-path, parameters and tags";
  if (tree.root == nullptr || !tree.root->is_mapping()) return faults.add({}, std::string(kForm));
  for (const Member& member : tree.root->members()) {
    const std::string_view key = member.key->text();
    const Path where = {std::string(key)};
    const Node& value = *member.value;
    if (key == "template-file-path") {
      if (!value.is_string()) return faults.add(member.key->range, "template-file-path must be a string", where);
      template_path = value.text();
    } else if (key == "parameters" || key == "tags") {
      if (!value.is_mapping()) {
        return faults.add(member.key->range, fmt::format("{} must be a map of names to values", key), where);
      }
      if (key == "parameters") set.place = member.key->range;
      for (const Member& entry : value.members()) {
        std::string text;
        const bool fits = key == "tags" ? entry.value->is_string() : read_value(*entry.value, text);
        if (!fits) {
          return faults.add(entry.key->range,
                            key == "tags" ? "The value of a tag must be a string"
                                          : "The value of a parameter must be a scalar or a list of scalars",
                            {std::string(key), std::string(entry.key->text())});
        }
        if (key == "tags") continue;
        set.values[std::string(entry.key->text())] = std::move(text);
        set.places[std::string(entry.key->text())] = entry.key->range;
        set.value_places[std::string(entry.key->text())] = entry.value->range;
      }
    } else {
      const std::vector<std::string_view> keys = {"template-file-path", "parameters", "tags"};
      const std::string_view near = nearest(key, keys);
      return faults.add(member.key->range,
                        fmt::format("{}, not '{}'{}", kForm, printable(key),
                                    near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near)),
                        where);
    }
  }
  if (template_path.empty()) return faults.add({}, "Missing template-file-path, the template of the deployment file");
  return true;
}

std::vector<Diagnostic> check_parameter_set(const Template& model, const ParameterSet& set) {
  return SetCheck(model, set).run(true);
}

std::vector<Diagnostic> check_parameter_values(const Template& model, const ParameterSet& set) {
  return SetCheck(model, set).run(false);
}

}  // namespace virga
