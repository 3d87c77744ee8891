// Checks of function arguments whose shape is described by schemas/overlay/schemas/fn-*.yaml.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/resolve/intrinsics.h"
#include "compiler/resolve/regions.h"
#include "compiler/support/text.h"
#include "rules/engine/scenarios.h"
#include "rules/functions/calls.h"

namespace virga {
namespace {

bool by_schema(Validation& v, const Node& call, const Location& where, const Context& context,
               std::string_view schema) {
  return v.check_argument(*call.argument(), v.compilation().facts().find_schema(schema), where, context,
                          *find_function_rule(call.function));
}

bool has_language_extensions(const Validation& v) { return v.compilation().model().has_language_extensions(); }

// Reports a function that requires the transform.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
bool needs_language_extensions(Validation& v, const Node& call, const Location& where, const Context& context) {
  if (has_language_extensions(v)) return true;
  fail_call(v, context, call, *where.parent, requires_language_extensions(call.function_key()->text()), {},
            add_transform_fix(v.compilation(), kLanguageExtensions));
  return false;
}

// The key of a mapping that a written one is probably a misspelling of. Keys that differ in what tells things apart
// ("us-east-1" and "us-east-2") are no misspellings of each other: such a key is missing.
NearName near_key(const ResolutionError& error) {
  if (!error.place->is_scalar()) return {};
  const NearName near = near_declared(error.place->text(), error.known);
  return near.found() && is_misspelling(error.place->text(), near.name) ? near : NearName{};
}

// Safe only where the names before it are literal, too: others may choose a mapping or key that has it.
std::optional<Fix> near_key_fix(const Compilation& compilation, const Node& argument, const ResolutionError& error,
                                const NearName& near) {
  std::optional<Fix> fix = near.found() ? rename_fix(compilation, *error.place, near) : std::nullopt;
  const auto before = argument.items().first(error.argument);
  if (fix && !std::all_of(before.begin(), before.end(), [](const Node* name) { return name->is_scalar(); })) {
    fix->safety = FixSafety::Unsafe;
  }
  return fix;
}

// Reports errors that occur when the call is evaluated.
bool report_resolution_errors(Validation& v, const Node& call, const Location& where, const Context& context) {
  const Resolution& resolution = v.compilation().evaluator().resolve(call);
  const Node& argument = *call.argument();
  bool any = false;
  for (const ResolutionError& error : resolution.errors) {
    if (error.place == nullptr || error.argument >= argument.size || depends_on_loop(error.place->text(), where))
      continue;
    const NearName near = near_key(error);
    fail_call(v, context, call, v.at(where, error.argument, *argument.items()[error.argument]),
              error.message + (near.found() ? did_you_mean(near) : error.choices), {},
              near_key_fix(v.compilation(), argument, error, near));
    any = true;
  }
  return !any;
}

// Is the candidate the name of a region alone, as of Ref AWS::Region? Not what is made of it, such as AWS::StackId.
bool is_region_alone(const Validation& v, const ResolvedValue& candidate) {
  return candidate.choices.size() == 1 && candidate.choices.front().parameter == kRegionChoice &&
         candidate.value->text() == v.compilation().evaluator().options().regions[candidate.choices.front().choice];
}

// "'eu-west-1', 'eu-west-2' and 31 more".
std::string some_keys(const std::vector<std::string_view>& keys) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(keys.size(), kShown); ++i)
    text += fmt::format("{}'{}'", i > 0 ? ", " : "", keys[i]);
  if (keys.size() > kShown) text += fmt::format(" and {} more", keys.size() - kShown);
  return text;
}

// A stack need not work in every region, but in those that are asked for: a lookup by AWS::Region needs a key for each.
void report_missing_regions(Validation& v, const Node& call, const Location& where, const Context& context) {
  const LintOptions& options = v.compilation().options();
  const Node& argument = *call.argument();
  if ((!options.regions_fixed && options.regions.size() < 2) || argument.size != 3) return;
  const Declaration* mapping = v.compilation().model().find_mapping(argument.items()[0]->text());
  if (mapping == nullptr) return;
  const Node* rows = mapping->body();
  std::string_view row_name;
  for (const std::uint32_t step : {1U, 2U}) {
    const Node& key = *argument.items()[step];
    if (!rows->is_mapping() || rows->find("Fn::Transform") != nullptr || depends_on_loop(key.text(), where)) return;
    if (key.is_scalar()) {
      row_name = key.text();
      rows = rows->get(row_name);
      if (rows == nullptr) return;
      continue;
    }
    std::vector<std::string_view> missing;
    for (const ResolvedValue& candidate : v.compilation().evaluator().resolve(key).values) {
      if (!is_region_alone(v, candidate)) return;
      if (rows->get(candidate.value->text()) != nullptr) continue;
      if (v.compilation().evaluator().possible(candidate, scenario_of(context))) {
        missing.push_back(candidate.value->text());
      }
    }
    if (missing.empty()) return;
    const std::string owner = step == 1 ? fmt::format("Mapping '{}'", mapping->name())
                                        : fmt::format("Key '{}' of mapping '{}'", row_name, mapping->name());
    fail_call(v, context, call, v.at(where, step, key),
              fmt::format("{} has no key for the region{} {}; it has {}", owner, missing.size() > 1 ? "s" : "",
                          some_keys(missing), some_keys(keys_of(*rows))));
    return;
  }
}

}  // namespace

