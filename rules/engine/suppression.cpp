#include "rules/engine/suppression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/edit/edit_builder.h"
#include "compiler/resolve/regions.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/inline_ignores.h"
#include "rules/engine/judgement.h"
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

// Calls visit(const Node& name, std::uint32_t index) for each region that the configuration names.
template <typename Visit>
void each_region(const Node* config, Visit visit) {
  const Node* list = config == nullptr ? nullptr : config->get("regions");
  if (list == nullptr) return;
  if (list->is_string()) visit(*list, 0U);
  std::uint32_t index = 0;
  for (const Node* item : list->items()) {
    if (item->is_scalar() && !item->text().empty()) visit(*item, index);
    ++index;
  }
}

// Those that there are; V1002 reports the others.
std::vector<std::string> known_regions(const Node& config) {
  std::vector<std::string> found;
  each_region(&config, [&](const Node& name, std::uint32_t) {
    if (name.text() == kAllRegions) {
      for (const std::string_view region : all_regions()) append(found, {std::string(region)});
    } else if (is_region(name.text())) {
      append(found, {std::string(name.text())});
    }
  });
  return found;
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

bool is_mandatory(const RuleSelection& selection, std::string_view rule) {
  return std::any_of(selection.mandatory.begin(), selection.mandatory.end(),
                     [&](const std::string& prefix) { return rule.starts_with(prefix); });
}

// Calls visit(const Node& id, std::uint32_t index) for what ignore_checks in the Metadata of the template, or of a
// resource, names.
template <typename Visit>
void each_ignored_id(const Node* owner, Visit visit) {
  const Node* config = config_of(owner);
  const Node* ids = config == nullptr ? nullptr : config->get("ignore_checks");
  if (ids == nullptr) return;
  if (ids->is_string()) visit(*ids, 0U);
  std::uint32_t index = 0;
  for (const Node* item : ids->items()) {
    if (item != nullptr && item->is_scalar() && !item->text().empty()) visit(*item, index);
    ++index;
  }
}

// Adds the places of the IDs that ignore the finding to `used`; those of a loop are the same in all iterations.
bool ignored_by_resource(const Template& model, const Diagnostic& finding, std::set<std::uint32_t>& used) {
  const Resource* resource = resource_of(model, finding);
  bool ignored = false;
  if (resource == nullptr) return ignored;
  each_ignored_id(resource->body(), [&](const Node& id, std::uint32_t) {
    if (id.text() != finding.rule) return;
    ignored = true;
    used.insert(id.range.begin);
  });
  return ignored;
}

constexpr std::string_view kCommentRule = "V1002";
constexpr std::string_view kUnused = "Unused ignore";  // of one in Metadata
constexpr std::array<std::string_view, 4> kConfigSteps = {"Metadata", "cfn-lint", "config", "ignore_checks"};

// Whether it is a rule ID or a prefix of one. Custom rules have IDs from E9000 and W9000, and those of cfn-lint, in
// Python, are not known here.
bool is_known(std::string_view id) {
  if (id.size() > 1 && (id.front() == 'E' || id.front() == 'W') && id[1] == '9') return true;
  const std::span<const Rule> rules = all_rules();
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id.starts_with(id); });
}

std::string_view near_id(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const Rule& rule : all_rules()) ids.push_back(rule.id);
  return nearest(id, ids);
}

std::string unknown_id(const std::string& id) {
  const std::string_view near = near_id(id);
  return fmt::format(
      "Unknown rule '{}'{}", printable(id),
      near.empty() ? std::string("; `virga rules` lists them") : fmt::format("; did you mean {}?", near));
}

// V1002: ignores, or parts of them, that have no effect.
class IgnoreReport {
public:
  IgnoreReport(const Compilation& compilation, const Judgement* judgement, const std::vector<InlineIgnore>& ignores,
               std::vector<Diagnostic>& findings)
      : compilation_(compilation), judgement_(judgement), ignores_(ignores), findings_(findings) {}

