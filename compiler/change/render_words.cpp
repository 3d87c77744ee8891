#include "compiler/change/render_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "compiler/change/comparison.h"
#include "compiler/change/render.h"
#include "compiler/change/update_behavior.h"
#include "compiler/diagnostics/text.h"
#include "compiler/model/resource_types.h"

namespace virga {
namespace {

// The most conditions to name one by one.
constexpr std::size_t kMaxCases = 3;

bool is_replaced(const ResourceChange& change) {
  return change.action == ChangeAction::Modify &&
         (change.effect == UpdateEffect::Replace || change.effect == UpdateEffect::MayReplace);
}

std::string_view fate_of_old(const ResourceChange& change) {
  if (change.policy == "Retain") return "kept";
  if (change.policy == "Snapshot")
    return change.is_policy_open ? "deleted after a snapshot or kept" : "deleted after a snapshot";
  return change.is_policy_open ? "deleted or kept, as parameters decide" : "deleted";
}

}  // namespace

std::string_view sign_of(const ResourceChange& change) {
  if (change.action == ChangeAction::Add) return "+";
  if (change.action == ChangeAction::Remove) return "-";
  return is_replaced(change) ? "±" : "~";
}

std::string fate_of(const ResourceChange& change) {
  std::string text;
  if (change.action == ChangeAction::Add) {
    text = change.renamed.empty() ? "is added" : fmt::format("is added: {} under a new logical ID", change.renamed);
  } else if (change.action == ChangeAction::Remove) {
    text = change.policy == "Retain" ? "is removed from the stack and kept" : fmt::format("is {}", fate_of_old(change));
    if (!change.renamed.empty()) text += fmt::format("; {} is nearly the same and is created anew", change.renamed);
  } else if (change.logical_id == change.loop && !change.loop.empty()) {
    text = "changes; what it adds, updates or removes is unknown";
  } else if (!change.old_type.empty()) {
    text = fmt::format("was {}: delete and create, which CloudFormation refuses under one logical ID", change.old_type);
  } else if (change.effect == UpdateEffect::Replace) {
    text = fmt::format("is replaced; the old one is {}", fate_of_old(change));
  } else if (change.effect == UpdateEffect::MayReplace) {
    text = fmt::format("may be replaced; the old one is {} then", fate_of_old(change));
  } else if (is_unknown(change.effect)) {
    text = "is updated or replaced; which of them is unknown";
  } else if (is_custom_resource(change.type) && change.effect == UpdateEffect::NoInterruption) {
    text = "is updated; its provider decides whether it is replaced";
  } else {
    text = "is updated";
  }
  if (!change.loop.empty() && change.loop != change.logical_id) {
    text += fmt::format(", for each item of {}", change.loop);
  }
  if (!change.when.empty()) text += fmt::format(", when {}", change.when);
  return text;
}

std::string when_of(const ResourceChange& change, std::span<const std::string> whens) {
  std::vector<std::string> cases;
  bool is_open = false;
  for (const std::string& written : whens) {
    const std::string one = without_conditions(written, change.when);
    is_open = is_open || one.empty();
    const auto is = [&](const std::string& other) {
      return std::find(cases.begin(), cases.end(), other) != cases.end();
    };
    // In one case and in its opposite.
    is_open = is_open || is("not " + one) || (one.starts_with("not ") && is(one.substr(4)));
    if (!is(one)) cases.push_back(one);
  }
  std::string text = change.when.empty() ? "" : " when " + change.when;
  if (is_open || cases.empty() || cases.size() > kMaxCases) return text;
  const bool several = cases.size() > 1 && !text.empty();
  text += fmt::format(" {} {}{}{}", text.empty() ? "when" : "and", several ? "(" : "", fmt::join(cases, " or "),
                      several ? ")" : "");
  return text;
}

std::string when_of(const ResourceChange& change, const std::function<bool(const PropertyChange&)>& causes) {
  std::vector<std::string> cases;
  for (const PropertyChange& one : change.changes) {
    if (causes(one)) cases.push_back(one.when);
  }
  return when_of(change, cases);
}

std::string when_of(const ResourceChange& change) {
  return when_of(change, [&](const PropertyChange& one) {
    return is_replaced(change) && one.effect >= UpdateEffect::MayReplace && one.effect <= UpdateEffect::Replace;
  });
}

std::string path_for_people(const PropertyChange& change) {
  std::string_view rest = change.path;
  constexpr std::string_view kProperties = "/Properties";
  if (rest.starts_with(kProperties)) rest.remove_prefix(kProperties.size());
  std::string text;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view step = rest.substr(0, rest.find('/'));
    rest.remove_prefix(step.size());
    const bool is_index = !text.empty() && !step.empty() &&
                          std::all_of(step.begin(), step.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_index) {
      text += fmt::format("[{}]", step);
      continue;
    }
    if (!text.empty()) text += '.';
    for (std::size_t i = 0; i < step.size(); ++i) {
      if (step[i] == '~' && i + 1 < step.size()) {
        text += step[++i] == '1' ? '/' : '~';
      } else {
        text += step[i];
      }
    }
  }
  return text.empty() ? "Properties" : text;
}

