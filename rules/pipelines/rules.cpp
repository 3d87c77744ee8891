#include "rules/pipelines/rules.h"

#include "rules/pipelines/checks.h"

namespace virga {
namespace {

constexpr std::string_view kStructure =
    "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html";

constexpr Rule kRules[] = {
    claims(Claim::Missing,
           {"E3700", "Source action in the wrong stage",
            "The first stage of a pipeline must consist of source actions, and no other stage can have one.",
            kStructure, nullptr, check_source_stage}),
    claims(Claim::Missing, {"E3701", "Undefined or duplicate artifact",
                            "The inputs of an action must be outputs of earlier ones, and output names must be unique.",
                            kStructure, nullptr, check_artifact_names}),
    {"E3702", "Wrong number of artifacts", "The number of input and output artifacts depends on the kind of action.",
     "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html"},
    claims(Claim::Missing,
           {"E3703", "Invalid action configuration",
            "CodePipeline refuses an action whose configuration is incomplete, or names an invalid role or artifact.",
            "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html", nullptr,
            check_action_configuration}),
};

}  // namespace

std::span<const Rule> pipeline_rules() { return kRules; }

}  // namespace virga
