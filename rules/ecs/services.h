// Services and the tasks that they run.
#pragma once

#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"

namespace virga {

// Calls `visit(service, location of its properties, task)` for each resource of the type (a service, or a task set)
// whose task definition is in the template, if both can exist together and no macro may give what they lack.
template <typename Visit>
void each_with_task(const Compilation& compilation, std::string_view type, Visit&& visit) {
  each_resource_of_type(compilation, type, [&](const Resource& service, const Location& where) {
    const Node* definition = service.property("TaskDefinition");
    const Resource* task = definition == nullptr ? nullptr : resource_named_by(compilation.model(), *definition);
    if (task == nullptr || task->type != "AWS::ECS::TaskDefinition" || task->properties == nullptr) return;
    if (has_macro_call(service) || has_macro_call(*task)) return;
    if (can_meet(compilation, service, *task)) visit(service, where, *task);
  });
}

template <typename Visit>
void each_service_with_task(const Compilation& compilation, Visit&& visit) {
  each_with_task(compilation, "AWS::ECS::Service", visit);
}

}  // namespace virga
