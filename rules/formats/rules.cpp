#include "rules/formats/rules.h"

namespace virga {

std::span<const Rule> format_rules() { return {}; }
std::span<const Format> all_formats() { return {}; }

}  // namespace virga
