// Local files of SAM resources. Expanded, all of them are the same placeholder until they are packaged.
#include <algorithm>

#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/resolve/known_names.h"

namespace virga {
namespace {

// A property of SAM that may be a local path, and the property of the resource that it is made into.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-package.html
struct ArtifactProperty {
  std::string_view sam_type, sam_property, type, property;
};
constexpr ArtifactProperty kArtifacts[] = {
    {"AWS::Serverless::Api", "DefinitionUri", "AWS::ApiGateway::RestApi", "BodyS3Location"},
    {"AWS::Serverless::Function", "CodeUri", "AWS::Lambda::Function", "Code"},
    {"AWS::Serverless::HttpApi", "DefinitionUri", "AWS::ApiGatewayV2::Api", "BodyS3Location"},
    {"AWS::Serverless::LayerVersion", "ContentUri", "AWS::Lambda::LayerVersion", "Content"},
    {"AWS::Serverless::StateMachine", "DefinitionUri", "AWS::StepFunctions::StateMachine", "DefinitionS3Location"},
};

// Whether it is a path that packaging replaces.
bool is_local(const Node* value) {
  return value != nullptr && value->is_string() && value->size > 0 &&
         value->text().find("://") == std::string_view::npos;
}

const Resource* made_from(const Template& model, std::string_view sam_resource, std::string_view type) {
  const auto resources = model.resources();
  const auto found = std::find_if(resources.begin(), resources.end(), [&](const Resource& one) {
    return one.type == type && (one.name() == sam_resource || sam_resource_of(*one.member.key) == sam_resource);
  });
  return found == resources.end() ? nullptr : &*found;
}

}  // namespace

void TemplateComparison::compare_artifacts() {
  const Template& old_model = before_.snapshot().unrolled().model();
  const Template& new_model = after_.snapshot().unrolled().model();
  if (!old_model.is_sam() || !new_model.is_sam()) return;
  for (const Resource& resource : new_model.resources()) {
    const Resource* old = old_model.find_resource(resource.name());
    if (old == nullptr || old->type != resource.type) continue;
    for (const ArtifactProperty& artifact : kArtifacts) {
      if (artifact.sam_type != resource.type) continue;
      const Node* was = sam_property(old_model, *old, artifact.sam_property);
      const Node* is = sam_property(new_model, resource, artifact.sam_property);
      if (!is_local(was) && !is_local(is)) continue;
      if (was != nullptr && is != nullptr && values_.same(*was, *is)) continue;
      const Resource* old_made = made_from(before_.model(), resource.name(), artifact.type);
      const Resource* made = made_from(after_.model(), resource.name(), artifact.type);
      if (made == nullptr) continue;
      // What is not written in this way has another property: InlineCode.
      if (was == nullptr && old_made != nullptr) was = old_made->property(artifact.property);
      if (is == nullptr) is = made->property(artifact.property);
      if (was != nullptr && is != nullptr) add_artifact(*made, artifact.property, *was, *is);
    }
  }
}

void TemplateComparison::add_artifact(const Resource& made, std::string_view property, const Node& before,
                                      const Node& after) {
  auto known = std::find_if(out_.resources.begin(), out_.resources.end(),
                            [&](const ResourceChange& one) { return one.logical_id == made.name(); });
  // What is new has all of it.
  if (known != out_.resources.end()) {
    if (known->action != ChangeAction::Modify) return;
    // Parts of a placeholder.
    std::erase_if(known->changes, [&](const PropertyChange& one) { return one.name == property; });
  }
  if (known == out_.resources.end()) {
    known = out_.resources.insert(known, change_of(made, ChangeAction::Modify));
    if (made.condition != nullptr && after_.truth(condition_of(made)) != true) known->when = condition_of(made);
  }
  Difference difference;
  difference.path = {std::string(property)};
  difference.before = &before;
  difference.after = &after;
  difference.note = "what it is packaged into";
  known->changes.push_back(
      property_change(difference, ReplacedSecrets(before_, after_, {&difference, 1}), "Properties", made.type));
  known->effect = combined(known->effect, known->changes.back().effect);
  if (may_replace(known->effect)) set_policy(*known, false, made, "UpdateReplacePolicy");
}

}  // namespace virga
