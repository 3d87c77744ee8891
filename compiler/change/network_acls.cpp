// Entries of network ACLs that let everyone in.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/change/policy_texts.h"
#include "compiler/change/port_rules.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"

namespace virga {
namespace {

constexpr std::string_view kType = "AWS::EC2::NetworkAclEntry";

// The most entries of an ACL: there are 40 at most at a time, and others may be there in other cases.
// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
constexpr std::size_t kMaxEntries = 80;

struct Entry {
  SettledCase in;
  PortRule rule;
  std::string range;
  const Resource* resource = nullptr;
  std::optional<int> number;  // entries with lower ones come first
  bool allows = false;
};
using Entries = std::vector<const Entry*>;

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
    int number = 0;
    const std::string digits = text(entry.get("RuleNumber"));
    if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc()) one.number = number;
    one.rule = PortRule(text(entry.get("Protocol")), ports == nullptr ? "" : text(ports->get("From")),
                        ports == nullptr ? "" : text(ports->get("To")));
    for (const char* name : {"CidrBlock", "Ipv6CidrBlock"}) {
      const Node* range = entry.get(name);
      if (range == nullptr) continue;
      one.rule.peer = texts.text_of(*range, is_old);
      const Node* value = known(range);
      one.rule.is_by_default = value == nullptr;
      if (value == nullptr) value = values.value_by_default(side, *range);
      if (value != nullptr) one.range = std::string(value->text());
      one.rule.range = parse_range(one.range);
      break;
    }
  });
  return found;
}

// Sites are meant to be reached, and answers come to ports that the system chose.
// https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
bool is_told(const PortRule& rule) {
  if (rule.protocol == "all") return true;
  if ((rule.protocol != "tcp" && rule.protocol != "udp") || !rule.span) return false;
  constexpr int kFirstChosen = 1'024, kLastOfLinux = 60'999;
  const auto [first, last] = *rule.span;
  const bool is_chosen = first >= kFirstChosen && last >= kLastOfLinux;
  return !is_chosen && !(first == last && (first == 80 || first == 443));
}

std::string traffic(const PortRule& rule) { return rule.protocol == "all" ? "all traffic" : "port " + rule.ports; }

// What the entries of an ACL on two sides do to traffic: of those that are about it, the one with the lowest number
// decides, and without one it is kept out.
// https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
class Traffic {
public:
  Traffic(Entries before, Entries after) : before_(std::move(before)), after_(std::move(after)) {
    sort(before_, true);
    sort(after_, false);
  }

  // What of a rule's traffic is let in now, and was not, from a range that is open to everyone.
  std::vector<PortRule> opened(const PortRule& rule) const {
    std::vector<PortRule> found;
    if (!rule.range || !rule.span) return found;
    const std::vector<std::string> protocols = rule.protocol == "all" ? std::vector<std::string>{"all", "tcp", "udp"}
                                                                      : std::vector<std::string>{rule.protocol};
    for (const std::string& protocol : protocols) {
      std::set<int> starts = {rule.span->first};
      for (const Entries* entries : {&before_, &after_}) {
        for (const Entry* one : *entries) {
          if (one->rule.protocol != protocol || !one->rule.span) continue;
          starts.insert(std::max(one->rule.span->first, rule.span->first));
          starts.insert(one->rule.span->second + 1);
        }
      }
      std::optional<std::pair<int, int>> span;
      const auto end = [&] {
        if (span) {
          PortRule part(protocol, std::to_string(span->first), std::to_string(span->second));
          part.is_by_default = rule.is_by_default;
          found.push_back(std::move(part));
        }
        span.reset();
      };
      for (auto at = starts.begin(); at != starts.end() && *at <= rule.span->second; ++at) {
        const int last =
            std::next(at) == starts.end() ? rule.span->second : std::min(*std::next(at) - 1, rule.span->second);
        if (!is_opened(protocol, {*at, last}, *rule.range, rule.is_by_default)) {
          end();
        } else if (span) {
          span->second = last;
        } else {
          span = std::pair(*at, last);
        }
      }
      end();
    }
    return found;
  }

private:
  using Span = std::pair<int, int>;
  enum class Verdict : std::uint8_t { Allows, Denies, Parts };

  // Where a number is not known, what opens less counts.
  static void sort(Entries& entries, bool is_old) {
    const auto place = [&](const Entry* one) {
      return one->number.value_or(one->allows == is_old ? -1 : std::numeric_limits<int>::max());
    };
    std::stable_sort(entries.begin(), entries.end(),
                     [&](const Entry* a, const Entry* b) { return place(a) < place(b); });
  }

