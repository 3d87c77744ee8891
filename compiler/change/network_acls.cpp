// Entries of network ACLs that let everyone in.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/change/policy_texts.h"
#include "compiler/change/port_rules.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"

namespace virga {
namespace {

constexpr std::string_view kType = "AWS::EC2::NetworkAclEntry";

struct Entry {
  SettledCase in;
  PortRule rule;
  std::string range;
  const Resource* resource = nullptr;
  bool allows = false;
};

// The entries for traffic that comes in, in all cases that can be, as far as their values are known.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkaclentry.html
std::vector<Entry> entries_of(const Side& side, bool is_old, const Resource& resource, Comparison& values,
                              PolicyTexts& texts) {
  std::vector<Entry> found;
  if (resource.properties == nullptr) return found;
  values.each_settled(*resource.properties->value, is_old, [&](const SettledCase& in) {
    if (in.value == nullptr) return;
    const Node& entry = *in.value;
    const auto known = [&](const Node* value) { return value == nullptr ? nullptr : values.constant(side, *value); };
    const auto text = [&](const Node* value) {
      const Node* constant = known(value);
      return constant == nullptr ? std::string() : std::string(constant->text());
    };
    bool is_out = false;
    if (const Node* egress = entry.get("Egress")) {
      const Node* value = known(egress);
      if (value == nullptr || !to_boolean(*value, is_out) || is_out) return;
    }
    const Node* ports = known(entry.get("PortRange"));
    Entry& one = found.emplace_back();
    one.in = in;
    one.resource = &resource;
    one.allows = text(entry.get("RuleAction")) == "allow";
    one.rule = PortRule(text(entry.get("Protocol")), ports == nullptr ? "" : text(ports->get("From")),
                        ports == nullptr ? "" : text(ports->get("To")));
    for (const char* name : {"CidrBlock", "Ipv6CidrBlock"}) {
      const Node* range = entry.get(name);
      if (range == nullptr) continue;
      one.rule.peer = texts.text_of(*range, is_old);
      one.range = text(range);
      one.rule.range = parse_range(one.range);
      break;
    }
  });
  return found;
}

// Sites are meant to be reached, and answers come to ports that the system chose.
// https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
bool is_told(const Entry& one) {
  if (!one.allows || !is_open_range(one.range)) return false;
  const PortRule& rule = one.rule;
  if (rule.protocol == "all") return true;
  if ((rule.protocol != "tcp" && rule.protocol != "udp") || !rule.span) return false;
  constexpr int kFirstChosen = 1'024, kLastOfLinux = 60'999;
  const bool is_chosen = rule.span->first >= kFirstChosen && rule.span->second >= kLastOfLinux;
  return !is_chosen && rule.ports != "80" && rule.ports != "443";
}

}  // namespace

void find_open_entries(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  PolicyTexts texts(before, after, values, change);
  std::vector<Entry> opened;
  std::map<std::string_view, const ResourceChange*> changes;
  for (const ResourceChange& one : change.resources) {
    if (one.type != kType || one.action == ChangeAction::Remove || !changes.emplace(one.logical_id, &one).second) {
      continue;
    }
    const Resource* now = after.model().find_resource(one.logical_id);
    values.each_existence(before.model().find_resource(one.logical_id), now, [&](bool, bool exists) {
      if (!exists || now == nullptr) return;
      std::vector<Entry> entries = entries_of(after, false, *now, values, texts);
      std::copy_if(entries.begin(), entries.end(), std::back_inserter(opened), is_told);
    });
  }
  if (opened.empty()) return;
  std::map<std::string, std::vector<Entry>, std::less<>> olds;  // of each network ACL
  for (const Resource& old : before.model().resources()) {
    if (old.type != kType) continue;
    values.each_existence(&old, nullptr, [&](bool, bool) {
      for (Entry& one : entries_of(before, true, old, values, texts)) {
        for (const std::string& acl : texts.subjects_of(old, true)) olds[acl].push_back(one);
      }
    });
  }
  std::vector<std::pair<const ResourceChange*, std::string>> messages;
  for (const Entry& is : opened) {
    const std::set<std::string>& acls = texts.subjects_of(*is.resource, false);
    const std::vector<Entry>& others = olds[*acls.begin()];
    // What one entry allows, another one with a lower number may deny.
    const bool denies = std::any_of(others.begin(), others.end(), [](const Entry& one) { return !one.allows; });
    std::vector<const PortRule*> rules;
    for (const Entry& was : others) {
      const bool counts = was.allows && (!denies || was.resource->name() == is.resource->name());
      if (counts && values.covers(was.in, is.in)) rules.push_back(&was.rule);
    }
    if (let_in(rules, is.rule)) continue;
    const ResourceChange* one = changes.at(is.resource->name());
    messages.emplace_back(one, fmt::format("{} ({}) lets {} in from {}{}{}", one->logical_id, one->type,
                                           is.rule.protocol == "all" ? "all traffic" : "port " + is.rule.ports,
                                           is.range, is.in.when.empty() ? "" : ", when ", is.in.when));
  }
  for (auto& [one, message] : messages) {
    add_risk(change, RiskKind::Permission, *one, std::move(message), documentation_page(kType));
  }
}

}  // namespace virga
