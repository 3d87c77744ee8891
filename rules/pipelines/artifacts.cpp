// E3701: each artifact must be produced once, and before it is used.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/engine/branches.h"
#include "rules/pipelines/checks.h"

namespace virga {
namespace {

struct Artifact {
  std::string_view name;
  const Node* key = nullptr;  // of the Name
  const Location* where = nullptr;
  Scenario holds;
  std::uint32_t stage = 0;
};

class Artifacts {
public:
  explicit Artifacts(Validation& validation) : validation_(validation) {}

  // Adds the artifacts in a property of an action.
  void add(const Node& action, const Location& where, const Scenario& holds, std::string_view property,
           std::uint32_t stage, std::vector<Artifact>& list) {
    const Member* artifacts = action.find(property);
    if (artifacts == nullptr) return;
    all_known_ &= each_item(validation_, *artifacts->value, validation_.at(where, *artifacts), holds,
                            [&](const Node& artifact, const Location& at, const Scenario& then) {
                              const Member* name = artifact.find("Name");
                              if (name == nullptr || !name->value->is_string()) {
                                all_known_ = false;
                                return;
                              }
                              list.push_back({name->value->text(), name->key, &validation_.at(at, *name), then, stage});
                            });
  }

  std::vector<Artifact> outputs, inputs;

  void judge() {
    const ConditionSolver& conditions = validation_.compilation().conditions();
    std::unordered_map<std::string_view, std::vector<const Artifact*>> made;
    for (const Artifact& output : outputs) {
      std::vector<const Artifact*>& earlier = made[output.name];
      const auto repeated = std::find_if(earlier.begin(), earlier.end(), [&](const Artifact* other) {
        Scenario both = other->holds;
        both.insert(both.end(), output.holds.begin(), output.holds.end());
        return conditions.possible(both);
      });
      if (repeated != earlier.end()) {
        validation_.fail(
            validation_.context(),
            finding(
                "E3701", *output.where,
                fmt::format("Duplicate output artifact '{}'; artifact names must be unique in a pipeline", output.name))
                .note((*repeated)->key->range, fmt::format("'{}' is also an output of this action", output.name)));
      }
      earlier.push_back(&output);
    }
    if (!all_known_) return;
    for (const Artifact& input : inputs) {
      // An action in the same stage may run earlier, depending on RunOrder. Outputs are sorted by stage.
      const auto found = made.find(input.name);
      if (found != made.end() && found->second.front()->stage <= input.stage) continue;
      validation_.fail(validation_.context(), "E3701", *input.where,
                       fmt::format("Artifact '{}' is not an output of any earlier action", input.name));
    }
  }

private:
  Validation& validation_;
  bool all_known_ = true;
};

}  // namespace

void check_artifact_names(Validation& validation, const Node& stages, const Location& where) {
  Artifacts artifacts(validation);
  std::uint32_t number = 0;
  for (std::uint32_t i = 0; i < stages.items().size(); ++i) {
    const Node& item = *stages.items()[i];
    ++number;
    each_branch(validation, item, validation.at(where, i, item), {},
                [&](const Node& stage, const Location& at_stage, const Scenario& holds) {
                  const Member* actions = stage.find("Actions");
                  if (actions == nullptr) return;
                  each_item(validation, *actions->value, validation.at(at_stage, *actions), holds,
                            [&](const Node& action, const Location& at, const Scenario& then) {
                              artifacts.add(action, at, then, "OutputArtifacts", number, artifacts.outputs);
                              artifacts.add(action, at, then, "InputArtifacts", number, artifacts.inputs);
                            });
                });
  }
  artifacts.judge();
}

}  // namespace virga
