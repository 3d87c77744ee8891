#include "compiler/change/opened_access.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <string_view>

#include "compiler/change/callers.h"
#include "compiler/change/iam_policies.h"
#include "compiler/change/policy_elements.h"
#include "compiler/resolve/text_pieces.h"

namespace virga {
namespace {

constexpr std::string_view kPrincipals =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";
constexpr std::string_view kConditionKeys =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";
constexpr std::string_view kPublicBuckets =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html";
constexpr std::string_view kSharedProviders =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html";
constexpr std::string_view kBestPractices = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html";
constexpr std::string_view kSecurityGroupRules =
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";

constexpr std::string_view kEveryAction = "every action";

// The most conditions by which to tell cases apart, and the most parts of a statement to look for.
constexpr int kMaxConditions = 4;
constexpr std::size_t kMaxParts = 2'000;
// The most statements that deny to look for each part in.
constexpr std::size_t kMaxDenials = 500;
// The most times to look at a part of resources that a statement leaves out.
constexpr int kMaxSplits = 4;
// What is told of a row: all that it allows to everyone, or what it allows on everything.
Reach told_of(const AccessRow& row) {
  Reach reach = row.reach;
  if (row.is_everywhere) return reach;
  if (!reach.resources.is_negated) reach.resources = {{"*"}};
  if (row.everything == kEveryAction) reach.actions = {{"*"}};
  if (row.everything == kAllOfIam) reach.actions = {{std::string(kAllOfIam)}};
  return reach;
}

bool is_wide(const AccessRow& row) {
  if (row.is_statement()) return row.effect == "Allow" && (row.is_everywhere || !row.everything.empty());
  // Sites are meant to be reached.
  const bool is_of_site = row.rule.ports == "443" || row.rule.ports == "80";
  return row.direction == "in" && row.is_everywhere && !is_of_site;
}

// Of a column that says what is left out: "not s3:*".
std::string but(std::string_view column, std::string_view all, std::string_view otherwise) {
  constexpr std::string_view kNot = "not ";
  return column.starts_with(kNot) ? fmt::format("{} but {}", all, column.substr(kNot.size())) : std::string(otherwise);
}

bool is_denial(const AccessRow& row) { return row.is_statement() && row.effect == "Deny"; }

// "s3:*", "every action but iam:*".
std::string told(const PolicyTexts& texts, const Gap& gap, std::string_view all) {
  std::vector<std::string> except;
  if (gap.part.is_negated) except = gap.part.texts;
  except.insert(except.end(), gap.except.begin(), gap.except.end());
  const bool is_all = gap.part.is_negated || gap.part.texts.empty() || gap.part.texts.front() == "*";
  std::string text = is_all ? std::string(all) : texts.shown(gap.part.texts.front());
  for (std::string& one : except) one = texts.shown(one);
  return except.empty() ? text : fmt::format("{} but {}", text, fmt::join(except, ", "));
}

// Calls `then` with what no statement of these takes in, nor all of them together, of actions on resources.
void each_left(const PolicyElement& action, const PolicyElement& resource, const std::vector<const AccessRow*>& denials,
               int splits, const std::function<void(const Gap&, const Gap&)>& then) {
  std::vector<const PolicyElement*> actions;
  for (const AccessRow* one : denials) {
    if (takes_in(one->reach.resources, resource, matches_resource)) actions.push_back(&one->reach.actions);
  }
  for (const Gap& what : gaps_in(action, actions, matches)) {
    std::vector<const PolicyElement*> resources;
    for (const AccessRow* one : denials) {
      if (takes_in(one->reach.actions, what.part, matches)) resources.push_back(&one->reach.resources);
    }
    for (const Gap& where : gaps_in(resource, resources, matches_resource)) {
      // Of fewer resources, others may take in the actions.
      if (splits > 0 && !(where.part == resource)) {
        each_left(what.part, where.part, denials, splits - 1, then);
      } else {
        then(what, where);
      }
    }
  }
}

// "port 22", "all ICMP". For ICMP the ports are a type and a code.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
std::string opened_by(const AccessRow& rule) {
  const std::string &protocol = rule.columns[1], &ports = rule.columns[2];
  if (protocol == "icmp" || protocol == "icmpv6") {
    const std::string name = protocol == "icmpv6" ? "ICMPv6" : "ICMP";
    return ports.empty() || ports == "all" ? "all " + name : fmt::format("{} of {}", name, ports);
  }
  if (rule.rule.has_no_ports()) return protocol == "all" ? "all ports" : "protocol " + protocol;
  if (ports.empty()) return "a port of any kind";
  return ports == "all" || ports == "-1" ? "all ports" : "port " + ports;
}

}  // namespace

void OpenedAccess::add(const AccessRow& row, const Resource& resource, const Resource* via) {
  if (is_wide(row)) candidates_.push_back({row, &resource, via});
  if (row.is_attachment) attachments_.push_back({row, &resource});
}

void OpenedAccess::add_attached(const TemplateChange& change) {
  for (const Candidate& one : attachments_) {
    const auto pieces = text_pieces(*one.row.node);
    const bool is_reference = pieces && pieces->size() == 1 && pieces->front().kind == TextPiece::Kind::Reference;
    const Resource* policy = is_reference ? after_.side.model().find_resource(pieces->front().text) : nullptr;
    if (policy == nullptr || policy->type != "AWS::IAM::ManagedPolicy") continue;
    // One that changes is told of itself.
    const bool is_told =
        std::any_of(change.resources.begin(), change.resources.end(), [&](const ResourceChange& other) {
          return other.logical_id == policy->name() && other.action != ChangeAction::Remove;
        });
    if (is_told) continue;
    for (const AccessRow& row : rows_of(after_, *policy)) {
      if (!is_wide(row) || !row.in.keys.empty()) continue;
      values_.while_they_hold(one.row.in.assumed, [&] {
        values_.while_they_hold(row.in.assumed, [&] {
          Candidate attached{row, one.resource};
          attached.row.in = values_.this_case();
          attached.row.in.keys = one.row.in.keys;
          candidates_.push_back(std::move(attached));
        });
      });
    }
  }
}

void OpenedAccess::find_subjects() {
  if (has_subjects_) return;
  has_subjects_ = true;
  for (const AccessReader* reader : {&before_, &after_}) {
    auto& subjects = reader == &before_ ? old_subjects_ : new_subjects_;
    for (const Resource& resource : reader->side.model().resources()) {
      for (const std::string& one : reader->texts.subjects_of(resource, reader->is_old)) {
        subjects[one].push_back(&resource);
      }
    }
  }
}

const std::vector<AccessRow>& OpenedAccess::rows_of(const AccessReader& reader, const Resource& resource) {
  const auto [at, is_new] = rows_.try_emplace(&resource);
  std::vector<AccessRow>& rows = at->second;
  if (!is_new) return rows;
  const bool is_old = reader.is_old;
  values_.each_existence(is_old ? &resource : nullptr, is_old ? nullptr : &resource, [&](bool, bool) {
    for (std::vector<AccessRow>& some :
         std::array{statement_rows(reader, resource, true), rule_rows(reader, resource)}) {
      rows.insert(rows.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
  });
  return rows;
}

std::vector<OpenedAccess::Old> OpenedAccess::olds_about(const std::string& subject, const Candidate& now) {
  find_subjects();
  std::vector<const Resource*> resources;
  if (const auto found = old_subjects_.find(subject); found != old_subjects_.end()) resources = found->second;
  const Resource* same = before_.side.model().find_resource(now.resource->name());
  if (same != nullptr && before_.texts.are_about_the_same(*same, *now.resource) &&
      std::find(resources.begin(), resources.end(), same) == resources.end()) {
    resources.push_back(same);
  }
  std::vector<Old> olds;
  for (const Resource* resource : resources) {
    for (const AccessRow& row : rows_of(before_, *resource)) {
      if (row.is_statement() == now.row.is_statement()) olds.push_back({&row, resource});
    }
  }
  return olds;
}

template <typename IsCovered>
bool OpenedAccess::in_all_cases(const SettledCase& in, const std::vector<Old>& olds, const IsCovered& is_covered,
                                int depth) {
  if (is_covered(in)) return true;
  if (depth == 0) return false;
  const auto can_be = [&](const SettledCase& one) {
    bool is_possible = false;
    values_.while_they_hold(one.assumed, [&] { is_possible = true; });
    return is_possible;
  };
  for (const Old& old : olds) {
    for (AssumedCondition condition : old.row->in.assumed) {
      SettledCase with = in, without = in;
      with.assumed.push_back(condition);
      condition.value = !condition.value;
      without.assumed.push_back(condition);
      if (!can_be(with) || !can_be(without)) continue;
      return in_all_cases(with, olds, is_covered, depth - 1) && in_all_cases(without, olds, is_covered, depth - 1);
    }
  }
  return false;
}

OpenedAccess::Denials& OpenedAccess::denials_about(const std::string& subject, const std::vector<Old>& olds) {
  const auto [at, is_new] = denials_.try_emplace(subject);
  Denials& denials = at->second;
  if (!is_new) return denials;
  std::map<std::string_view, std::vector<const AccessRow*>> now;
  if (const auto found = new_subjects_.find(subject); found != new_subjects_.end()) {
    for (const Resource* resource : found->second) {
      for (const AccessRow& row : rows_of(after_, *resource)) {
        if (!is_denial(row)) continue;
        denials.now.push_back(&row);
        now[row.key].push_back(&row);
      }
    }
  }
  for (const Old& old : olds) {
    if (!is_denial(*old.row)) continue;
    const std::vector<const AccessRow*>& same = now[old.row->key];
    const bool stays = std::any_of(same.begin(), same.end(), [&](const AccessRow* row) {
      return row->reach == old.row->reach && values_.covers(row->in, old.row->in);
    });
    if (!stays) denials.gone.push_back(old.row);
  }
  return denials;
}

std::string OpenedAccess::no_longer_denied(const AccessRow& denial, const Reach& reach,
                                           const std::vector<const AccessRow*>& others) const {
  const std::vector<PolicyElement> actions = common_parts(denial.reach.actions, reach.actions, matches);
  const std::vector<PolicyElement> resources = common_parts(denial.reach.resources, reach.resources, matches_resource);
  if (actions.size() * resources.size() * (others.size() + 1) > kMaxParts * kMaxDenials) return {};
  // What is left of actions, by how it is told, with the resources of each; and how many of these are left whole.
  struct Left {
    std::vector<std::string> on;
    std::size_t whole = 0;
  };
  std::map<std::string, Left> left;
  // Of what another Default makes it, nothing is certain.
  const auto is_of_old = [](const PolicyElement& part) {
    return std::any_of(part.texts.begin(), part.texts.end(),
                       [](const std::string& one) { return one.find(PolicyTexts::kOfOld) != std::string::npos; });
  };
  if (std::any_of(actions.begin(), actions.end(), is_of_old) ||
      std::any_of(resources.begin(), resources.end(), is_of_old)) {
    return {};
  }
  for (const PolicyElement& resource : resources) {
    for (const PolicyElement& action : actions) {
      each_left(action, resource, others, kMaxSplits, [&](const Gap& what, const Gap& where) {
        Left& one = left[told(after_.texts, what, kEveryAction)];
        one.on.push_back(told(after_.texts, where, "everything"));
        if (where.part == resource && where.except.empty()) ++one.whole;
      });
    }
  }
  if (left.empty()) return {};
  // Together, they may take in what is left by halves.
  if (others.size() > 1 && std::any_of(others.begin(), others.end(), [](const AccessRow* other) {
        return other->reach.actions.is_negated && other->reach.resources.is_negated;
      })) {
    return {};
  }
  if (others.empty()) {
    return but(denial.columns[1], kEveryAction, denial.columns[1] == "*" ? kEveryAction : denial.columns[1]);
  }
  std::vector<std::string> all, some;
  for (const auto& [action, one] : left) {
    if (one.whole == resources.size()) {
      all.push_back(action);
    } else {
      some.push_back(fmt::format("{} on {}", action, fmt::join(one.on, ", ")));
    }
  }
  if (all.size() > 1) all = {fmt::format("[{}]", fmt::join(all, ", "))};
  all.insert(all.end(), some.begin(), some.end());
  return fmt::format("{}", fmt::join(all, " and "));
}

std::string OpenedAccess::lifted_denial(const Reach& reach, const AccessRow& now, const std::string& subject,
                                        const std::vector<Old>& olds) {
  const auto is_of_all = [](const PolicyElement& principals) {
    return principals.is_negated || principals.texts.empty() || is_for_all(principals);
  };
  const auto limits = [&](const AccessRow& row) {
    return (row.reach.condition.empty() || !row.reach.is_about_how) &&
           (!now.is_everywhere || is_of_all(row.reach.principals));
  };
  Denials& denials = denials_about(subject, olds);
  for (const AccessRow* old : denials.gone) {
    if (!limits(*old)) continue;
    // Those whom one allows what the other one denied.
    const PolicyElement* whom = &old->reach.principals;
    if (!now.is_everywhere && !whom->texts.empty() && !reach.principals.texts.empty()) {
      if (take_in_principals(*whom, reach.principals)) {
        whom = &reach.principals;
      } else if (!take_in_principals(reach.principals, *whom)) {
        continue;
      }
    }
    const auto [at, is_new] = denials.instead.try_emplace(old);
    std::vector<const AccessRow*>& instead = at->second;
    if (is_new) {
      std::copy_if(denials.now.begin(), denials.now.end(), std::back_inserter(instead), [&](const AccessRow* row) {
        return !common_parts(old->reach.actions, row->reach.actions, matches).empty() &&
               !common_parts(old->reach.resources, row->reach.resources, matches_resource).empty();
      });
    }
    std::string lifted;
    values_.while_they_hold(old->in.assumed, [&] {
      values_.while_they_hold(now.in.assumed, [&] {
        SettledCase both = values_.this_case();
        both.keys = now.in.keys.empty() ? old->in.keys : now.in.keys;
        // Each of them may be named by another statement.
        for (const PolicyElement& one : parts_of(*whom)) {
          std::vector<const AccessRow*> others;
          std::copy_if(instead.begin(), instead.end(), std::back_inserter(others), [&](const AccessRow* row) {
            return limits(*row) && (now.is_everywhere || take_in_principals(row->reach.principals, one)) &&
                   values_.covers(row->in, both);
          });
          lifted = no_longer_denied(*old, reach, others);
          if (now.is_everywhere || !lifted.empty()) break;
        }
      });
    });
    if (!lifted.empty()) return lifted;
  }
  return {};
}

bool OpenedAccess::statement_was_open(const Candidate& now, const std::string& subject, const std::vector<Old>& olds) {
  const AccessRow& row = now.row;
  const Reach reach = told_of(row);
  lifted_ = lifted_denial(reach, row, subject, olds);
  if (!lifted_.empty()) return false;
  // Those that are as open, whatever of.
  std::vector<Old> as_open;
  for (const Old& old : olds) {
    const AccessRow& one = *old.row;
    if (one.effect != "Allow" || (one.is_by_default && !row.is_by_default) || (row.is_everywhere && !one.is_everywhere))
      continue;
    const bool is_for_as_many =
        row.is_everywhere && row.providers.empty()
            ? takes_in(one.reach.principals, reach.principals, is_equal)
            : is_for_all(one.reach.principals) || takes_in(one.reach.principals, reach.principals, is_equal);
    const bool is_as_free = one.reach.condition.empty() || one.reach.condition == reach.condition ||
                            (row.is_everywhere && one.reach.is_about_how) || !one.providers.empty();
    if (!is_for_as_many || !is_as_free) continue;
    const bool is_row =
        one.key == row.key && (!one.is_part || one.reach == row.reach) && old.resource->name() == now.resource->name();
    if (is_row && values_.covers(one.in, row.in) && (row.is_everywhere || one.everything == row.everything))
      return true;
    as_open.push_back(old);
  }
  const std::vector<PolicyElement> actions = parts_of(reach.actions), resources = parts_of(reach.resources);
  if (as_open.empty() || actions.size() * resources.size() > kMaxParts) return false;
  for (const PolicyElement& action : actions) {
    for (const PolicyElement& resource : resources) {
      std::vector<Old> wide;
      std::copy_if(as_open.begin(), as_open.end(), std::back_inserter(wide), [&](const Old& old) {
        const PolicyElement& all = old.row->reach.resources;
        const bool has_all = !row.is_everywhere && !all.is_negated && is_on_everything(all, row.everything);
        return takes_in(old.row->reach.actions, action, matches) &&
               (has_all || takes_in(all, resource, matches_resource));
      });
      const auto is_covered = [&](const SettledCase& in) {
        return std::any_of(wide.begin(), wide.end(), [&](const Old& old) { return values_.covers(old.row->in, in); });
      };
      if (!in_all_cases(row.in, wide, is_covered, kMaxConditions)) return false;
    }
  }
  return true;
}

bool OpenedAccess::rule_was_open(const Candidate& now, const std::vector<Old>& olds) {
  std::vector<Old> rules;
  std::copy_if(olds.begin(), olds.end(), std::back_inserter(rules), [&](const Old& old) {
    const PortRule &wide = old.row->rule, &narrow = now.row.rule;
    return old.row->direction == now.row.direction && (wide.protocol == "all" || wide.protocol == narrow.protocol);
  });
  const auto is_covered = [&](const SettledCase& in) {
    std::vector<const PortRule*> in_case;
    for (const Old& old : rules) {
      if (values_.covers(old.row->in, in)) in_case.push_back(&old.row->rule);
    }
    return let_in(in_case, now.row.rule);
  };
  return in_all_cases(now.row.in, rules, is_covered, kMaxConditions);
}

bool OpenedAccess::was_open(const Candidate& now) {
  lifted_.clear();
  const std::set<std::string>& subjects = after_.texts.subjects_of(*now.resource, false);
  return std::all_of(subjects.begin(), subjects.end(), [&](const std::string& subject) {
    const std::vector<Old> olds = olds_about(subject, now);
    return now.row.is_statement() ? statement_was_open(now, subject, olds) : rule_was_open(now, olds);
  });
}

std::string OpenedAccess::allowed_by(const AccessRow& row) const {
  if (row.is_part) {
    std::vector<std::string> actions;
    for (const std::string& one : row.reach.actions.texts) actions.push_back(after_.texts.shown(one));
    return fmt::format("{}", fmt::join(actions, ", "));
  }
  return but(row.columns[1], kEveryAction, row.columns[1]);
}

void OpenedAccess::tell(TemplateChange& change) {
  const auto change_of = [&](std::string_view id) -> const ResourceChange& {
    // One that comes in one case and goes in another is where the new template has it.
    const auto is_it = [&](const ResourceChange& one) { return one.logical_id == id; };
    const auto is_there = [&](const ResourceChange& one) { return is_it(one) && one.action != ChangeAction::Remove; };
    const auto found = std::find_if(change.resources.begin(), change.resources.end(), is_there);
    return found != change.resources.end() ? *found
                                           : *std::find_if(change.resources.begin(), change.resources.end(), is_it);
  };
  add_attached(change);
  const Node* told_node = nullptr;
  for (const bool of_statements : {true, false}) {
    for (const Candidate& one : candidates_) {
      const AccessRow& row = one.row;
      if (row.is_statement() != of_statements || was_open(one)) continue;
      const ResourceChange& resource = change_of((one.via != nullptr ? one.via : one.resource)->name());
      // What is told as it is for certain needs no telling as it is by default.
      if (row.is_by_default && row.is_statement() && row.node == told_node) continue;
      told_node = row.node;
      const std::string when = fmt::format("{}{}{}", row.is_by_default && row.is_statement() ? " by default" : "",
                                           row.in.when.empty() ? "" : " when ", row.in.when);
      const auto add = [&](std::string message, std::string_view source) {
        add_risk(change, RiskKind::Permission, resource, std::move(message), std::string(source));
      };
      if (!of_statements) {
        const std::string in = one.via == nullptr ? "" : fmt::format(" in {}", one.resource->name());
        add(fmt::format("{} opens {} to {}{}{}", resource.logical_id, opened_by(row), row.columns[3], in, when),
            kSecurityGroupRules);
        continue;
      }
      const std::string lifted = lifted_.empty() ? "" : fmt::format(": {} is no longer denied", lifted_);
      if (!row.is_everywhere) {
        add(fmt::format("{} allows {} on {}{}{}", resource.logical_id, row.everything,
                        but(row.columns[2], "everything", "everything"), when, lifted),
            kBestPractices);
        continue;
      }
      const std::string_view limit =
          row.is_restricted && lifted.empty() ? ": no Condition limits who calls, or from where" : "";
      const std::string of = row.providers.empty() ? "" : " with a token of " + row.providers;
      add(fmt::format("{} allows {} to {}{}{}{}{}", resource.logical_id, allowed_by(row),
                      but(row.columns[3], "everyone", "everyone"), of, when, limit, lifted),
          !of.empty()                              ? kSharedProviders
          : !row.is_restricted                     ? kPrincipals
          : resource.type.starts_with("AWS::S3::") ? kPublicBuckets
                                                   : kConditionKeys);
    }
  }
}

}  // namespace virga
