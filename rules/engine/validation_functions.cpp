// Intrinsic functions during a validation: arguments, results, values and branches.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/fixes.h"
#include "rules/engine/messages.h"
#include "rules/engine/scenarios.h"
#include "rules/engine/unread_text.h"

namespace virga {
namespace {

// Whether a value of the given types can have one of the expected types. Scalars are converted into each other, except
// that a number or boolean returned by an attribute does not become a string.
bool compatible(std::uint8_t given, std::uint8_t expected, Function function) {
  using namespace json_type;
  constexpr std::uint8_t kScalar = kBoolean | kInteger | kNumber | kString;
  if ((given & expected) != 0) return true;
  if (function == Function::GetAtt && (given & kString) == 0 && (expected & kScalar) == kString) return false;
  return (given & kScalar) != 0 && (expected & kScalar) != 0;
}

// Adds the schemas of JSON inside a string; adds nothing if any string is allowed.
void add_contents(Schema schema, std::vector<Schema>& contents) {
  if (const auto content = schema.find(KeywordId::ContentSchema)) contents.push_back(content->schema());
  const auto all = schema.find(KeywordId::AllOf);
  for (std::uint32_t i = 0; all && i < all->count(); ++i) add_contents(all->schema(i), contents);
}

// Whether every string is valid: the schema asks for nothing but a type.
bool takes_any_string(Schema schema) {
  const std::span<const KeywordRecord> keywords = schema.keywords();
  return keywords.size() == 1 && keywords[0].id() == KeywordId::Type && (schema.types() & json_type::kString) != 0;
}

// Whether packaging replaces a local path here by an S3 object (W3002). It only reads literal paths.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html
bool holds_packaged_path(Schema schema) {
  if (schema.types() != (json_type::kObject | json_type::kString)) return false;
  const auto checks = schema.find(KeywordId::Check);
  for (std::uint32_t i = 0; checks && i < checks->count(); ++i) {
    if (checks->name(i) == "W3002") return true;
  }
  return false;
}

// The types that a call's value may have (json_type bits), 0 for any.
std::uint8_t types_for_call(Schema schema) { return holds_packaged_path(schema) ? json_type::kObject : schema.types(); }

bool returns_other_type(std::uint8_t given, Schema schema, Function function) {
  if (given == 0) return false;
  const std::uint8_t expected = types_for_call(schema);
  return expected != 0 && !compatible(given, expected, function);
}

// Failures that are the fault of the value itself, not of how it is used.
bool blames_the_value(KeywordId keyword) {
  switch (keyword) {
    case KeywordId::Enum:
    case KeywordId::EnumCaseInsensitive:
    case KeywordId::MultipleOf:
    case KeywordId::Pattern:
    case KeywordId::Minimum:
    case KeywordId::Maximum:
    case KeywordId::ExclusiveMinimum:
    case KeywordId::ExclusiveMaximum:
      return true;
    default:
      return false;
  }
}

// The branch that is always taken, in place of Fn::If: it is the value of the call in every deployment. With values of
// parameters it would be that of one.
std::optional<Fix> other_branch_fix(const Compilation& compilation, const Location& where, const Node& call,
                                    const Node& taken) {
  if (where.value != &call || where.parent == nullptr) return std::nullopt;
  if (!compilation.options().evaluation.parameters.empty()) return std::nullopt;
  // Behind a tag no second one can stand.
  if (where.key != nullptr && where.key->is_synthetic()) return std::nullopt;
  const LineIndex& lines = compilation.source().lines();
  const bool is_one_line = lines.line_of(call.range.begin) == lines.line_of(call.range.end);
  EditBuilder edit(compilation.tree());
  if (is_one_line) {
    edit.unwrap(call, taken);
  } else {
    edit.replace(*where.parent->value, call, taken);
  }
  return edit.take_fix("Replace Fn::If by the branch that is always taken", safety_of_rewriting(compilation, where));
}

}  // namespace

std::string_view rule_of_function(const Context& context, const FunctionRule& row) {
  const bool keeps_own = row.function == Function::ToJsonString || row.function == Function::Length;
  const bool is_judge = context.function_rule == "E1030" || context.function_rule == "E1031";
  if (context.function_rule.empty() || keeps_own || (row.function == Function::Ref && !is_judge)) return row.rule;
  return context.function_rule;
}

Verdict Validation::check_function(const Node& call, Schema schema, const Location& where, const Context& context) {
  if (is_no_value(call)) return Verdict::Valid;
  if (call.function == Function::If) return check_if(call, schema, where, context);

  const FunctionRule* row = find_function_rule(call.function);
  const Location at_call{&where, call.function_key(), call.argument()};
  if (row == nullptr) {
    if (call.argument() != nullptr) walk(*call.argument(), at_call, context);
    return context.composite ? Verdict::Unknown : Verdict::Valid;
  }
  const bool sound = argument_is_sound(call, schema, *row, at_call, context);
  if (!schema) return Verdict::Valid;
  if (row->result_types != nullptr) {
    std::uint8_t given = row->result_types(*this, call);
    if (returns_other_type(given, schema, call.function)) {
      if (!context.composite && context.failures != nullptr) {
        fail(context, rule_of_function(context, *row), row->function == Function::GetAtt ? at_call : where,
             fmt::format("Expected {2}, but {0} returns {1}", call.function_key()->text(), describe_types(given),
                         describe_types(types_for_call(schema))));
      }
      return Verdict::Invalid;
    }
  }
  if (!sound) return context.composite ? Verdict::Unknown : Verdict::Invalid;
  if (context.failures != nullptr && !context.composite) check_reference_format(*this, call, schema, at_call, context);
  if (row->check_use != nullptr && context.failures != nullptr && !context.composite) {
    const Context* outer = std::exchange(context_, &context);
    row->check_use(*this, call, schema, at_call, context);
    context_ = outer;
  }
  if (call.function == Function::Sub && call.argument()->is_string()) {
    std::vector<Schema> contents;
    add_contents(schema, contents);
    Verdict verdict = Verdict::Valid;
    for (const Schema content : contents) {
      verdict = worse(verdict, check_content(*call.argument(), content, at_call, context, true));
    }
    if (!contents.empty()) return verdict;
  }
  if (row->resolved_rule.empty()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  // Whatever these make is a string.
  const bool makes_text = call.function == Function::Sub || call.function == Function::Join;
  if (makes_text && !context.composite && takes_any_string(schema)) return Verdict::Valid;
  return check_resolved(call, schema, at_call, context, *row);
}

bool Validation::argument_is_sound(const Node& call, Schema schema, const FunctionRule& row, const Location& at_call,
                                   const Context& context) {
  if (auto known = arguments_checked_.find(&call); known != arguments_checked_.end()) return known->second;
  if (row.check_argument == nullptr || context.failures == nullptr || context.composite) return true;
  const Context* outer = std::exchange(context_, &context);
  const Schema outer_place = std::exchange(place_, schema);
  bool sound = row.check_argument(*this, call, at_call, context);
  context_ = outer;
  place_ = outer_place;
  arguments_checked_.emplace(&call, sound);
  return sound;
}

bool Validation::may_replace_call(const Node& other, const Location& where) {
  if (!place_) return true;
  const FunctionRule& row = *find_function_rule(other.function);
  std::vector<Failure> failures;
  Context trial = *context_;
  trial.failures = &failures;
  trial.resolved = true;  // not what the text has, so nothing to fix
  const std::uint8_t given = row.result_types != nullptr ? row.result_types(*this, other) : std::uint8_t{0};
  if (returns_other_type(given, place_, other.function)) return false;
  check_reference_format(*this, other, place_, Location{&where, other.function_key(), other.argument()}, trial);
  return failures.empty();
}

bool Validation::check_argument(const Node& argument, Schema schema, const Location& where, const Context& context,
                                const FunctionRule& row) {
  Context inner = context;
  inner.rule = inner.function_rule = rule_of_function(context, row);
  inner.message = {};
  inner.functions = {};
  inner.strict_types = false;
  inner.resolved = false;
  std::size_t before = context.failures->size();
  Verdict verdict = check(argument, schema, where, inner);
  // Nothing is certain about an argument that was not read to its end, not even its number of items.
  if (const UnreadText* unread = compilation_.unread(); unread != nullptr) {
    if (argument.is_scalar() ? is_broken(argument) : unread->may_hold_more(argument)) return false;
  }
  // Advice about a nested function does not make this argument invalid.
  return verdict != Verdict::Invalid &&
         std::none_of(context.failures->begin() + static_cast<std::ptrdiff_t>(before), context.failures->end(),
                      [](const Failure& failure) { return failure.rule.starts_with('E'); });
}

const Location* Validation::parameter_value(const ResolvedValue& candidate) {
  const Template& model = compilation_.model();
  const Member* section = model.section(Section::Parameters);
  if (section == nullptr || candidate.source == nullptr) return nullptr;
  for (const ParameterChoice& choice : candidate.choices) {
    if (choice.parameter == kRegionChoice) continue;
    const Parameter& parameter = model.parameters()[choice.parameter];
    const Location& body = at(at(root(*model.root()), *section), parameter.member);
    for (const Member& member : parameter.body()->members()) {
      if (member.value == candidate.source) return &at(body, member);
      std::uint32_t index = 0;
      for (const Node* item : member.value->items()) {
        if (item == candidate.source) return &at(at(body, member), index, *item);
        ++index;
      }
    }
  }
  return nullptr;
}

// "when Ref is resolved and IsProd is true and AWS::Region is eu-west-1": the conditions beyond those of the use.
std::string Validation::when_of(const ResolvedValue& candidate, const Node& call, const Scenario& outer) const {
  std::string text = fmt::format("when {} is resolved", call.function_key()->text());
  Scenario added;
  for (const Assumption& a : candidate.scenario) {
    if (find_assumption(outer, a.condition) == nullptr) added.push_back(a);
  }
  if (!added.empty()) text += " and " + compilation_.conditions().describe(added);
  for (const ParameterChoice& choice : candidate.choices) {
    if (choice.parameter != kRegionChoice || compilation_.options().regions.size() < 2) continue;
    text += fmt::format(" and AWS::Region is {}", compilation_.evaluator().options().regions[choice.choice]);
  }
  return text;
}

std::string_view Validation::region_of(const ResolvedValue& candidate, const Context& context) const {
  for (const ParameterChoice& choice : candidate.choices) {
    if (choice.parameter == kRegionChoice) return compilation_.evaluator().options().regions[choice.choice];
  }
  return context.region;
}

// If one value that does not depend on a parameter is valid, nothing is reported; of the values that a user can choose
// for a parameter, all must be valid.
Verdict Validation::check_resolved(const Node& call, Schema schema, const Location& where, const Context& context,
                                   const FunctionRule& row) {
  const Resolution& resolution = compilation_.evaluator().resolve(call);
  if (!resolution.known || resolution.values.empty()) return context.composite ? Verdict::Unknown : Verdict::Valid;

  bool any_valid = false, any_unknown = false, any_invalid = false;
  std::vector<Failure> failures;
  Context inner = context;
  inner.functions = {};
  inner.resolved = true;
  inner.strict_types = false;
  // If the values are not complete, as with a parameter's Default, they decide nothing in a composite keyword.
  if (context.composite && !resolution.complete) return Verdict::Unknown;
  Scenario merged;
  for (const ResolvedValue& candidate : resolution.values) {
    if (candidate.value == nullptr || !compilation_.evaluator().possible(candidate, scenario_of(context))) continue;
    inner.scenario = context.scenario;
    if (!candidate.scenario.empty()) {
      merged = scenario_of(context);
      for (const Assumption& a : candidate.scenario) {
        if (find_assumption(merged, a.condition) == nullptr) merged.push_back(a);
      }
      inner.scenario = &merged;
    }
    inner.region = region_of(candidate, context);
    const bool chosen = (!candidate.choices.empty() || !candidate.scenario.empty()) && call.function != Function::Sub;
    std::vector<Failure> found;
    inner.failures = context.failures != nullptr && !context.composite ? &found : nullptr;
    switch (check(*candidate.value, schema, where, inner)) {
      case Verdict::Valid:
        // A check of the value may report something even if all keywords are satisfied.
        if (!context.composite && !chosen && found.empty()) return Verdict::Valid;
        (found.empty() ? any_valid : any_invalid) = true;
        break;
      case Verdict::Unknown:
        any_unknown = true;
        break;
      case Verdict::Invalid:
        any_invalid = true;
        break;
    }
    const bool direct =
        call.function == Function::Ref || call.function == Function::Select || call.function == Function::Split;
    // Keywords with the same message (an anyOf with its own message) blame the value together.
    const auto says_so = [&](const std::string& message) {
      return std::any_of(found.begin(), found.end(), [&](const Failure& other) {
        return blames_the_value(other.keyword) && other.message == message;
      });
    };
    const bool is_about_format =
        std::any_of(found.begin(), found.end(), [](const Failure& other) { return other.gist == Gist::Format; });
    std::vector<bool> blames;
    blames.reserve(found.size());
    for (const Failure& failure : found) blames.push_back(says_so(failure.message));
    for (std::size_t k = 0; k < found.size(); ++k) {
      Failure& failure = found[k];
      if (failure.rule.starts_with('I')) continue;  // advice is about what is written, not about its value
      // V9 rules keep their own ID, and so does V1163, which only repeats what a pattern says of most names.
      const bool keeps_rule = failure.rule.starts_with("V9") || failure.rule == "V1163";
      const Location* written = direct && blames[k] ? parameter_value(candidate) : nullptr;
      std::string message = std::move(failure.message);
      if (written == nullptr) add_circumstance(message, when_of(candidate, call, scenario_of(context)));
      Finding moved = finding(keeps_rule ? failure.rule : row.resolved_rule, written != nullptr ? *written : where,
                              std::move(message));
      if (written != nullptr) {
        moved.note(call.range, fmt::format("Used by this {}", call.function_key()->text()));
      } else {
        moved.focus(call);
        if (candidate.source != nullptr && candidate.source->range.size() > 0) {
          moved.note(candidate.source->range, fmt::format("{} is defined here", describe_value(*candidate.value)));
        }
      }
      // What an alternative says stays a part of what none of them matches, which has this rule now, too. In the same
      // way a text of a wrong format needs no word on its pattern.
      const Gist gist = failure.gist;
      const bool is_told = gist == Gist::Text && is_about_format && written == nullptr;
      const bool is_part = !keeps_rule && (!failure.parent_rule.empty() || is_told);
      static_cast<Diagnostic&>(failure) = moved.gist(gist).take();
      if (is_part) failure.parent_rule = failure.rule;
      failure.condition.clear();
      failures.push_back(std::move(failure));
    }
  }
  if (context.composite) {
    if (any_unknown || (any_valid && any_invalid)) return Verdict::Unknown;
    return any_invalid ? Verdict::Invalid : Verdict::Valid;
  }
  if (!any_invalid) return Verdict::Valid;
  if (context.failures != nullptr) {
    context.failures->insert(context.failures->end(), std::make_move_iterator(failures.begin()),
                             std::make_move_iterator(failures.end()));
  }
  return Verdict::Invalid;
}

Verdict Validation::check_if(const Node& call, Schema schema, const Location& where, const Context& context) {
  const Location at_call{&where, call.function_key(), call.argument()};
  bool sound = true;
  if (const FunctionRule* row = find_function_rule(Function::If)) {
    sound = argument_is_sound(call, schema, *row, at_call, context);
  }
  const Node* const* parts = if_parts(call);
  if (parts == nullptr || !sound) return context.composite ? Verdict::Unknown : Verdict::Invalid;
  auto id = compilation_.conditions().id(parts[0]->text());
  const Assumption* known = id ? find_assumption(scenario_of(context), *id) : nullptr;

  bool any_valid = false, any_unknown = false, any_invalid = false;
  for (std::uint32_t branch : {1U, 2U}) {
    const Node& value = *parts[branch];
    Context inner = context;
    Scenario extended;
    bool reachable = known == nullptr || known->value == (branch == 1);
    if (id && known == nullptr) {
      extended = scenario_of(context);
      extended.push_back({*id, branch == 1});
      reachable = compilation_.conditions().possible(extended);
      if (reachable) inner.scenario = &extended;
    }
    if (!reachable) {
      if (context.composite || context.split || context.resolved) continue;
      const bool anywhere = context.scenario == nullptr || context.scenario->empty() ||
                            !compilation_.conditions().possible({{*id, branch == 1}});
      const std::string_view always = branch == 1 ? "false" : "true";
      std::string message = known != nullptr
                                ? fmt::format("Unreachable branch: '{}' is already {} here", parts[0]->text(), always)
                                : fmt::format("Unreachable branch: '{}' is always {}", parts[0]->text(), always);
      if (!anywhere && known == nullptr) {
        message += " when " + compilation_.conditions().describe(*context.scenario);
      }
      fail(context, finding("W1028", at(at_call, branch, value), std::move(message))
                        .fix(other_branch_fix(compilation_, where, call, *parts[3 - branch])));
    }
    if (is_no_value(value)) {
      any_valid = true;
      continue;
    }
    // CloudFormation refuses a name that is not defined wherever it stands, but a branch that is never taken gives no
    // property a value.
    switch (check(value, reachable ? schema : Schema{}, Location{&at_call, nullptr, &value, branch}, inner)) {
      case Verdict::Valid:
        any_valid = true;
        break;
      case Verdict::Unknown:
        any_unknown = true;
        break;
      case Verdict::Invalid:
        any_invalid = true;
        break;
    }
  }
  if (!context.composite) return any_invalid ? Verdict::Invalid : Verdict::Valid;
  if (any_unknown || (any_valid && any_invalid)) return Verdict::Unknown;
  return any_invalid ? Verdict::Invalid : Verdict::Valid;
}

}  // namespace virga
