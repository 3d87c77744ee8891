#include "lsp/server/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "compiler/resolve/regions.h"
#include "compiler/source/source_file.h"
#include "compiler/support/text.h"
#include "compiler/workspace/glob.h"
#include "compiler/workspace/parameter_sets.h"
#include "compiler/workspace/run_settings.h"
#include "schemas/layered_database.h"

namespace virga::lsp {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 4> kProjectFiles = {".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml",
                                                           "virga.yaml"};

class SettingsReader {
public:
  SettingsReader(const json& section, std::vector<std::string>& problems) : section_(section), problems_(problems) {}

  Config run() {
    if (!section_.is_object()) return {};
    texts("ignoreChecks", config_.ignore_checks);
    texts("includeChecks", config_.include_checks);
    texts("mandatoryChecks", config_.mandatory_checks);
    texts("fixable", config_.fixable);
    texts("unfixable", config_.unfixable);
    texts("regions", config_.regions);
    texts("registrySchemas", config_.registry_schemas);
    texts("ignoreTemplates", config_.ignore_templates);
    texts("parameterFiles", config_.parameter_files);
    text("overrideSpec", config_.override_spec);
    text("customRules", config_.custom_rules);
    flag("includeExperimental", config_.include_experimental);
    flag("mergeConfigs", config_.merge_configs);
    rules();
    parameters();
    misspelled();
    return std::move(config_);
  }

private:
  const json* member(std::string_view key) const {
    const auto found = section_.find(key);
    return found == section_.end() || found->is_null() ? nullptr : &*found;
  }

  void refuse(std::string_view key, std::string_view wanted) {
    problems_.push_back(fmt::format("The setting virga.{} must be {}", key, wanted));
  }

