#include "compiler/expand/language/known_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/model/template.h"
#include "compiler/resolve/regions.h"
#include "compiler/support/text.h"

namespace virga {

namespace {

// Limits on what may be made. A template has at most 1 MB
// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html), and the largest
// realistic expressions stay far below these limits.
constexpr Work kMostOfExpression = {.values = 250'000, .bytes = 16'000'000};
constexpr Work kMostOfTemplate = {.values = 2'000'000, .bytes = 128'000'000};
constexpr Work kMostOfLoops = kMostOfExpression;

bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || type.find("List<") != std::string_view::npos;
}

bool is_yes(const Value* value) { return value != nullptr && (value->text() == "true" || value->text() == "True"); }

}  // namespace

bool append_json(Value& value, std::string& out) {
  struct Sink {
    std::string& out;
    bool text(std::string_view text) {
      out += text;
      return true;
    }
    JsonPart call(const Value&, std::string_view) { return JsonPart::Failed; }
  };
  Sink sink{out};
  return write_json(value, sink);
}

KnownValues::KnownValues(Stage& stage) : stage_(stage), budget_(kMostOfExpression, kMostOfTemplate) {}

void KnownValues::error(const Value* place, std::string message) {
  if (!lenient) stage_.problems.error(logical_id, place, std::move(message));
}

bool KnownValues::exhaust(const Value* place, std::string message) {
  if (!std::exchange(exhausted_, true)) stage_.problems.error(logical_id, place, std::move(message));
  return false;
}

bool KnownValues::spend_on_loops(std::size_t values, std::size_t bytes, const Value* place) {
  if (loops_.add(values, bytes, kMostOfLoops)) return !exhausted_;
  return exhaust(place, fmt::format("The loops of this template generate more than {} values, far more than "
                                    "CloudFormation accepts; shorten their collections, or nest fewer of them",
                                    kMostOfLoops.values));
}

bool KnownValues::spend(std::size_t values, std::size_t bytes, const Value* place) {
  const EvaluationBudget::Verdict verdict = budget_.spend(values, bytes);
  if (verdict == EvaluationBudget::Verdict::TemplateTooLarge) {
    return exhaust(place, fmt::format("Evaluating the functions of this template generates more than {} values, far "
                                      "more than CloudFormation accepts; nest fewer functions",
                                      kMostOfTemplate.values));
  }
  if (verdict == EvaluationBudget::Verdict::Within) return !exhausted_;
  if (!std::exchange(over_budget_, true)) {
    std::string message = fmt::format(
        "Evaluating this expression generates more than {} values or {} MB of strings, far more than CloudFormation "
        "accepts; nest fewer functions",
        kMostOfExpression.values, kMostOfExpression.bytes / 1'000'000);
    if (lenient) {
      stage_.problems.note(logical_id, place, std::move(message));
    } else {
      stage_.problems.error(logical_id, place, std::move(message));
    }
  }
  return false;
}

void KnownValues::begin_expression() {
  budget_.begin_expression();
  over_budget_ = false;
}

const Value* KnownValues::section(std::string_view name) const {
  const Value* found = stage_.root.get(name);
  return found != nullptr && found->is_mapping() ? found : nullptr;
}

const Value* KnownValues::parameter(std::string_view name) const {
  const Value* parameters = section("Parameters");
  return parameters == nullptr ? nullptr : parameters->get(name);
}

bool KnownValues::is_list_parameter(std::string_view name) const {
  const Value* declared = parameter(name);
  return declared != nullptr && is_list_type(declared->string_at("Type"));
}

bool KnownValues::declares_condition(std::string_view name) const {
  const Value* conditions = section("Conditions");
  return conditions != nullptr && (conditions->has(name) || conditions->has("Fn::Transform"));
}

namespace {

Work size_of(const Value& value) {
  Work size{.values = 1, .bytes = value.text().size()};
  const auto add = [&size](const Value& part) {
    const Work more = size_of(part);
    size.values += more.values;
    size.bytes += more.bytes;
  };
  for (const Value* item : value.items()) add(*item);
  for (const Entry& entry : value.entries()) {
    ++size.values;
    add(*entry.value);
  }
  return size;
}

void set_place_of_generated(Value& value, const Provenance& place) {
  if (value.is_generated()) value.set_provenance(place);
  for (Value* item : value.items()) set_place_of_generated(*item, place);
  for (const Entry& entry : value.entries()) {
    if (entry.key->is_generated()) entry.key->set_provenance(place);
    set_place_of_generated(*entry.value, place);
  }
}

}  // namespace

Value* KnownValues::copy(const Value& value, const Provenance& place) {
  begin_expression();
  const Work size = size_of(value);
  Value* made = spend(size.values, size.bytes, &value) ? stage_.make.copy(&value) : stage_.make.null();
  set_place_of_generated(*made, place);
  made->set_provenance(place);
  return made;
}

Provenance KnownValues::place_of_result(const Value& call) {
  const std::string_view function = call.function() == Function::None ? "a function" : call.entries()[0].key->text();
  return {call.range(), stage_.make.origin(fmt::format("the value of {}", function), call.provenance().origin)};
}

bool KnownValues::replace(Value& call, const Known& known) {
  if (known.value == nullptr) return false;
  call.become(*copy(*known.value, place_of_result(call)));
  return true;
}

void KnownValues::put_no_value(Value& value) {
  const ValueFactory::Scope scope(stage_.make, place_of_result(value));
  value.become(*stage_.make.no_value());
}

// Ref -------------------------------------------------------------------------------------------------

Known KnownValues::reference(std::string_view name, const Value& place) {
  const auto given = [&](std::string_view text) -> Known {
    return {.knowledge = Knowledge::Given, .value = stage_.make.string(text)};
  };
  if (name == "AWS::NoValue") return {.vanishes = true};
  if (name == "AWS::Region") return given(stage_.options.region);
  if (knows_partition && name == "AWS::Partition") return given(partition_of(stage_.options.region));
  if (knows_partition && name == "AWS::URLSuffix") return given(url_suffix_of(stage_.options.region));
  if (is_pseudo_parameter(name)) return {.knowledge = Knowledge::Later, .cause = &place};
  const Value* declared = parameter(name);
  if (declared == nullptr) return {.knowledge = Knowledge::Never, .cause = &place};
  // The value of a secret must not be written into the template, and the value of an SSM parameter is not its Default.
  const std::string_view type = declared->string_at("Type");
  if (is_yes(declared->get("NoEcho")) || type.starts_with("AWS::SSM::")) {
    return {.knowledge = Knowledge::Later, .cause = &place};
  }
  const auto parameter_value = stage_.options.parameters.find(name);
  Value* fallback = declared->get("Default");
  // A single allowed value is the only choice.
  if (const Value* allowed = declared->get("AllowedValues");
      fallback == nullptr && allowed != nullptr && allowed->items().size() == 1 && !is_list_type(type)) {
    fallback = allowed->items()[0];
  }
  Known known{.knowledge = Knowledge::Given};
  const bool is_given = parameter_value != stage_.options.parameters.end();
  std::string_view text;
  if (is_given) {
    text = parameter_value->second;
  } else if (fallback != nullptr && fallback->is_scalar() && !fallback->is_null()) {
    text = fallback->text();
  } else {
    return {.knowledge = Knowledge::Later, .cause = &place};
  }
  if (!is_list_type(type)) {
    known.value = is_given ? stage_.make.string(text) : fallback;
    return known;
  }
  const auto [list, is_new] = lists_.try_emplace(name);
  if (is_new) {
    list->second = stage_.make.list();
    for (const std::string_view item : split_trimmed(text, ',')) list->second->append(stage_.make.string(item));
  }
  known.value = list->second;
  if (is_new && !spend(known.value->size(), 0, &place)) return {.knowledge = Knowledge::Wrong};
  return known;
}

// Conditions ------------------------------------------------------------------------------------------

void KnownValues::report_circle(std::string_view name) {
  std::string circle;
  for (auto at = std::find(running_.begin(), running_.end(), name); at != running_.end(); ++at) {
    circle += std::string(*at) + " -> ";
  }
  circle += name;
  const Entry* declared = section("Conditions")->find(name);
  stage_.problems.error(
      {}, declared->key,
      fmt::format("Circular condition: '{}' depends on itself ({}); remove one of these references", name, circle));
}

Truth KnownValues::condition(std::string_view name) {
  const Value* conditions = section("Conditions");
  const Entry* declared = conditions == nullptr ? nullptr : conditions->find(name);
  if (declared == nullptr) return {Knowledge::Never};
  const auto [known, is_new] = conditions_.try_emplace(declared->key->text());
  if (!is_new) {
    if (known->second.running) {
      report_circle(name);
      return {Knowledge::Wrong};
    }
    return known->second.truth;
  }
  if (running_.size() >= kMostDepth) {
    conditions_.erase(known);
    return {Knowledge::Later};
  }
  known->second.running = true;
  running_.push_back(declared->key->text());
  const Truth truth = test(*declared->value);
  running_.pop_back();
  ConditionState& state = conditions_[declared->key->text()];
  state.running = false;
  state.truth = truth;
  return truth;
}

void KnownValues::decide(std::string_view name, bool value) {
  const Value* conditions = section("Conditions");
  const Entry* declared = conditions == nullptr ? nullptr : conditions->find(name);
  if (declared != nullptr) conditions_[declared->key->text()] = {.truth = {Knowledge::Given, value}};
}

Truth KnownValues::test(Value& expression) {
  if (depth_ >= kMostDepth) return {Knowledge::Later};
  if (depth_ == 0) begin_expression();
  if (expression.is_scalar()) {
    const std::string_view text = expression.text();
    if (text == "true" || text == "True") return {Knowledge::Constant, true};
    if (text == "false" || text == "False") return {Knowledge::Constant, false};
    return {Knowledge::Never};
  }
  Value* argument = expression.argument();
  if (argument == nullptr) return {Knowledge::Never};
  ++depth_;
  Truth truth{Knowledge::Never};
  switch (expression.function()) {
    case Function::Condition:
      truth = condition(argument->text());
      break;
    case Function::Equals:
      truth = equals(*argument);
      break;
    case Function::And:
      truth = combine(*argument, false);
      break;
    case Function::Or:
      truth = combine(*argument, true);
      break;
    case Function::Not:
      if (argument->size() == 1 && argument->is_sequence()) {
        truth = test(*argument->items()[0]);
        truth.value = !truth.value;
      }
      break;
    default:
      break;
  }
  --depth_;
  return truth;
}

// Everything is compared as text, as in CloudFormation.
Truth KnownValues::equals(Value& argument) {
  if (!argument.is_sequence() || argument.size() != 2) return {Knowledge::Never};
  const Known left = evaluate(*argument.items()[0]);
  const Known right = evaluate(*argument.items()[1]);
  const Knowledge knowledge = std::max(left.knowledge, right.knowledge);
  if (!left.has_value() || !right.has_value()) return {std::max(knowledge, Knowledge::Later)};
  if (!left.value->is_scalar() || !right.value->is_scalar()) return {Knowledge::Later};
  return {knowledge, left.value->text() == right.value->text()};
}

// One item may decide the result even if others are unknown.
Truth KnownValues::combine(Value& argument, bool any) {
  Truth result{Knowledge::Constant, !any};
  Truth decided{Knowledge::Wrong};
  for (Value* item : argument.items()) {
    const Truth truth = test(*item);
    if (truth.knowledge == Knowledge::Wrong) return truth;
    if (truth.is_known() && truth.value == any) decided.knowledge = std::min(decided.knowledge, truth.knowledge);
    result.knowledge = std::max(result.knowledge, truth.knowledge);
  }
  if (decided.is_known()) return {decided.knowledge, any};
  return result;
}

}  // namespace virga
