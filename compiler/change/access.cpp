// Changes to policy statements and security group rules, as tables, and those of them that open something wide.
#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "compiler/change/access_rows.h"
#include "compiler/change/open_apis.h"
#include "compiler/change/opened_access.h"
#include "compiler/change/template_comparison.h"
#include "compiler/support/arena.h"

namespace virga {
namespace {

bool comes_before(const AccessRow& a, const AccessRow& b) {
  return std::tie(a.key, a.columns, a.in.when) < std::tie(b.key, b.columns, b.in.when);
}

// The multiset difference of both lists, in both directions. AccessRows that say the same otherwise are the same.
void compare_rows(std::vector<AccessRow> before, std::vector<AccessRow> after, Comparison& values,
                  const ResourceChange& change, std::vector<AccessChange>& out) {
  std::sort(before.begin(), before.end(), comes_before);
  std::vector<AccessRow> changed, added;
  // What was there under a condition, and is there in other cases, too, is added.
  const auto is_as_open = [&](const AccessRow& old, const AccessRow& row) { return values.covers(old.in, row.in); };
  const auto take = [&](const auto first, const auto last, const AccessRow& row) {
    // The one with the same conditions, if there is one.
    auto found = std::find_if(first, last,
                              [&](const AccessRow& old) { return old.in.when == row.in.when && is_as_open(old, row); });
    if (found == last) found = std::find_if(first, last, [&](const AccessRow& old) { return is_as_open(old, row); });
    if (found == last) return false;
    const std::optional<SettledCase> rest = values.rest_of(found->in, row.in);
    if (rest) {
      found->in = *rest;
    } else {
      before.erase(found);
    }
    return true;
  };
  const auto by_key = [](const AccessRow& a, const AccessRow& b) { return a.key < b.key; };
  for (AccessRow& row : after) {
    const auto [first, last] = std::equal_range(before.begin(), before.end(), row, by_key);
    if (!take(first, last, row)) changed.push_back(std::move(row));
  }
  for (AccessRow& row : changed) {
    const auto found = std::find_if(before.begin(), before.end(), [&](const AccessRow& old) {
      return old.direction == row.direction && values.same(*old.node, *row.node) && is_as_open(old, row);
    });
    if (found != before.end()) {
      before.erase(found);
    } else {
      added.push_back(std::move(row));
    }
  }
  for (std::vector<AccessRow>* rows : {&before, &added}) {
    for (AccessRow& row : *rows) {
      out.push_back({rows == &added, change.logical_id, std::move(row.columns), std::move(row.in.when)});
    }
  }
}

// Rules that stay as they are, while the prefix list that is their peer changes.
void add_rules_of_lists(const AccessReader& reader, const Side& before, const std::set<std::string_view>& changed,
                        OpenedAccess& opened, const TemplateChange& change) {
  const bool has_lists = std::any_of(change.resources.begin(), change.resources.end(),
                                     [](const ResourceChange& one) { return one.type == "AWS::EC2::PrefixList"; });
  if (!has_lists) return;
  for (const Resource& resource : reader.side.model().resources()) {
    if (!resource.type.starts_with("AWS::EC2::SecurityGroup") || changed.contains(resource.name())) continue;
    reader.values.each_existence(before.model().find_resource(resource.name()), &resource, [&](bool, bool is) {
      if (!is) return;
      for (const AccessRow& row : rule_rows(reader, resource)) {
        if (row.list != nullptr && changed.contains(row.list->name())) opened.add(row, resource, row.list);
      }
    });
  }
}

}  // namespace

void find_access_changes(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  std::set<std::string_view> seen;
  Arena arena;
  PolicyTexts texts(before, after, values, change);
  const AccessReader old_reader{before, true, values, texts, arena}, new_reader{after, false, values, texts, arena};
  OpenedAccess opened(old_reader, new_reader);
  for (const ResourceChange& one : change.resources) {
    // A resource whose conditions change may have several changes.
    if (!seen.insert(one.logical_id).second) continue;
    const Resource* old = before.model().find_resource(one.logical_id);
    const Resource* now = after.model().find_resource(one.logical_id);
    values.each_existence(old, now, [&](bool was, bool is) {
      const auto compare = [&](const auto& rows_of, std::vector<AccessChange>& out) {
        std::vector<AccessRow> olds, news;
        if (was && old != nullptr) olds = rows_of(old_reader, *old);
        if (is && now != nullptr) news = rows_of(new_reader, *now);
        for (const AccessRow& row : news) opened.add(row, *now);
        for (std::vector<AccessRow>* rows : {&olds, &news}) {
          std::erase_if(*rows, [](const AccessRow& row) { return row.is_statement() && row.is_by_default; });
        }
        compare_rows(std::move(olds), std::move(news), values, one, out);
      };
      const auto statements = [&](const AccessReader& reader, const Resource& resource) {
        return statement_rows(reader, resource, was && is);
      };
      compare(statements, change.statements);
      compare(rule_rows, change.openings);
      if (was && is && old != nullptr && now != nullptr && one.type == "AWS::ApiGateway::RestApi") {
        find_opened_api({old_reader, *old, statements(old_reader, *old)},
                        {new_reader, *now, statements(new_reader, *now)}, one, change);
      }
    });
  }
  add_rules_of_lists(new_reader, before, seen, opened, change);
  opened.tell(change);
}

}  // namespace virga
