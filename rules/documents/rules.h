// Rules about embedded documents: state machines and Systems Manager documents.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> document_rules();

}  // namespace virga
