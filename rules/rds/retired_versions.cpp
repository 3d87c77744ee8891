// W3690, W3691: versions of engines that nobody can start with any more.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
#include <fmt/format.h>

#include "compiler/support/text.h"
#include "rules/engine/pattern.h"
#include "rules/rds/checks.h"

namespace virga {
namespace {

// Pattern of the versions that are gone; empty for engines whose versions are not known.
std::string_view retired_versions(const SchemaDatabase& facts, std::string_view engine) {
  const std::string name = to_lower(engine);
  // "oracle-ee" and "sqlserver-web" are editions of one engine.
  for (std::string_view key : {std::string_view(name), std::string_view(name).substr(0, name.find('-'))}) {
    const std::vector<std::string_view> patterns = facts.lookup("rds-retired-versions", key);
    if (!patterns.empty()) return patterns.front();
  }
  return {};
}

void check_version(Validation& validation, const Node& database, const Location& where, std::string_view rule,
                   std::string_view kind) {
  const Node* engine = database.get("Engine");
  const Member* version = database.find("EngineVersion");
  if (engine == nullptr || version == nullptr) return;
  const Compilation& compilation = validation.compilation();
  const Resolution engines = compilation.evaluator().resolve(*engine);
  const Resolution& versions = compilation.evaluator().resolve(*version->value);
  for (const ResolvedValue& a : engines.values) {
    const std::string_view gone = retired_versions(compilation.facts(), a.value->text());
    if (gone.empty() || !a.choices.empty()) continue;
    for (const ResolvedValue& b : versions.values) {
      if (search_pattern(gone, b.value->text()) != PatternResult::Match) continue;
      Scenario both = a.scenario;
      both.insert(both.end(), b.scenario.begin(), b.scenario.end());
      if (!compilation.conditions().possible(both)) continue;
      std::string message = fmt::format("No {} can be created with the retired version {} of {}; use a later one", kind,
                                        describe_value(*b.value), a.value->text());
      if (b.choices.empty()) {
        validation.fail(validation.context(), finding(rule, where, std::move(message)).focus(*version->value));
      } else {
        // What a parameter may be is told where it is used.
        validation.fail(validation.context(), "W1030", validation.at(where, *version), std::move(message));
      }
      return;
    }
  }
}

}  // namespace

void check_cluster_version(Validation& validation, const Node& cluster, const Location& where) {
  check_version(validation, cluster, where, "W3690", "cluster");
}

void check_instance_version(Validation& validation, const Node& instance, const Location& where) {
  check_version(validation, instance, where, "W3691", "instance");
}

}  // namespace virga
