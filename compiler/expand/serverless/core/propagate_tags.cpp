#include <algorithm>
#include <array>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {
namespace {

// Types generated for functions and state machines that get the tags. Rules, schedules and event source mappings do
// not.
constexpr std::array<std::string_view, 6> kTagged = {"AWS::IAM::Role",        "AWS::IoT::TopicRule",
                                                     "AWS::Lambda::Function", "AWS::SNS::Topic",
                                                     "AWS::SQS::Queue",       "AWS::StepFunctions::StateMachine"};

}  // namespace

void propagate_tags(SamContext& context, const SamResource& owner, const Value& tags) {
  for (const SamContext::Added& added : context.added(owner)) {
    if (std::find(kTagged.begin(), kTagged.end(), added.type) == kTagged.end()) continue;
    Value* resource = context.result->get(added.logical_id);
    Value* properties = resource == nullptr ? nullptr : resource->get("Properties");
    if (properties != nullptr) properties->set("Tags", plain_tag_list(context, &tags));
  }
}

}  // namespace virga
