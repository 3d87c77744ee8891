// E2530, W2530, I2530: SnapStart. https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
#include <fmt/format.h>

#include <algorithm>

#include "rules/engine/macros.h"
#include "rules/lambda/checks.h"
#include "rules/lambda/functions.h"

namespace virga {
namespace {

// Collects the runtimes that a property may have, including branches of Fn::If; false if one is unknown.
bool collect_runtimes(const Node& value, std::vector<std::string_view>& found, int depth = 0) {
  if (value.is_string()) {
    found.push_back(value.text());
    return true;
  }
  const Node* argument = value.function == Function::If ? value.argument() : nullptr;
  if (argument == nullptr || !argument->is_sequence() || argument->size != 3 || depth > 8) return false;
  const bool left = collect_runtimes(*argument->items()[1], found, depth + 1);
  return collect_runtimes(*argument->items()[2], found, depth + 1) && left;
}

// Whether there is a version of the function, of which a snapshot can be taken.
bool has_version(const Compilation& compilation, const Resource& function) {
  const auto resources = compilation.model().resources();
  return std::any_of(compilation.graph().edges().begin(), compilation.graph().edges().end(),
                     [&](const DependencyGraph::Edge& edge) {
                       return &resources[edge.to] == &function && resources[edge.from].type == "AWS::Lambda::Version";
                     });
}

void judge(const Compilation& compilation, Reporter& reporter, const LambdaFunction& function) {
  const std::vector<std::string_view> able = compilation.facts().lookup("lambda-snap-start", "runtimes");
  auto is_able = [&](std::string_view runtime) { return std::find(able.begin(), able.end(), runtime) != able.end(); };
  std::vector<std::string_view> runtimes;
  const Node* runtime = function.body().get("Runtime");
  const bool all_known = runtime != nullptr && collect_runtimes(*runtime, runtimes);

  const Member* snap_start = function.body().find("SnapStart");
  if (snap_start == nullptr) {
    const bool all_java = all_known && std::all_of(runtimes.begin(), runtimes.end(), [&](std::string_view name) {
                            return name.starts_with("java") && is_able(name);
                          });
    if (all_java && !function.is_serverless && !has_macro_call(function.body())) {
      reporter.report("I2530", function.properties,
                      fmt::format("Functions with runtime '{}' start much faster from a snapshot; set SnapStart",
                                  runtimes.front()));
    }
    return;
  }
  const Member* apply_on = snap_start->value->find("ApplyOn");
  if (apply_on == nullptr || apply_on->value->text() != "PublishedVersions") return;
  const Location at_snap_start{&function.properties, snap_start->key, snap_start->value, 0};
  const Location at{&at_snap_start, apply_on->key, apply_on->value, 0};
  const auto unable = std::find_if_not(runtimes.begin(), runtimes.end(), is_able);
  if (unable != runtimes.end()) {
    reporter.report("E2530", at, fmt::format("Runtime '{}' does not support SnapStart; remove it", *unable));
  }
  // For AutoPublishAlias, the serverless transform publishes versions.
  if (function.resource.type == "AWS::Lambda::Function" && !has_version(compilation, function.resource)) {
    reporter.report(
        "W2530", at,
        fmt::format("SnapStart has no effect without a published version; add an AWS::Lambda::Version of '{}'",
                    function.resource.name()));
  }
}

}  // namespace

void check_snap_start(const Compilation& compilation, Reporter& reporter) {
  each_function(compilation.model(), [&](const LambdaFunction& function) { judge(compilation, reporter, function); });
}

}  // namespace virga