  static std::string scalar(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

  static bool is_plain(const json& value) { return value.is_primitive() && !value.is_null(); }

  // As in a configuration file.
  static std::string joined(const json& list) {
    std::string text;
    for (const json& item : list) {
      if (!text.empty()) text += ',';
      text += scalar(item);
    }
    return text;
  }

  void texts(std::string_view key, std::vector<std::string>& list) {
    const json* value = member(key);
    if (value == nullptr) return;
    if (value->is_string()) {
      if (!value->get<std::string>().empty()) list.push_back(value->get<std::string>());
      return;
    }
    if (!value->is_array()) return refuse(key, "a list of strings");
    for (const json& entry : *value) {
      if (!entry.is_string()) return refuse(key, "a list of strings");
      list.push_back(entry.get<std::string>());
    }
  }

  void text(std::string_view key, std::string& target) {
    const json* value = member(key);
    if (value == nullptr) return;
    if (!value->is_string()) return refuse(key, "a string");
    target = value->get<std::string>();
  }

  void flag(std::string_view key, std::optional<bool>& target) {
    const json* value = member(key);
    if (value == nullptr) return;
    if (!value->is_boolean()) return refuse(key, "true or false");
    target = value->get<bool>();
  }

  void rules() {
    const json* value = member("configureRules");
    if (value == nullptr) return;
    if (!value->is_object()) return refuse("configureRules", "a map of rule ids");
    for (const auto& [id, options] : value->items()) {
      if (!options.is_object()) return refuse("configureRules", "a map of rule ids to maps of options");
      for (const auto& [key, option] : options.items()) config_.configure_rules[id][key] = scalar(option);
    }
  }

  void parameters() {
    const json* value = member("parameters");
    if (value == nullptr) return;
    const auto add = [&](const json& set) {
      if (!set.is_object()) return refuse("parameters", "a map of parameter names to values");
      ParameterValues values;
      for (const auto& [name, given] : set.items()) {
        const bool is_list = given.is_array() && std::all_of(given.begin(), given.end(), is_plain);
        if (is_list || is_plain(given)) {
          values[name] = is_list ? joined(given) : scalar(given);
        } else {
          refuse(fmt::format("parameters.{}", name), "a string, a number, a boolean or a list of them");
        }
      }
      if (!values.empty()) config_.parameters.push_back(std::move(values));
    };
    if (value->is_array()) {
      for (const json& set : *value) add(set);
    } else {
      add(*value);
    }
  }

  // Settings that nobody reads.
  void misspelled() {
    // The last two are for the client itself.
    static constexpr std::array<std::string_view, 19> kKnown = {"ignoreChecks",
                                                                "includeChecks",
                                                                "mandatoryChecks",
                                                                "fixable",
                                                                "unfixable",
                                                                "regions",
                                                                "registrySchemas",
                                                                "ignoreTemplates",
                                                                "parameterFiles",
                                                                "overrideSpec",
                                                                "customRules",
                                                                "includeExperimental",
                                                                "mergeConfigs",
                                                                "configureRules",
                                                                "parameters",
                                                                "recognize",
                                                                "quietWhileTyping",
                                                                "path",
                                                                "trace"};
    for (const auto& [key, value] : section_.items()) {
      if (std::find(kKnown.begin(), kKnown.end(), key) != kKnown.end()) continue;
      const std::string_view near = nearest(key, kKnown);
      problems_.push_back(near.empty() ? fmt::format("Unknown setting virga.{}; it has no effect", key)
                                       : fmt::format("Unknown setting virga.{}; did you mean virga.{}?", key, near));
    }
  }

  const json& section_;
  std::vector<std::string>& problems_;
  Config config_;
};

std::string config_in(const fs::path& folder, std::size_t count = kProjectFiles.size()) {
  std::error_code error;
  for (const std::string_view name : std::span(kProjectFiles).first(count)) {
    const fs::path file = folder / name;
    if (fs::is_regular_file(file, error)) return file.string();
  }
  return {};
}

// The nearest configuration file in a folder or its parents.
std::string project_file(const std::string& folder, const std::string& root) {
  std::error_code error;
  for (fs::path at = folder; !at.empty(); at = at.parent_path()) {
    if (std::string found = config_in(at); !found.empty()) return found;
    if (at == at.parent_path() || at.string() == root || fs::exists(at / ".git", error)) break;
  }
  return {};
}

void read_layer(const std::string& file, const std::string& base, Config& layer, DocumentOptions& options) {
  if (file.empty()) return;
  if (Result<Config> read = read_config(file, base)) {
    layer = std::move(*read);
  } else {
    // As on the command line, which refuses to run then: half a configuration is none that anybody wrote.
    const std::string& fault = read.message();
    options.problems.push_back(
        fmt::format("{}{} Nothing in this file applies until that is mended", fault, fault.ends_with('?') ? "" : "."));
  }
  options.files.push_back(file);
}

void choose_regions(const Config& config, DocumentOptions& options) {
  std::vector<std::string> regions = regions_of(config);
  std::erase_if(regions, [&](const std::string& region) {
    const bool is_unknown = !is_region(region);
    if (is_unknown) options.problems.push_back(fmt::format("Unknown region '{}'", region));
    return is_unknown;
  });
  if (regions.empty()) regions = {"us-east-1"};
  set_regions(std::move(regions), options.lint);
}

void choose_facts(const Config& config, DocumentOptions& options) {
  options.lint.facts = &SchemaDatabase::built_in();
  const auto use = [&](Result<std::unique_ptr<SchemaDatabase>> layer) {
    if (!layer) {
      options.problems.push_back(layer.message());
      return;
    }
    options.lint.facts = layer->get();
    options.facts.push_back(std::move(*layer));
  };
  options.files.insert(options.files.end(), config.registry_schemas.begin(), config.registry_schemas.end());
  if (!config.override_spec.empty()) options.files.push_back(config.override_spec);
  if (!config.registry_schemas.empty()) use(with_registry_schemas(*options.lint.facts, config.registry_schemas));
  if (!config.override_spec.empty()) use(with_override_spec(*options.lint.facts, config.override_spec));
}

void choose_parameter_files(const Config& config, DocumentOptions& options) {
  for (const std::string& pattern : config.parameter_files) {
    for (const std::string& path : expand_glob(pattern)) {
      ParameterSet set;
      FileFindings report;
      if (read_parameter_file(path, set, report)) {
        options.parameter_sets.push_back(std::move(set.values));
      } else if (!report.findings.empty()) {
        options.problems.push_back(fmt::format("{}: {}", path, report.findings.front().message));
      }
      options.files.push_back(path);
    }
  }
}

void choose_custom_rules(const Config& config, DocumentOptions& options) {
  if (config.custom_rules.empty()) return;
  const ReadResult file = read_source_file(config.custom_rules);
  if (file.file == nullptr) {
    options.problems.push_back(fmt::format("{}: {}", config.custom_rules, file.error.message));
    return;
  }
  options.custom_rules = CustomRules::parse(file.file->text());
  for (const CustomRuleError& error : options.custom_rules->errors()) {
    options.problems.push_back(fmt::format("{}:{}: {}", config.custom_rules, error.line, error.message));
  }
  options.lint.custom_rules = options.custom_rules.get();
  options.files.push_back(config.custom_rules);
}

// As V1010 does on the command line: IDs that no rule has.
void check_rule_names(const Config& config, DocumentOptions& options) {
  std::vector<std::string_view> known;
  for (const Rule& rule : all_rules()) known.push_back(rule.id);
  if (options.custom_rules != nullptr) {
    for (std::size_t i = 0; i < options.custom_rules->size(); ++i) known.push_back(options.custom_rules->id(i));
  }
  const auto check = [&](const std::vector<std::string>& ids, std::string_view setting) {
    for (const std::string& id : ids) {
      const auto begins = [&](std::string_view rule) { return rule.starts_with(id); };
      if (std::any_of(known.begin(), known.end(), begins)) continue;
      const std::string_view near = nearest(id, known);
      options.problems.push_back(fmt::format("Unknown rule '{}' in {}{}{}{}", id, setting,
                                             near.empty() ? "" : "; did you mean ", near, near.empty() ? "" : "?"));
    }
  };
  check(config.ignore_checks, "ignoreChecks");
  check(config.fixable, "fixable");
  check(config.unfixable, "unfixable");
}

}  // namespace

ClientSettings read_client_settings(const json& section) {
  ClientSettings settings;
  settings.config = SettingsReader(section, settings.problems).run();
  return settings;
}

bool is_configuration_file(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return std::find(kProjectFiles.begin(), kProjectFiles.end(), name) != kProjectFiles.end();
}

std::shared_ptr<const DocumentOptions> load_options(const ClientSettings& client, const std::string& folder,
                                                    const std::string& root, std::shared_ptr<const FileSystem> files) {
  static std::atomic<std::uint64_t> next_serial = 1;
  auto options = std::make_shared<DocumentOptions>();
  options->serial = next_serial++;
  options->lint.files = std::move(files);
  options->problems = client.problems;
  Config project;
  const std::string file = folder.empty() ? std::string() : project_file(folder, root);
  read_layer(file, fs::path(file).parent_path().string(), project, *options);
  Config user;
  const std::string home = environment("HOME");
  const std::string user_file = home.empty() ? std::string() : config_in(fs::path(home), 3);
  if (user_file != file) read_layer(user_file, home, user, *options);

  const Config below = overlay(project, user, false);
  Config settings = client.config;
  for (auto* patterns : {&settings.ignore_templates, &settings.parameter_files}) {
    std::erase(*patterns, std::string());  // of a list in a settings page that nobody has filled in yet
    for (std::string& pattern : *patterns) {
      if (!root.empty() && !pattern.starts_with('/')) pattern.insert(0, root + "/");
    }
  }
  const bool is_merged = settings.merge_configs.value_or(below.merge_configs.value_or(false));
  const Config config = overlay(settings, below, is_merged);
  set_rules(config, options->lint.rules);
  options->fixes = {.unsafe = true, .fixable = config.fixable, .unfixable = rules_without_fixes(config)};
  if (const Result<std::int64_t> day = today()) {
    options->lint.today = *day;
  } else {
    options->problems.push_back(day.message());
  }
  options->parameter_sets = config.parameters;
  choose_parameter_files(config, *options);
  options->ignored = IgnoredTemplates(config.ignore_templates);
  choose_regions(config, *options);
  choose_facts(config, *options);
  choose_custom_rules(config, *options);
  check_rule_names(config, *options);
  return options;
}

}  // namespace virga::lsp
