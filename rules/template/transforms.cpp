// E1005: names of transforms that CloudFormation does not have, and malformed calls of macros.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/engine/validation.h"
#include "rules/engine/walk.h"
#include "rules/template/checks.h"

namespace virga {
namespace {

class TransformNames {
public:
  TransformNames(const Compilation& compilation, Reporter& reporter)
      : compilation_(compilation), reporter_(reporter), known_(compilation.facts().keys("transforms")) {}

  // A name, or a map that has one.
  void judge(const Node& transform, const Location& where) const {
    if (transform.is_mapping()) {
      const Member* name = transform.find("Name");
      if (name != nullptr) judge(*name->value, Location{&where, name->key, name->value, 0});
      return;
    }
    constexpr std::string_view kOwn = "AWS::";  // macros of users have other names
    if (!transform.is_string() || !transform.text().starts_with(kOwn)) return;
    if (std::find(known_.begin(), known_.end(), transform.text()) != known_.end()) return;
    const NearName near = nearest_to(transform.text());
    reporter_.report(
        finding("E1005", where,
                fmt::format("Unknown transform '{}'{}", transform.text().substr(0, kMostShown),
                            near.found() ? did_you_mean(near)
                                         : "; names that begin with 'AWS::' are those of CloudFormation's transforms"))
            .focus(transform)
            .fix(rename_fix(compilation_, transform, near)));
  }

  // The argument of Fn::Transform.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-transform.html
  void judge_call(const Node& argument, const Location& where) const {
    judge(argument, where);
    if (compilation_.unread() != nullptr || argument.is_sequence() || argument.is(NodeKind::Null)) return;
    if (argument.function != Function::None) return;
    if (!argument.is_mapping()) {
      reporter_.report("E1005", where,
                       fmt::format("Fn::Transform requires a map with the Name of a macro and its Parameters, found {}",
                                   describe_value(argument)));
      return;
    }
    const bool has_name = argument.find("Name") != nullptr;
    bool is_misspelt = false;
    for (const Member& member : argument.members()) {
      const std::string_view key = member.key->text();
      if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end() || key.starts_with("Fn::")) continue;
      NearName near = near_choice(key, kKeys);
      if (near.found() && argument.find(near.name) != nullptr) near = {};
      is_misspelt |= near.found() && near.name == "Name";
      reporter_.report(finding("E1005", Location{&where, member.key, member.value, 0},
                               fmt::format("Unknown key '{}' of Fn::Transform{}", key.substr(0, kMostShown),
                                           near.found() ? did_you_mean(near) : "; it takes Name and Parameters"))
                           .focus(*member.key)
                           .meant(near)
                           .fix(rename_key_fix(compilation_, argument, member, near)));
    }
    if (!has_name && !is_misspelt) reporter_.report("E1005", where, "Fn::Transform requires the Name of a macro");
  }

private:
  static constexpr std::size_t kMostShown = 80;
  static constexpr std::array<std::string_view, 2> kKeys = {"Name", "Parameters"};

  NearName nearest_to(std::string_view name) const {
    if (const NearName near = near_name(name, known_); near.found()) return near;
    // Without its date.
    const auto goes_on = [&](std::string_view other) {
      return other.starts_with(name) && other.substr(name.size()).starts_with('-');
    };
    const auto found = std::find_if(known_.begin(), known_.end(), goes_on);
    if (found == known_.end()) return {};
    return {*found, std::none_of(found + 1, known_.end(), goes_on)};
  }

  const Compilation& compilation_;
  Reporter& reporter_;
  std::vector<std::string_view> known_;
};

}  // namespace

void check_transforms(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const TransformNames names(compilation, reporter);
  in_section(model, Section::Transform, [&](const Node& value, const Location& where) {
    names.judge(value, where);
    std::uint32_t index = 0;
    for (const Node* item : value.items()) names.judge(*item, Location{&where, nullptr, item, index++});
  });
  if (model.root() == nullptr || !may_call_macro(compilation)) return;
  walk_values(*model.root(), Location{nullptr, nullptr, model.root(), 0}, [&](const Node&, const Location& where) {
    if (where.key != nullptr && where.key->text() == "Fn::Transform") names.judge_call(*where.value, where);
    return true;
  });
}

}  // namespace virga
