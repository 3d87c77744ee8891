// W3690, W3691: engine versions that are no longer available.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string_view>

#include "compiler/support/text.h"
#include "rules/engine/fixes.h"
#include "rules/engine/pattern.h"
#include "rules/rds/checks.h"

namespace virga {
namespace {

struct Versions {
  std::string_view gone;       // a pattern; empty for engines whose versions are not known
  std::string_view series;     // a pattern of what a version begins with that stands for the newest one; empty for none
  std::string_view successor;  // what an upgrade from a series that is gone as a whole ends at
};

Versions versions_of(const SchemaDatabase& facts, std::string_view engine) {
  const std::string name = to_lower(engine);
  // "oracle-ee" and "sqlserver-web" are editions of one engine.
  for (std::string_view key : {std::string_view(name), std::string_view(name).substr(0, name.find('-'))}) {
    const std::vector<std::string_view> patterns = facts.lookup("rds-retired-versions", key);
    if (patterns.size() == 3) return {patterns[0], patterns[1], patterns[2]};
  }
  return {};
}

// The series of a version instead of it, of which RDS takes the newest version. Where the series is gone as a whole,
// the one that the engine has now.
std::optional<Fix> series_fix(const Compilation& compilation, const Node& version, const Versions& versions) {
  const std::string_view text = version.text();
  if (!version.is_scalar()) return std::nullopt;
  for (std::size_t end = versions.series.empty() ? std::string_view::npos : text.find('.');
       end != std::string_view::npos; end = text.find('.', end + 1)) {
    const std::string_view series = text.substr(0, end);
    if (search_pattern(versions.series, series) != PatternResult::Match) continue;
    if (search_pattern(versions.gone, series) != PatternResult::NoMatch) break;
    return change_fix(compilation, version, series, FixSafety::Unsafe);
  }
  return change_fix(compilation, version, versions.successor, FixSafety::Unsafe);
}

// Where a version is written: the branch of Fn::If that has it, or the whole value.
const Node& written_at(const Node& version, const Node& found) {
  const bool is_inside = version.range.begin <= found.range.begin && found.range.end <= version.range.end;
  return is_inside && found.range.size() > 0 ? found : version;
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
    const Versions known = versions_of(compilation.facts(), a.value->text());
    if (known.gone.empty() || !a.choices.empty()) continue;
    for (const ResolvedValue& b : versions.values) {
      if (search_pattern(known.gone, b.value->text()) != PatternResult::Match) continue;
      Scenario both = a.scenario;
      both.insert(both.end(), b.scenario.begin(), b.scenario.end());
      if (!compilation.conditions().possible(both)) continue;
      std::string message = fmt::format("No {} can be created with the retired version {} of {}; use a later one", kind,
                                        describe_value(*b.value), a.value->text());
      if (b.choices.empty()) {
        validation.fail(validation.context(),
                        finding(rule, where, std::move(message))
                            .focus(written_at(*version->value, *b.value))
                            .fix(naming("EngineVersion", series_fix(compilation, *version->value, known))));
      } else {
        // Values of a parameter are reported where it is used.
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
