#include "rules/functions/rules.h"

namespace virga {

std::span<const Rule> function_family_rules() { return {}; }
std::span<const FunctionRule> function_rules() { return {}; }

}  // namespace virga