  void comment(const InlineIgnore& ignore) {
    if (!ignore.fault.empty()) return add(ignore, ignore.fault, std::nullopt);
    for (std::size_t i = 0; i < ignore.ids.size(); ++i) {
      if (is_known(ignore.ids[i])) continue;
      EditBuilder edit(compilation_.tree());
      if (const std::string_view near = near_id(ignore.ids[i]); !near.empty()) {
        edit.change_comment(ignore.places[i], near);
      }
      return add(ignore, unknown_id(ignore.ids[i]), edit.take_fix("Change it to the nearest rule", FixSafety::Unsafe));
    }
    std::vector<std::string_view> unused, kept;
    const Resource* resource = resource_on(ignore.line);
    for (std::size_t i = 0; i < ignore.ids.size(); ++i) {
      const bool is_unused = !ignore.used[i] && judgement_->covers(ignore.ids[i], resource);
      (is_unused ? unused : kept).emplace_back(ignore.ids[i]);
    }
    if (unused.empty()) return;
    EditBuilder edit(compilation_.tree());
    if (kept.empty()) {
      if (ignore.behind > 0) {
        const std::string_view text = compilation_.source().slice(ignore.comment);
        const std::size_t kept_end = text.find_last_not_of(" \t", ignore.behind - 1) + 1;
        edit.change_comment({ignore.comment.begin + static_cast<std::uint32_t>(kept_end), ignore.comment.end}, "");
      } else {
        edit.remove_comment(ignore.comment);
      }
      return add(
          ignore,
          fmt::format("Unused ignore comment: {} reports nothing on this line; remove it", fmt::join(unused, ", ")),
          edit.take_fix("Remove the comment", FixSafety::Safe));
    }
    edit.change_comment({ignore.places.front().begin, ignore.places.back().end},
                        fmt::format("{}", fmt::join(kept, ", ")));
    add(ignore,
        fmt::format("Unused rule in an ignore comment: {} reports nothing on this line; remove it",
                    fmt::join(unused, ", ")),
        edit.take_fix(fmt::format("Remove {}", fmt::join(unused, ", ")), FixSafety::Safe));
  }

  // IDs in Metadata are for cfn-lint, too. A resource's are whole ones; the template's may be the beginning of some,
  // and their rules did not run, so that nothing tells whether they are used.
  void metadata(const Node* owner, const Path& path, const Resource* resource, const std::set<std::uint32_t>& used) {
    each_ignored_id(owner, [&](const Node& id, std::uint32_t index) {
      std::string message = fault_of(id, resource, used);
      if (message.empty() || !told_.insert(id.range.begin).second) return;
      Diagnostic finding = made(std::move(message));
      finding.range = id.range;
      finding.path = path;
      for (const std::string_view step : kConfigSteps) finding.path.emplace_back(std::string(step));
      const Node& list = *config_of(owner)->get("ignore_checks");
      if (list.is_sequence()) finding.path.emplace_back(index);
      if (auto fix = removal(*owner, list, index)) {
        // cfn-lint, which reads it, too, may still report what is not reported here.
        if (finding.message.starts_with(kUnused)) fix->safety = FixSafety::Unsafe;
        finding.fixes.push_back(std::move(*fix));
      }
      findings_.push_back(std::move(finding));
    });
  }

  void regions(const Node* owner) {
    each_region(config_of(owner), [&](const Node& name, std::uint32_t index) {
      if (name.text() == kAllRegions || is_region(name.text())) return;
      const std::string_view near = nearest(name.text(), all_regions());
      Diagnostic finding = made(fmt::format("Unknown region '{}'; {}", printable(name.text()),
                                            near.empty() ? std::string("write one such as us-east-1, or ALL_REGIONS")
                                                         : fmt::format("did you mean '{}'?", near)));
      finding.range = name.range;
      finding.path = {std::string(kConfigSteps[0]), std::string(kConfigSteps[1]), std::string(kConfigSteps[2]),
                      std::string("regions")};
      if (config_of(owner)->get("regions")->is_sequence()) finding.path.emplace_back(index);
      findings_.push_back(std::move(finding));
    });
  }

private:
  // The resource that a line, or its beginning, is a part of.
  const Resource* resource_on(std::uint32_t line) const {
    const LineIndex& lines = compilation_.source().lines();
    const std::string_view text = lines.line_text(line);
    const std::size_t first = std::min(text.find_first_not_of(" \t{,"), text.size());
    const std::uint32_t at = lines.line_start(line) + static_cast<std::uint32_t>(first);
    return compilation_.model().resource_at({at, at});
  }

  // What is wrong with an ID in Metadata; empty if nothing is.
  std::string fault_of(const Node& id, const Resource* resource, const std::set<std::uint32_t>& used) const {
    constexpr std::size_t kWhole = 5;
    const bool is_template = resource == nullptr;
    const std::string_view text = id.text();
    if (!looks_like_rule_id(text) || to_upper(text) != text ||
        (is_template && text.size() < kWhole && !is_known(text))) {
      return fmt::format("'{}' is not a rule ID; write IDs such as E3012", printable(text));
    }
    if (text.size() < kWhole) {
      if (is_template) return {};
      return fmt::format("'{}' is not a rule ID, and a resource takes only whole ones; write IDs such as E3012", text);
    }
    if (is_template || used.contains(id.range.begin) || !judgement_->covers(text, resource)) return {};
    return fmt::format("{}: {} reports nothing in this resource; remove it", kUnused, text);
  }

