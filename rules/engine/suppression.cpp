#include "rules/engine/suppression.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace virga {

namespace {

const Node* config_of(const Node* owner) {
  const Node* node = owner;
  for (const std::string_view key : {"Metadata", "cfn-lint", "config"}) {
    if (node == nullptr) return nullptr;
    node = node->get(key);
  }
  return node != nullptr && node->is_mapping() ? node : nullptr;
}

std::vector<std::string> strings_of(const Node* node) {
  std::vector<std::string> found;
  if (node == nullptr) return found;
  if (node->is_string()) found.emplace_back(node->text());
  for (const Node* item : node->items()) {
    if (item != nullptr && item->is_scalar() && !item->text().empty()) found.emplace_back(item->text());
  }
  return found;
}

void append(std::vector<std::string>& target, std::vector<std::string> more) {
  for (std::string& value : more) {
    if (std::find(target.begin(), target.end(), value) == target.end()) target.push_back(std::move(value));
  }
}

std::string option_text(const Node& value) {
  if (value.is_scalar()) return std::string(value.text());
  std::string joined;
  for (const Node* item : value.items()) {
    if (item == nullptr) continue;
    if (!joined.empty()) joined += ',';
    joined += item->text();
  }
  return joined;
}

void apply_config(const Node& config, RuleSelection& selection) {
  if (std::vector<std::string> ids = strings_of(config.get("ignore_checks")); !ids.empty()) {
    if (selection.merge) {
      append(selection.ignore, std::move(ids));
    } else if (!selection.ignore_fixed) {
      selection.ignore = std::move(ids);
    }
  }
  if (std::vector<std::string> ids = strings_of(config.get("include_checks")); !ids.empty()) {
    if (selection.merge) {
      append(selection.include, std::move(ids));
    } else if (!selection.include_fixed) {
      selection.include = {"E", "W"};
      append(selection.include, std::move(ids));
    }
  }
  if (const Node* experimental = config.get("include_experimental"); experimental != nullptr) {
    bool value = false;
    if (to_boolean(*experimental, value) && value) selection.experimental = true;
  }
  const Node* rules = config.get("configure_rules");
  if (rules == nullptr || rules->members().empty() || (selection.options_fixed && !selection.merge)) return;
  if (!selection.merge) selection.options.clear();
  for (const Member& rule : rules->members()) {
    if (rule.key == nullptr || rule.value == nullptr) continue;
    for (const Member& option : rule.value->members()) {
      if (option.key == nullptr || option.value == nullptr) continue;
      selection.options[std::string(rule.key->text())][std::string(option.key->text())] = option_text(*option.value);
    }
  }
}

// A comment that suppresses: the ids that it names (none for all), and the line from 0 that it speaks of.
struct InlineIgnore {
  std::uint32_t line = 0;
  std::vector<std::string_view> ids;

