#include "rules/engine/suppression.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/support/text.h"
#include "rules/engine/rule.h"

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

// A comment that begins with "virga:". It suppresses the rules that it names, or all, on one line from 0.
struct InlineIgnore {
  std::uint32_t line = 0;
  TextRange comment;
  std::vector<std::string> ids;  // in capitals, or their beginnings
  bool everything = false;
  bool used = false;
  std::string fault;  // why the comment, or a part of it, says nothing

  bool covers(std::string_view rule) const {
    return everything ||
           std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return rule.starts_with(id); });
  }
};

// "E3012", "w2", "V1": a rule's id or the beginning of one.
bool looks_like_id(std::string_view word) {
  const bool letter = !word.empty() && std::string_view("EWIVewiv").find(word.front()) != std::string_view::npos;
  return letter && word.size() <= 5 &&
         std::all_of(word.begin() + 1, word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Words that commas or white space divide.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBetween = ", \t";
  while (true) {
    const std::size_t begin = text.find_first_not_of(kBetween);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// Reads "# virga: ignore[E1, W2] why" and "# virga: ignore E1 W2". False when the comment is about something else.
bool read_ignore(std::string_view comment, InlineIgnore& ignore) {
  const std::size_t hash = comment.find_first_not_of('#');
  if (hash == std::string_view::npos) return false;
  std::string_view text = trim(comment.substr(hash));
  constexpr std::string_view kName = "virga:";
  constexpr std::string_view kWord = "ignore";
  if (!text.starts_with(kName)) return false;
  text = trim(text.substr(kName.size()));
  const bool bare = text.starts_with(kWord) && text.size() > kWord.size() && text[kWord.size()] == '[';
  std::vector<std::string_view> ids;
  if (bare) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) {
      ignore.fault = "The list of rules has no closing ']', so nothing is ignored";
      return true;
    }
    ids = words_of(text.substr(kWord.size() + 1, close - kWord.size() - 1));
    if (ids.empty()) ignore.fault = "The list of rules is empty, so nothing is ignored";
  } else if (text == kWord || text.starts_with("ignore ") || text.starts_with("ignore\t")) {
    // Ids may stand without brackets. What is none begins the reason.
    for (const std::string_view word : words_of(text.substr(kWord.size()))) {
      if (!looks_like_id(word) || word.size() < 2) break;
      ids.push_back(word);
    }
    ignore.everything = ids.empty();
  } else {
    ignore.fault = "This comment is not understood; to ignore a rule write '# virga: ignore[E3012]'";
  }
  for (const std::string_view id : ids) ignore.ids.push_back(to_upper(id));
  return true;
}

// What the comments of a template suppress, sorted by line. Those above one another speak of the same line.
std::vector<InlineIgnore> inline_ignores(const SyntaxTree& tree) {
  std::vector<InlineIgnore> found;
  const LineIndex& lines = tree.source->lines();
  const auto is_comment_line = [&](std::uint32_t line) { return trim(lines.line_text(line)).starts_with('#'); };
  // From the last one up, so that a comment takes the line of the one below it.
  std::uint32_t below = lines.line_count();
  std::uint32_t line_of_below = below;
  for (std::size_t i = tree.comments.size(); i > 0; --i) {
    const TextRange range = tree.comments[i - 1].range;
    const std::uint32_t own = lines.line_of(range.begin);
    std::uint32_t line = own;
    // A comment of its own speaks of the next line that is none.
    while (is_comment_line(line) && line + 1 < lines.line_count()) {
      if (++line == below) {
        line = line_of_below;
        break;
      }
    }
    below = own;
    line_of_below = line;
    InlineIgnore ignore;
    if (!read_ignore(tree.text(range), ignore)) continue;
    ignore.line = line;
    ignore.comment = range;
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

constexpr std::string_view kCommentRule = "V1002";

// Is it a rule, or the beginning of one? Lines of --custom-rules have ids from E9000 and W9000 on.
bool is_known(std::string_view id) {
  if (id.size() > 1 && (id.front() == 'E' || id.front() == 'W') && id[1] == '9') return true;
  const std::span<const Rule> rules = all_rules();
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id.starts_with(id); });
}

std::string unknown_id(const std::string& id) {
  std::vector<std::string_view> ids;
  for (const Rule& rule : all_rules()) ids.push_back(rule.id);
  const std::string_view near = nearest(id, ids);
  return fmt::format(
      "There is no rule '{}'{}", printable(id),
      near.empty() ? std::string("; `virga rules` lists them") : fmt::format("; did you mean {}?", near));
}

// Did every rule that the comment names have its chance to find something? Another set of parameters, and the rules
// that were left out of this run, may need the comment.
bool all_had_a_chance(const InlineIgnore& ignore, const LintOptions& options) {
  if (ignore.everything || !options.expansion || !options.evaluation.parameters.empty()) return false;
  return std::all_of(ignore.ids.begin(), ignore.ids.end(), [&](const std::string& id) {
    const Rule* rule = find_rule(id);
    return rule != nullptr && options.rules.runs(id);
  });
}

// V1002: comments, or parts of them, without an effect.
void report_comments(const Compilation& compilation, std::vector<InlineIgnore>& ignores,
                     std::vector<Diagnostic>& findings) {
  const auto report = [&](const InlineIgnore& ignore, std::string message) {
    const bool ignored = std::any_of(ignores.begin(), ignores.end(), [&](const InlineIgnore& other) {
      return other.line == ignore.line && !other.everything && other.covers(kCommentRule);
    });
    if (ignored) return;
    Diagnostic finding;
    finding.rule = kCommentRule;
    finding.severity = severity_of(kCommentRule);
    finding.range = ignore.comment;
    finding.message = std::move(message);
    findings.push_back(std::move(finding));
  };
  for (InlineIgnore& ignore : ignores) {
    for (const std::string& id : ignore.ids) {
      if (ignore.fault.empty() && !is_known(id)) ignore.fault = unknown_id(id);
    }
    if (!ignore.fault.empty()) {
      report(ignore, ignore.fault);
    } else if (!ignore.used && all_had_a_chance(ignore, compilation.options())) {
      report(ignore, fmt::format("{} would find nothing on this line, so the comment is without effect; remove it",
                                 fmt::join(ignore.ids, ", ")));
    }
  }
}

}  // namespace

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
  std::vector<InlineIgnore> ignores = inline_ignores(compilation.tree());
  if (findings.empty() && ignores.empty()) return findings;
  const RuleSelection& selection = compilation.options().rules;
  const LineIndex& lines = compilation.source().lines();
  std::erase_if(findings, [&](const Diagnostic& finding) {
    if (is_mandatory(selection, finding.rule)) return false;
    if (ignored_by_resource(compilation.model(), finding)) return true;
    if (ignores.empty()) return false;
    bool dropped = false;
    const auto ignore_on = [&](std::uint32_t line) {
      auto ignore = std::lower_bound(ignores.begin(), ignores.end(), line,
                                     [](const InlineIgnore& a, std::uint32_t wanted) { return a.line < wanted; });
      for (; ignore != ignores.end() && ignore->line == line; ++ignore) {
        if (!ignore->covers(finding.rule)) continue;
        ignore->used = true;
        dropped = true;
      }
    };
    // People put the comment where they see the finding.
    const std::uint32_t line = lines.line_of(finding.range.begin), shown = lines.line_of(finding.focus().begin);
    ignore_on(line);
    if (shown != line) ignore_on(shown);
    return dropped;
  });
  if (!ignores.empty() && selection.runs(kCommentRule)) report_comments(compilation, ignores, findings);
  return findings;
}

}  // namespace virga
