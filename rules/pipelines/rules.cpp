#include "rules/pipelines/rules.h"

#include "rules/pipelines/checks.h"

namespace virga {
namespace {

constexpr std::string_view kStructure =
    "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html";

constexpr Rule kRules[] = {
    {"E3700", "Source action in the wrong stage",
     "The first stage of a pipeline consists of source actions, and no other stage has one.", kStructure, nullptr,
     check_source_stage},
    {"E3701", "Artifact that no action makes, or that two make",
     "An action takes what an earlier one gives out, and each name is given out once.", kStructure, nullptr,
     check_artifact_names},
    {"E3702", "Wrong number of artifacts", "Each kind of action takes and gives out so many artifacts and no others.",
     "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html"},
    {"E3703", "Configuration that the action does not take",
     "CodePipeline refuses an action whose configuration lacks something, or names no role or artifact.",
     "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html", nullptr,
     check_action_configuration},
};

}  // namespace

std::span<const Rule> pipeline_rules() { return kRules; }

}  // namespace virga