std::string_view stack_kind(const TemplateChange& change) {
  return change.is_of_stack_set ? "stack set " : "nested stack ";
}

std::string title_of(const ResourceChange& change) {
  return printable(change.type.empty() ? change.logical_id : fmt::format("{} ({})", change.logical_id, change.type));
}

std::string cut(std::string_view text, std::size_t width) {
  std::string safe = printable(text);
  if (display_width(safe) <= width) return safe;
  std::string out;
  std::string_view rest = safe;
  std::size_t used = 1;  // for the ellipsis
  while (!rest.empty()) {
    const std::string_view before = rest;
    const std::size_t columns = display_width(next_code_point(rest));
    if (used + columns > width) break;
    used += columns;
    out += before.substr(0, before.size() - rest.size());
  }
  return out + "…";
}

std::string cut_apart(std::string_view text, std::string_view other, std::size_t width) {
  std::string whole = cut(text, width);
  if (text == other || whole != cut(other, width)) return whole;
  const auto shorter = static_cast<std::ptrdiff_t>(std::min(text.size(), other.size()));
  auto same =
      static_cast<std::size_t>(std::mismatch(text.begin(), text.begin() + shorter, other.begin()).first - text.begin());
  same = same > width / 3 ? same - width / 3 : 0;
  while (same > 0 && (static_cast<unsigned char>(text[same]) & 0xC0U) == 0x80U) --same;
  return (same > 0 ? "…" : "") + cut(text.substr(same), width);
}

std::vector<std::vector<std::string>> cells_for_people(const std::vector<AccessChange>& rows, std::size_t width) {
  std::vector<std::vector<std::string>> cells;
  std::map<std::vector<std::string>, std::size_t> first;  // of the rows that look so
  for (const AccessChange& row : rows) {
    std::vector<std::string>& shown = cells.emplace_back();
    for (const std::string& column : row.columns) shown.push_back(cut(column, width));
    shown.push_back(row.resource);
    const auto [alike, is_new] = first.try_emplace(shown, cells.size() - 1);
    shown.pop_back();
    if (is_new) continue;
    const AccessChange& other = rows[alike->second];
    for (std::size_t i = 0; i < shown.size(); ++i) {
      shown[i] = cut_apart(row.columns[i], other.columns[i], width);
      cells[alike->second][i] = cut_apart(other.columns[i], row.columns[i], width);
    }
  }
  return cells;
}

std::pair<std::string, std::string> both_for_people(const ChangedValue& before, const ChangedValue& after,
                                                    std::size_t width) {
  std::pair<std::string, std::string> both = {value_for_people(before, width), value_for_people(after, width)};
  if (both.first == both.second && before.text != after.text) {
    both = {cut_apart(before.text, after.text, width), cut_apart(after.text, before.text, width)};
  }
  return both;
}

