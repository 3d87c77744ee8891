#include "rules/lambda/functions.h"

#include <algorithm>

namespace virga {
namespace {

constexpr std::string_view kServerless = "AWS::Serverless::Function";

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
bool ignores_global(const Node& resource, std::string_view name) {
  const Node* ignored = resource.get("IgnoreGlobals");
  if (ignored == nullptr) return false;
  if (ignored->is_string()) return ignored->text() == "*";
  return std::any_of(ignored->items().begin(), ignored->items().end(),
                     [&](const Node* item) { return item->text() == name; });
}

}  // namespace

void each_function(const Template& model, const std::function<void(const LambdaFunction&)>& visit) {
  const Member* section = model.section(Section::Resources);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : model.resources()) {
    if (resource.type != "AWS::Lambda::Function" && resource.type != kServerless) continue;
    if (resource.properties == nullptr || !resource.properties->value->is_mapping() ||
        resource.properties->value->function != Function::None) {
      continue;
    }
    const Location at{&resources, resource.member.key, resource.member.value, 0};
    const Location properties{&at, resource.properties->key, resource.properties->value, 0};
    visit({resource, properties, resource.type == kServerless && model.is_sam()});
  }
}

const Member* inherited_property(const Template& model, const LambdaFunction& function, std::string_view name) {
  if (!function.is_serverless || function.body().find(name) != nullptr) return nullptr;
  if (ignores_global(*function.resource.member.value, name)) return nullptr;
  const Node* globals = model.section_body(Section::Globals);
  const Node* shared = globals != nullptr ? globals->get("Function") : nullptr;
  return shared != nullptr ? shared->find(name) : nullptr;
}

}  // namespace virga