bool check_base64(Validation& v, const Node& call, const Location& where, const Context& context) {
  return by_schema(v, call, where, context, "fn-base64");
}

bool check_cidr(Validation& v, const Node& call, const Location& where, const Context& context) {
  return by_schema(v, call, where, context, "fn-cidr");
}

bool check_find_in_map(Validation& v, const Node& call, const Location& where, const Context& context) {
  if (!by_schema(v, call, where, context, has_language_extensions(v) ? "fn-find-in-map-extended" : "fn-find-in-map")) {
    return false;
  }
  if (!report_resolution_errors(v, call, where, context)) return false;
  report_missing_regions(v, call, where, context);
  return true;  // its values in the other regions are judged
}

bool check_get_azs(Validation& v, const Node& call, const Location& where, const Context& context) {
  if (!by_schema(v, call, where, context, "fn-get-azs")) return false;
  const Node& region = *call.argument();
  if (region.is(NodeKind::Null)) {
    fail_call(v, context, call, where, "Fn::GetAZs requires a region; use an empty string (\"\") for the stack's own",
              {}, empty_text_fix(v.compilation(), where));
    return false;
  }
  if (!region.is_string() || region.size == 0 || depends_on_loop(region.text(), where)) return true;
  if (is_region(region.text())) return true;
  const std::vector<std::string_view> known = all_regions();
  const NearName near = near_name(region.text(), known);
  fail_call(v, context, call, where,
            fmt::format("'{}' is not a region{}", region.text(),
                        near.found() ? did_you_mean(near) : "; use an empty string for the stack's own region"),
            {}, rename_fix(v.compilation(), region, near));
  return false;
}

bool check_get_stack_output(Validation& v, const Node& call, const Location& where, const Context& context) {
  return by_schema(v, call, where, context, "fn-get-stack-output");
}

// The branches themselves are checked at the place of the call.
bool check_if_argument(Validation& v, const Node& call, const Location& where, const Context& context) {
  if (!by_schema(v, call, where, context, "fn-if")) return false;
  const Compilation& compilation = v.compilation();
  if (!call.argument()->is_sequence()) {
    fail_call(v, context, call, *where.parent, "Fn::If requires a condition and two values");
    return false;
  }
  const Node& name = *call.argument()->items()[0];
  if (compilation.conditions().id(name.text()) || compilation.known_names().condition(name.text()) ||
      depends_on_loop(name.text(), where)) {
    return true;
  }
  std::vector<std::string_view> names;
  for (const Declaration& condition : compilation.model().conditions()) names.push_back(condition.name());
  const NearName near = near_declared(name.text(), names);
  fail_call(v, context, call, v.at(where, 0, name), not_defined("Condition", name.text(), near), {},
            rename_fix(compilation, name, near));
  return false;
}

bool check_import_value(Validation& v, const Node& call, const Location& where, const Context& context) {
  return by_schema(v, call, where, context, "fn-import-value");
}

bool check_length(Validation& v, const Node& call, const Location& where, const Context& context) {
  return needs_language_extensions(v, call, where, context) && by_schema(v, call, where, context, "fn-length");
}

bool check_to_json_string(Validation& v, const Node& call, const Location& where, const Context& context) {
  return needs_language_extensions(v, call, where, context) && by_schema(v, call, where, context, "fn-to-json-string");
}

bool check_select(Validation& v, const Node& call, const Location& where, const Context& context) {
  if (!by_schema(v, call, where, context, has_language_extensions(v) ? "fn-select-extended" : "fn-select"))
    return false;
  return report_resolution_errors(v, call, where, context);
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
bool check_split(Validation& v, const Node& call, const Location& where, const Context& context) {
  if (!by_schema(v, call, where, context, "fn-split")) return false;
  if (!call.argument()->is_sequence()) return true;
  const Node& text = *call.argument()->items()[1];
  if (text.text().find("{{resolve:") == std::string_view::npos) return true;
  fail_call(v, context, call, v.at(where, 1, text),
            "Fn::Split would split the dynamic reference itself, which is only resolved later");
  return false;
}

}  // namespace virga
