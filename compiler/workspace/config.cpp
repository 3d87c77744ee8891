#include "compiler/workspace/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/diagnostics/renderer.h"
#include "compiler/support/text.h"
#include "compiler/workspace/data_file.h"
#include "compiler/workspace/run_settings.h"

namespace virga {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kProjectFiles[] = {"virga.yaml", ".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"};
constexpr std::string_view kHomeFiles[] = {".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"};

// Reads the tree of one file into a Config; stops at the first error.
class Reader {
public:
  Reader(const SyntaxTree& tree, std::string base, Config& config)
      : tree_(tree), base_(std::move(base)), config_(config) {}

  std::string run() {
    if (tree_.root == nullptr || tree_.root->kind == NodeKind::Null) return {};
    if (!tree_.root->is_mapping()) return fail(*tree_.root, "a configuration file must be a map");
    for (const Member& member : tree_.root->members()) {
      read(member.key->text(), member);
      if (!error_.empty()) return error_;
    }
    return {};
  }

private:
  struct ListKey {
    std::string_view name;
    std::vector<std::string> Config::*field;
    bool paths;
  };
  struct TextKey {
    std::string_view name;
    std::string Config::*field;
    bool path;
  };
  struct SwitchKey {
    std::string_view name;
    std::optional<bool> Config::*field;
  };

  static constexpr ListKey kLists[] = {
      {"templates", &Config::templates, true},
      {"ignore_templates", &Config::ignore_templates, true},
      {"regions", &Config::regions, false},
      {"ignore_checks", &Config::ignore_checks, false},
      {"include_checks", &Config::include_checks, false},
      {"mandatory_checks", &Config::mandatory_checks, false},
      {"fixable", &Config::fixable, false},
      {"unfixable", &Config::unfixable, false},
      {"append_rules", &Config::append_rules, true},
      {"registry_schemas", &Config::registry_schemas, true},
      {"parameter_files", &Config::parameter_files, true},
      {"deployment_files", &Config::deployment_files, true},
  };
  static constexpr TextKey kTexts[] = {
      {"format", &Config::format, false},
      {"output_file", &Config::output_file, true},
      {"override_spec", &Config::override_spec, true},
      {"custom_rules", &Config::custom_rules, true},
      {"non_zero_exit_code", &Config::non_zero_exit_code, false},
      {"baseline", &Config::baseline, true},
  };
  static constexpr SwitchKey kSwitches[] = {
      {"ignore_bad_template", &Config::ignore_bad_template},
      {"include_experimental", &Config::include_experimental},
      {"merge_configs", &Config::merge_configs},
      {"debug", &Config::debug},
  };

  std::string fail(const Node& where, std::string_view message) {
    const LineColumn place = tree_.source->line_column(where.range.begin);
    error_ = fmt::format("{}:{}:{}: {}", tree_.source->name(), place.line, place.column, message);
    return error_;
  }

  std::string rebased(std::string_view path) const {
    if (base_.empty() || path.empty() || path.front() == '/') return std::string(path);
    return fmt::format("{}/{}", base_, path);
  }

  void read(std::string_view key, const Member& member) {
    const Node& value = *member.value;
    for (const ListKey& list : kLists) {
      if (list.name == key) return read_list(list, value);
    }
    for (const TextKey& text : kTexts) {
      if (text.name == key) return read_text(text, value);
    }
    for (const SwitchKey& entry : kSwitches) {
      if (entry.name != key) continue;
      bool on = false;
      if (!to_boolean(value, on)) {
        fail(value, fmt::format("'{}' must be true or false", key));
      } else {
        config_.*entry.field = on;
      }
      return;
    }
    if (key == "configure_rules") return read_rules(value);
    if (key == "parameters" || key == "template_parameters") return read_parameters(key, value);
    const std::vector<std::string_view> keys = config_keys();
    const std::string_view near = nearest(key, keys);
    fail(*member.key, near.empty() ? fmt::format("unknown key '{}'; the keys are {}", key, fmt::join(keys, ", "))
                                   : fmt::format("unknown key '{}'; did you mean '{}'?", key, near));
  }

