// What a nested stack or a stack set passes to its template.
#pragma once

#include <memory>

#include "compiler/change/change.h"
#include "compiler/change/comparison.h"
#include "compiler/change/side.h"
#include "compiler/change/stack_templates.h"

namespace virga {

// Those for which one of two versions passes a secret.
ParameterNames passed_secrets(const Side& before, const Resource& old, const Side& after, const Resource& now);

// The template under the values that the stack passes where they are the same whatever comes, and no secrets. Null when
// there is none.
std::shared_ptr<const Snapshot> open_under(const Side& side, const Resource& stack, const StackTemplate& found,
                                           const ParameterNames& secrets, DefaultValues& by_default);

// The parameters that get another value by the change of their stack, as far as the values are not known; `change` is
// null if there is none.
PassedChanges passed_changes(const ResourceChange* change, const Resource& old, const Resource& now,
                             const Snapshot& before, const Snapshot& after);

}  // namespace virga
