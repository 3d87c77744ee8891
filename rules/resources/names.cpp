// E3001, E3011, E3010, I3010, I3012, E3007: number and names of resources.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/model/name_limits.h"
#include "compiler/support/text.h"
#include "rules/engine/fixes.h"
#include "rules/engine/messages.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
constexpr std::size_t kMostResources = 500;
// From nine tenths of a limit on, suggest splitting the stack.
constexpr std::size_t kManyResources = kMostResources * 9 / 10;
constexpr std::size_t kLongName = kMaxNameCharacters * 9 / 10;

// Whether the entry is a loop or macro. `Fn::Transform` merges what a macro returns.
bool is_expanded_away(const Template& model, std::string_view name) {
  return (name.starts_with("Fn::ForEach::") && model.has_language_extensions()) || name == "Fn::Transform";
}

// "Fn::ForEach::Queues" of "Fn::ForEac::Queues".
std::optional<std::string> near_loop(std::string_view name) {
  constexpr std::array<std::string_view, 1> kFunctions = {"Fn::ForEach"};
  const std::size_t end = name.rfind("::");
  if (end == std::string_view::npos || !is_alphanumeric(name.substr(end + 2))) return std::nullopt;
  const NearName near = near_function(name.substr(0, end), kFunctions);
  if (!near.found()) return std::nullopt;
  return std::string(near.name).append(name.substr(end));
}

}  // namespace

void check_resource_names(Validation& validation, const Node& resources, const Location& where) {
  const Context& context = validation.context();
  for (const Member& member : resources.members()) {
    std::string_view name = member.key->text();
    const Location& at = validation.at(where, member);
    if (!is_alphanumeric(name)) {
      if (is_expanded_away(validation.compilation().model(), name)) continue;
      if (name.starts_with("Fn::ForEach::")) {
        validation.fail(context, finding("E3001", at, requires_language_extensions("Fn::ForEach"))
                                     .fix(add_transform_fix(validation.compilation(), kLanguageExtensions)));
        continue;
      }
      if (const std::optional<std::string> loop = near_loop(name)) {
        const NearName near{*loop, true};
        validation.fail(context, finding("E3001", at, fmt::format("Unknown function '{}'{}", name, did_you_mean(near)))
                                     .fix(rename_key_fix(validation.compilation(), resources, member, near)));
        continue;
      }
      std::string message = fmt::format("Invalid logical ID '{}'; use letters and digits only", name);
      std::string better = alphanumeric_part(name);
      if (!name.starts_with("Fn::") && !better.empty() && resources.find(better) == nullptr) {
        message += fmt::format(", such as '{}'", better);
      }
      validation.fail(context, "E3001", at, std::move(message));
      continue;
    }
    if (name.size() > kMaxNameCharacters) {
      validation.fail(context, "E3011", at,
                      fmt::format("A logical ID can have at most {} characters, but this one has {}",
                                  kMaxNameCharacters, name.size()));
    } else if (name.size() > kLongName) {
      validation.fail(context, "I3012", at,
                      fmt::format("This logical ID has {} of at most {} characters; names derived from it, for example "
                                  "by Fn::ForEach, may become too long",
                                  name.size(), kMaxNameCharacters));
    }
  }
}

void check_resource_count(Validation& validation, const Node& resources, const Location& where) {
  const std::size_t count = resources.members().size();
  if (count > kMostResources) {
    validation.fail(
        validation.context(), "E3010", where,
        fmt::format(
            "A template can have at most {} resources, but this one has {}; move some to a nested or second stack",
            kMostResources, count));
  } else if (count > kManyResources) {
    validation.fail(
        validation.context(), "I3010", where,
        fmt::format("The template has {} of at most {} resources; plan to split the stack", count, kMostResources));
  }
}

void check_shared_names(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : model.resources()) {
    const Parameter* parameter = model.find_parameter(resource.name());
    if (parameter == nullptr) continue;
    const Location at{&resources, resource.member.key, resource.member.value, 0};
    reporter.report(finding("E3007", at,
                            fmt::format("'{}' is also a parameter; parameters and resources cannot have the same name",
                                        resource.name()))
                        .note(parameter->member.key->range, "The parameter with the same name"));
  }
}

}  // namespace virga