  static Diagnostic made(std::string message) {
    Diagnostic finding;
    finding.rule = kCommentRule;
    finding.severity = severity_of(kCommentRule);
    finding.message = std::move(message);
    return finding;
  }

  void add(const InlineIgnore& ignore, std::string message, std::optional<Fix> fix) {
    const bool ignored = std::any_of(ignores_.begin(), ignores_.end(), [&](const InlineIgnore& other) {
      return other.line == ignore.line && !other.everything && other.covers(kCommentRule);
    });
    if (ignored) return;
    Diagnostic finding = made(std::move(message));
    finding.range = ignore.comment;
    if (fix) finding.fixes.push_back(std::move(*fix));
    findings_.push_back(std::move(finding));
  }

  // Takes an id out, and with the last one all that holds nothing else.
  std::optional<Fix> removal(const Node& owner, const Node& list, std::uint32_t index) const {
    EditBuilder edit(compilation_.tree());
    if (list.items().size() > 1) {
      edit.remove_item(list, index);
    } else {
      const Node* holder = &owner;
      std::string_view key = kConfigSteps[0];
      // The outermost that would be empty goes.
      const Node* at = &owner;
      for (const std::string_view step : kConfigSteps) {
        if (at->size > 1) {
          holder = at;
          key = step;
        }
        at = at->get(step);
      }
      for (std::uint32_t i = 0; i < holder->members().size(); ++i) {
        if (holder->members()[i].key->text() == key) edit.remove_member(*holder, i);
      }
    }
    return edit.take_fix("Remove the ID", FixSafety::Safe);
  }

  const Compilation& compilation_;
  const Judgement* judgement_;  // not null if there are ignores
  const std::vector<InlineIgnore>& ignores_;
  std::vector<Diagnostic>& findings_;
  std::set<std::uint32_t> told_;  // places of IDs in Metadata
};

}  // namespace

std::optional<LintOptions> options_with_metadata(const Node* root, const LintOptions& base) {
  const Node* config = config_of(root);
  if (config == nullptr || config->members().empty()) return std::nullopt;
  LintOptions options = base;
  apply_config(*config, options.rules);
  if (std::vector<std::string> regions = known_regions(*config); !regions.empty()) {
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
  const Template& model = compilation.model();
  const bool has_metadata = compilation.may_hold("ignore_checks");
  const bool has_regions = compilation.may_hold("cfn-lint") && compilation.may_hold("regions");
  std::set<std::uint32_t> used;
  if (findings.empty() && ignores.empty() && !has_metadata && !has_regions) return findings;
  const RuleSelection& selection = compilation.options().rules;
  const LineIndex& lines = compilation.source().lines();
  const auto is_ignored = [&](const Diagnostic& finding) {
    if (is_mandatory(selection, finding.rule)) return false;
    if (has_metadata && ignored_by_resource(model, finding, used)) return true;
    if (ignores.empty()) return false;
    bool dropped = false;
    const auto ignore_on = [&](std::uint32_t line) {
      auto ignore = std::lower_bound(ignores.begin(), ignores.end(), line,
                                     [](const InlineIgnore& a, std::uint32_t wanted) { return a.line < wanted; });
      for (; ignore != ignores.end() && ignore->line == line; ++ignore) {
        if (!ignore->covers(finding.rule)) continue;
        ignore->use_for(finding.rule);
        dropped = true;
      }
    };
    // People put the comment where they see the finding.
    const std::uint32_t line = lines.line_of(finding.range.begin), shown = lines.line_of(finding.focus().begin);
    ignore_on(line);
    if (shown != line) ignore_on(shown);
    return dropped;
  };
  // Reads the templates of nested stacks, so it is only made for an ignore.
  std::optional<Judgement> judgement;
  if (has_metadata || !ignores.empty()) judgement.emplace(compilation);
  std::erase_if(findings, [&](const Diagnostic& finding) {
    const bool dropped = is_ignored(finding);
    if (judgement) judgement->add(finding, dropped);
    return dropped;
  });
  if (!selection.runs(kCommentRule)) return findings;
  IgnoreReport report(compilation, judgement ? &*judgement : nullptr, ignores, findings);
  for (const InlineIgnore& ignore : ignores) report.comment(ignore);
  if (has_regions) report.regions(model.root());
  if (has_metadata) {
    report.metadata(model.root(), {}, nullptr, used);
    for (const Resource& resource : model.resources()) {
      report.metadata(resource.body(), {std::string("Resources"), std::string(resource.name())}, &resource, used);
    }
  }
  return findings;
}

}  // namespace virga
