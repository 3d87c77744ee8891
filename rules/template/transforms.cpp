// E1005: names of transforms that CloudFormation does not have.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "rules/engine/fixes.h"
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

private:
  static constexpr std::size_t kMostShown = 80;

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
  if (model.root() == nullptr || !compilation.may_hold("Fn::Transform")) return;
  walk_values(*model.root(), Location{nullptr, nullptr, model.root(), 0}, [&](const Node&, const Location& where) {
    if (where.key != nullptr && where.key->text() == "Fn::Transform") names.judge(*where.value, where);
    return true;
  });
}

}  // namespace virga