  void read_list(const ListKey& list, const Node& value) {
    std::vector<std::string>& target = config_.*list.field;
    const auto add = [&](const Node& item) {
      if (!item.is_scalar() || item.kind == NodeKind::Null) {
        fail(item, fmt::format("'{}' must be a list of strings", list.name));
        return;
      }
      if (list.field == &Config::regions && item.text() != kAllRegions) {
        if (const Result<void> known = check_region(item.text()); !known) {
          fail(item, known.message());
          return;
        }
      }
      target.push_back(list.paths ? rebased(item.text()) : std::string(item.text()));
    };
    if (value.kind == NodeKind::Null) return;
    if (!value.is_sequence()) return add(value);
    if (list.field == &Config::fixable && value.items().empty()) config_.fixes_none = true;
    for (const Node* item : value.items()) {
      if (error_.empty()) add(*item);
    }
  }

  void read_text(const TextKey& text, const Node& value) {
    if (value.kind == NodeKind::Null) return;
    if (!value.is_scalar()) {
      fail(value, fmt::format("'{}' must be a string", text.name));
      return;
    }
    const std::string_view given = value.text();
    if (text.name == "format" && !output_format_of(given)) {
      const std::string_view near = nearest(given, output_format_names());
      fail(value, near.empty() ? fmt::format("unknown format '{}'; the formats are {}", given,
                                             fmt::join(output_format_names(), ", "))
                               : fmt::format("unknown format '{}'; did you mean '{}'?", given, near));
      return;
    }
    if (text.name == "non_zero_exit_code" && given != "informational" && given != "warning" && given != "error" &&
        given != "none") {
      fail(value, "'non_zero_exit_code' must be informational, warning, error or none");
      return;
    }
    config_.*text.field = text.path ? rebased(given) : std::string(given);
  }

  void read_rules(const Node& value) {
    if (value.kind == NodeKind::Null) return;
    const std::string_view form = "'configure_rules' must be a map of rule IDs to options: {E3012: {strict: true}}";
    if (!value.is_mapping()) {
      fail(value, form);
      return;
    }
    for (const Member& rule : value.members()) {
      if (!rule.value->is_mapping()) {
        fail(*rule.value, form);
        return;
      }
      for (const Member& option : rule.value->members()) {
        config_.configure_rules[std::string(rule.key->text())][std::string(option.key->text())] = joined(*option.value);
      }
    }
  }

  void read_parameters(std::string_view key, const Node& value) {
    if (value.kind == NodeKind::Null) return;
    const auto read_set = [&](const Node& set) {
      if (!set.is_mapping()) {
        fail(set, fmt::format("'{}' must be a list of maps of parameter names to values", key));
        return;
      }
      ParameterValues values;
      for (const Member& member : set.members()) values[std::string(member.key->text())] = joined(*member.value);
      config_.parameters.push_back(std::move(values));
    };
    if (!value.is_sequence()) return read_set(value);
    for (const Node* item : value.items()) {
      if (error_.empty()) read_set(*item);
    }
  }

  static std::string joined(const Node& value) {
    if (value.is_scalar()) return std::string(value.text());
    std::string text;
    for (const Node* item : value.items()) {
      if (!text.empty()) text += ',';
      text += item->text();
    }
    return text;
  }

  friend std::vector<std::string_view> virga::config_keys();

  const SyntaxTree& tree_;
  std::string base_;
  Config& config_;
  std::string error_;
};

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

// The first of these names that is a file in the folder, or empty.
template <std::size_t N>
std::string config_in(const fs::path& folder, const std::string_view (&names)[N]) {
  for (const std::string_view name : names) {
    const fs::path path = folder.empty() ? fs::path(name) : folder / name;
    if (is_file(path)) return path.string();
  }
  return {};
}

// The project's configuration file: in the working directory or a parent, but not outside of the repository.
std::string find_project_file() {
  if (std::string here = config_in(fs::path(), kProjectFiles); !here.empty()) return here;
  std::error_code error;
  const fs::path start = fs::current_path(error);
  if (error) return {};
  bool in_repository = false;
  for (fs::path folder = start; !in_repository; folder = folder.parent_path()) {
    in_repository = fs::exists(folder / ".git", error);
    if (folder == folder.parent_path()) break;
  }
  if (!in_repository) return {};
  std::string up;
  for (fs::path folder = start; !fs::exists(folder / ".git", error); folder = folder.parent_path()) {
    up += up.empty() ? ".." : "/..";
    if (std::string found = config_in(fs::path(up), kProjectFiles); !found.empty()) return found;
  }
  return {};
}

template <typename T>
void lay_list(std::vector<T>& result, const std::vector<T>& under, bool merge) {
  if (result.empty() || merge) result.insert(result.end(), under.begin(), under.end());
}

void lay_text(std::string& result, const std::string& under) {
  if (result.empty()) result = under;
}

void lay_switch(std::optional<bool>& result, const std::optional<bool>& under) {
  if (!result) result = under;
}

}  // namespace

