// Rules about documents in languages of their own: state machines, and documents of Systems Manager.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> document_rules();

}  // namespace virga