std::string value_for_people(const ChangedValue& value, std::size_t width) {
  if (value.by_default.empty()) return cut(value.text, width);
  return fmt::format("{} ({}{})", cut(value.text, width), cut(value.by_default, width),
                     value.is_certain ? "" : " by default");
}

std::string values_for_people(const PropertyChange& change, std::size_t width) {
  std::string path = printable(path_for_people(change));
  if (change.only_follows() && change.after) return fmt::format("{}: {}", path, value_for_people(*change.after, width));
  if (!change.before && change.after) return fmt::format("+ {}: {}", path, value_for_people(*change.after, width));
  if (change.before && !change.after) return fmt::format("- {}: {}", path, value_for_people(*change.before, width));
  if (!change.before) return path;
  const auto [before, after] = both_for_people(*change.before, *change.after, width);
  return fmt::format("{}: {} -> {}", path, before, after);
}

std::string remark_of(const PropertyChange& change) {
  std::string text;
  const auto add = [&](std::string_view part) {
    if (part.empty()) return;
    if (!text.empty()) text += ", ";
    text += part;
  };
  const bool has_effect = change.attribute == "Properties" || change.attribute == "Tags";
  if (has_effect) add(to_string(change.effect));
  if (!change.when.empty()) add(fmt::format("when {}", printable(change.when)));
  add(printable(change.note));
  return text;
}

std::string declaration_for_people(std::string_view kind, const DeclarationChange& change, std::size_t width) {
  std::string text = fmt::format("{} {}", kind, printable(change.name));
  if (change.action == ChangeAction::Add) text += " is added";
  if (change.action == ChangeAction::Remove) text += " is removed";
  if (!change.what.empty()) text += "." + change.what;
  if (change.action == ChangeAction::Modify) {
    std::string before = change.before ? value_for_people(*change.before, width) : "nothing";
    std::string after = change.after ? value_for_people(*change.after, width) : "nothing";
    if (change.before && change.after) std::tie(before, after) = both_for_people(*change.before, *change.after, width);
    text += before == after ? fmt::format(": {}", after) : fmt::format(": {} -> {}", before, after);
  } else if (const auto& value = change.after ? change.after : change.before) {
    text += fmt::format(": {}", value_for_people(*value, width));
  }
  if (!change.when.empty()) text += fmt::format(", when {}", printable(change.when));
  if (!change.note.empty()) text += fmt::format(" ({})", printable(change.note));
  return text;
}

std::string_view heading_of(RiskKind kind) {
  switch (kind) {
    case RiskKind::Refused:
      return "CloudFormation refuses";
    case RiskKind::DataLoss:
      return "Data at risk";
    case RiskKind::Denied:
      return "Denied by the stack policy";
    case RiskKind::Unprotected:
      return "Protection removed";
    case RiskKind::Permission:
      return "Opened wide";
    case RiskKind::NotPickedUp:
      return "Without effect";
    case RiskKind::NeedsInput:
      return "Needs input";
  }
  return {};
}

std::string change_summary(const TemplateChange& change) {
  std::size_t added = 0, removed = 0, modified = 0, replaced = 0, perhaps = 0;
  for (const ResourceChange& one : change.resources) {
    if (one.action == ChangeAction::Add) {
      ++added;
    } else if (one.action == ChangeAction::Remove) {
      ++removed;
    } else if (one.effect == UpdateEffect::Replace) {
      ++replaced;
    } else if (one.effect == UpdateEffect::MayReplace) {
      ++perhaps;
    } else {
      ++modified;
    }
  }
  std::string text;
  const std::pair<std::size_t, std::string_view> parts[] = {{added, "to add"},
                                                            {modified, "to update"},
                                                            {replaced, "to replace"},
                                                            {perhaps, "that may be replaced"},
                                                            {removed, "to remove"}};
  for (const auto& [count, what] : parts) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
  }
  if (!text.empty()) return text;
  return change.is_empty() ? "no change" : "no resource changes";
}

}  // namespace virga