std::vector<std::string_view> config_keys() {
  std::vector<std::string_view> keys = {"configure_rules", "parameters", "template_parameters"};
  for (const auto& key : Reader::kLists) keys.push_back(key.name);
  for (const auto& key : Reader::kTexts) keys.push_back(key.name);
  for (const auto& key : Reader::kSwitches) keys.push_back(key.name);
  std::sort(keys.begin(), keys.end());
  return keys;
}

Result<Config> read_config(const std::string& path, const std::string& base) {
  ReadResult file = read_source_file(path);
  if (file.file == nullptr) return Error{fmt::format("{}: {}", path, file.error.message)};
  const SyntaxTree tree = read_data(file.file);
  for (const SyntaxError& fault : tree.errors) {
    if (fault.kind == SyntaxErrorKind::NullKey) continue;
    const LineColumn place = file.file->line_column(fault.range.begin);
    return Error{fmt::format("{}:{}:{}: {}", path, place.line, place.column, fault.message)};
  }
  Config config;
  if (std::string fault = Reader(tree, base, config).run(); !fault.empty()) return Error{std::move(fault)};
  config.files.push_back(path);
  return config;
}

Result<Config> load_config(const std::string& explicit_file) {
  if (!explicit_file.empty()) return read_config(explicit_file, "");
  const std::string project_file = find_project_file();
  Config project;
  if (!project_file.empty()) {
    Result<Config> read = read_config(project_file, fs::path(project_file).parent_path().string());
    if (!read) return read;
    project = std::move(*read);
  }
  for (const std::string_view name : kProjectFiles) {
    const std::string other = (fs::path(project_file).parent_path() / name).string();
    if (!project_file.empty() && other != project_file && is_file(other)) project.passed_over.push_back(other);
  }
  const std::string home = environment("HOME");
  std::error_code ignored;
  const std::string user_file = home.empty() ? std::string() : config_in(fs::path(home), kHomeFiles);
  if (user_file.empty() || (!project_file.empty() && fs::equivalent(user_file, project_file, ignored))) return project;
  Result<Config> user = read_config(user_file, "");
  if (!user) return user;
  return overlay(project, *user, false);
}

std::vector<std::string> rules_without_fixes(const Config& config) {
  return config.fixes_none ? std::vector<std::string>{""} : config.unfixable;
}

Config overlay(const Config& over, const Config& under, bool merge) {
  Config result = over;
  lay_list(result.files, under.files, true);
  lay_list(result.passed_over, under.passed_over, true);
  lay_list(result.templates, under.templates, merge);
  lay_list(result.ignore_templates, under.ignore_templates, merge);
  lay_list(result.regions, under.regions, merge);
  lay_list(result.ignore_checks, under.ignore_checks, merge);
  lay_list(result.include_checks, under.include_checks, merge);
  lay_list(result.mandatory_checks, under.mandatory_checks, merge);
  result.fixes_none = over.fixes_none || (over.fixable.empty() && under.fixes_none);
  lay_list(result.fixable, under.fixable, merge);
  lay_list(result.unfixable, under.unfixable, merge);
  lay_list(result.append_rules, under.append_rules, merge);
  lay_list(result.registry_schemas, under.registry_schemas, merge);
  lay_list(result.parameter_files, under.parameter_files, merge);
  lay_list(result.deployment_files, under.deployment_files, merge);
  lay_list(result.parameters, under.parameters, merge);
  if (result.configure_rules.empty()) {
    result.configure_rules = under.configure_rules;
  } else if (merge) {
    for (const auto& [rule, options] : under.configure_rules) {
      for (const auto& [key, value] : options) result.configure_rules[rule].try_emplace(key, value);
    }
  }
  lay_text(result.format, under.format);
  lay_text(result.output_file, under.output_file);
  lay_text(result.override_spec, under.override_spec);
  lay_text(result.custom_rules, under.custom_rules);
  lay_text(result.non_zero_exit_code, under.non_zero_exit_code);
  lay_text(result.baseline, under.baseline);
  lay_switch(result.ignore_bad_template, under.ignore_bad_template);
  lay_switch(result.include_experimental, under.include_experimental);
  lay_switch(result.merge_configs, under.merge_configs);
  lay_switch(result.debug, under.debug);
  return result;
}

}  // namespace virga