  static Verdict verdict(const Entries& entries, bool is_old, const std::string& protocol, Span span,
                         const AddressRange& range, bool by_default) {
    for (const Entry* one : entries) {
      const PortRule& rule = one->rule;
      const bool is_known = rule.span && rule.range && (!rule.is_by_default || by_default);
      if (!is_known) {
        if (!is_old && !one->allows) return Verdict::Denies;
        continue;
      }
      const bool is_about_it = (rule.protocol == "all" || rule.protocol == protocol) &&
                               rule.span->first <= span.first && span.second <= rule.span->second;
      if (!is_about_it) continue;
      if (rule.range->holds(range)) return one->allows ? Verdict::Allows : Verdict::Denies;
      // What is about a few addresses alone changes nothing for the others.
      if (range.holds(*rule.range) && is_open_range(one->range)) return Verdict::Parts;
    }
    return Verdict::Denies;
  }

  bool is_opened(const std::string& protocol, Span span, const AddressRange& range, bool by_default) const {
    const Verdict was = verdict(before_, true, protocol, span, range, by_default);
    const Verdict is = verdict(after_, false, protocol, span, range, by_default);
    if (was != Verdict::Parts && is != Verdict::Parts) return is == Verdict::Allows && was == Verdict::Denies;
    const auto [low, high] = range.halves();
    return is_opened(protocol, span, low, by_default) || is_opened(protocol, span, high, by_default);
  }

  Entries before_, after_;
};

}  // namespace

void find_open_entries(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  PolicyTexts texts(before, after, values, change);
  std::map<std::string_view, const ResourceChange*> changes;
  for (const ResourceChange& one : change.resources) {
    // One that comes in one case and goes in another is where the new template has it.
    if (one.type == kType && (one.action != ChangeAction::Remove || !changes.contains(one.logical_id))) {
      changes[one.logical_id] = &one;
    }
  }
  if (changes.empty()) return;
  std::map<std::string, std::vector<Entry>, std::less<>> olds, news;  // of each network ACL
  for (const bool is_old : {true, false}) {
    const Side& side = is_old ? before : after;
    for (const Resource& resource : side.model().resources()) {
      if (resource.type != kType) continue;
      values.each_existence(is_old ? &resource : nullptr, is_old ? nullptr : &resource, [&](bool, bool) {
        for (Entry& one : entries_of(side, is_old, resource, values, texts)) {
          for (const std::string& acl : texts.subjects_of(resource, is_old)) (is_old ? olds : news)[acl].push_back(one);
        }
      });
    }
  }
  std::vector<std::pair<const ResourceChange*, std::string>> messages;
  const auto tell = [&](const Entry& one, std::string_view does, const std::string& what, std::string_view from,
                        bool by_default, const std::string& when) {
    const ResourceChange* changed = changes.at(one.resource->name());
    messages.emplace_back(changed,
                          fmt::format("{} ({}) {} {} {}{}{}{}", changed->logical_id, changed->type, does, what, from,
                                      by_default ? " by default" : "", when.empty() ? "" : ", when ", when));
  };
  const auto that_cover = [&](const std::vector<Entry>& all, const Entry& is) {
    Entries found;
    for (const Entry& one : all) {
      if (&one == &is || values.covers(one.in, is.in)) found.push_back(&one);
    }
    return found;
  };
  for (const auto& [acl, entries] : news) {
    const std::vector<Entry>& others = olds[acl];
    if (entries.size() + others.size() > 2 * kMaxEntries) continue;
    for (const Entry& is : entries) {
      if (!is.allows || !changes.contains(is.resource->name()) || !is_open_range(is.range) || !is_told(is.rule))
        continue;
      const std::vector<PortRule> opened = Traffic(that_cover(others, is), that_cover(entries, is)).opened(is.rule);
      if (std::none_of(opened.begin(), opened.end(), is_told)) continue;
      tell(is, "lets", traffic(is.rule), "in from " + is.range, is.rule.is_by_default, is.in.when);
    }
    for (const Entry& was : others) {
      if (was.allows || !changes.contains(was.resource->name()) || !is_open_range(was.range)) continue;
      // What the same entry, or one that is new, lets in now is told of that one.
      Entries after_it = that_cover(entries, was);
      std::erase_if(after_it, [&](const Entry* one) { return one->allows && changes.contains(one->resource->name()); });
      const std::vector<PortRule> opened = Traffic(that_cover(others, was), after_it).opened(was.rule);
      std::vector<std::string> names;
      for (const PortRule& part : opened) {
        const bool is_among_all = !names.empty() && names.front() == traffic({"all", "", ""});
        if (is_told(part) && !is_among_all) names.push_back(traffic(part));
      }
      if (names.empty()) continue;
      tell(was, "no longer denies", fmt::format("{}", fmt::join(names, ", ")), "from " + was.range,
           was.rule.is_by_default, was.in.when);
    }
  }
  for (auto& [one, message] : messages) {
    add_risk(change, RiskKind::Permission, *one, std::move(message), documentation_page(kType));
  }
}

}  // namespace virga
