#include <fmt/format.h>

#include "compiler/expand/language/for_each.h"
#include "compiler/expand/language/functions.h"
#include "compiler/expand/stages.h"

namespace virga {

namespace {

// Loops first, so that identifiers are replaced in the functions inside them. Conditions before what depends on them.
constexpr std::string_view kSectionsWithLoops[] = {"Conditions", "Resources", "Outputs"};

// Checks what the service rejects before it evaluates any function.
void check_resources(Stage& stage) {
  const Entry* resources = stage.root.find("Resources");
  if (resources == nullptr || resources->value->is_null()) {
    stage.problems.error({}, resources == nullptr ? &stage.root : resources->key,
                         "The template has no resources; define one in the Resources section");
  } else if (!resources->value->is_mapping()) {
    stage.problems.error({}, resources->key, "The Resources section must be a map of named resources");
  }
}

void refuse_loops_elsewhere(const Value& value, Stage& stage) {
  for (const Value* item : value.items()) refuse_loops_elsewhere(*item, stage);
  for (const Entry& entry : value.entries()) {
    if (is_loop_key(entry.key->text())) {
      stage.problems.error({}, entry.key,
                           fmt::format("{} is not allowed here; loops are allowed in Conditions, Resources and Outputs",
                                       entry.key->text()));
    } else {
      refuse_loops_elsewhere(*entry.value, stage);
    }
  }
}

}  // namespace

void check_language_template(Stage& stage) {
  check_resources(stage);
  for (const std::string_view name : {"Parameters", "Mappings", "Rules", "Metadata", "Hooks"}) {
    if (const Value* section = stage.root.get(name)) refuse_loops_elsewhere(*section, stage);
  }
}

bool expand_loops(Stage& stage) {
  KnownValues values(stage);
  LoopExpander loops(stage, values);
  for (const std::string_view name : kSectionsWithLoops) {
    Value* section = stage.root.get(name);
    if (section == nullptr || !section->is_mapping()) continue;
    const bool had_entries = !section->empty();
    loops.expand_section(*section);
    if (had_entries && section->empty() && name != "Resources") stage.root.erase(name);
  }
  return !loops.keeps_loops();
}

bool resolve_extended_functions(Stage& stage) {
  KnownValues values(stage);
  FunctionResolver functions(stage, values);
  const auto mapping = [&](std::string_view name) {
    Value* section = stage.root.get(name);
    return section != nullptr && section->is_mapping() ? section : nullptr;
  };
  if (Value* conditions = mapping("Conditions")) functions.resolve_conditions(*conditions);
  if (Value* globals = mapping("Globals")) functions.resolve(*globals);
  if (Value* resources = mapping("Resources")) functions.resolve_declarations(*resources, true);
  if (Value* outputs = mapping("Outputs")) functions.resolve_declarations(*outputs, false);
  return !functions.keeps_functions();
}

}  // namespace virga