  bool covers(std::string_view rule) const {
    return ids.empty() ||
           std::any_of(ids.begin(), ids.end(), [&](std::string_view id) { return rule.starts_with(id); });
  }
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Reads "# virga: ignore[E1, W2] why". False when the comment is about something else.
bool read_ignore(std::string_view comment, InlineIgnore& ignore) {
  const std::size_t hash = comment.find_first_not_of('#');
  if (hash == std::string_view::npos) return false;
  std::string_view text = trim(comment.substr(hash));
  if (!text.starts_with("virga:")) return false;
  text = trim(text.substr(6));
  if (!text.starts_with("ignore")) return false;
  text.remove_prefix(6);
  if (text.empty() || text.front() == ' ' || text.front() == '\t') return true;
  if (text.front() != '[') return false;
  const std::size_t close = text.find(']');
  if (close == std::string_view::npos) return false;
  text = text.substr(1, close - 1);
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (const std::string_view id = trim(text.substr(0, comma)); !id.empty()) ignore.ids.push_back(id);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  // An empty list names nothing, so it ignores nothing.
  return !ignore.ids.empty();
}

std::vector<InlineIgnore> inline_ignores(const SyntaxTree& tree) {
  std::vector<InlineIgnore> found;
  const LineIndex& lines = tree.source->lines();
  const auto is_comment_line = [&](std::uint32_t line) { return trim(lines.line_text(line)).starts_with('#'); };
  for (const Comment& comment : tree.comments) {
    InlineIgnore ignore;
    if (!read_ignore(tree.text(comment.range), ignore)) continue;
    ignore.line = lines.line_of(comment.range.begin);
    // A comment of its own speaks of the next line that is none.
    while (is_comment_line(ignore.line) && ignore.line + 1 < lines.line_count()) ++ignore.line;
    found.push_back(std::move(ignore));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const InlineIgnore& a, const InlineIgnore& b) { return a.line < b.line; });
  return found;
}

bool is_mandatory(const RuleSelection& selection, std::string_view rule) {
  return std::any_of(selection.mandatory.begin(), selection.mandatory.end(),
                     [&](const std::string& prefix) { return rule.starts_with(prefix); });
}

// The resource of the template that a finding is about; for a generated one, that which it was made from.
const Resource* resource_of(const Template& model, const Diagnostic& finding) {
  if (finding.generated) return model.resource_at(finding.range);
  if (finding.path.size() < 2) return nullptr;
  const auto* section = std::get_if<std::string>(&finding.path[0]);
  const auto* name = std::get_if<std::string>(&finding.path[1]);
  return section != nullptr && name != nullptr && *section == "Resources" ? model.find_resource(*name) : nullptr;
}

bool ignored_by_resource(const Template& model, const Diagnostic& finding) {
  const Resource* resource = resource_of(model, finding);
  const Node* config = resource == nullptr ? nullptr : config_of(resource->body());
  if (config == nullptr) return false;
  const std::vector<std::string> ids = strings_of(config->get("ignore_checks"));
  return std::find(ids.begin(), ids.end(), finding.rule) != ids.end();
}

}  // namespace

RuleSelection selection_with_metadata(const Template& model, const RuleSelection& base) {
  RuleSelection selection = base;
  if (const Node* config = config_of(model.root()); config != nullptr) apply_config(*config, selection);
  return selection;
}

std::optional<LintOptions> options_with_metadata(const Node* root, const LintOptions& base) {
  const Node* config = config_of(root);
  if (config == nullptr || config->members().empty()) return std::nullopt;
  LintOptions options = base;
  apply_config(*config, options.rules);
  if (std::vector<std::string> regions = strings_of(config->get("regions")); !regions.empty()) {
    if (options.rules.merge) {
      append(options.regions, std::move(regions));
    } else if (!options.regions_fixed) {
      options.regions = std::move(regions);
    }
    options.evaluation.region = options.regions.front();
    options.evaluation.regions = options.regions;
  }
  return options;
}

std::vector<Diagnostic> apply_suppressions(const Compilation& compilation, std::vector<Diagnostic> findings) {
  if (findings.empty()) return findings;
  const std::vector<InlineIgnore> ignores = inline_ignores(compilation.tree());
  const RuleSelection& selection = compilation.options().rules;
  const LineIndex& lines = compilation.source().lines();
  std::erase_if(findings, [&](const Diagnostic& finding) {
    if (is_mandatory(selection, finding.rule)) return false;
    if (ignored_by_resource(compilation.model(), finding)) return true;
    if (ignores.empty()) return false;
    const std::uint32_t line = lines.line_of(finding.range.begin);
    auto ignore = std::lower_bound(ignores.begin(), ignores.end(), line,
                                   [](const InlineIgnore& a, std::uint32_t wanted) { return a.line < wanted; });
    for (; ignore != ignores.end() && ignore->line == line; ++ignore) {
      if (ignore->covers(finding.rule)) return true;
    }
    return false;
  });
  return findings;
}

}  // namespace virga
