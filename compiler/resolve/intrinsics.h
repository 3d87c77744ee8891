// Evaluates CloudFormation's intrinsic functions, for all callers: rules, which want every possible value, and the
// expansion, which wants a single value and how certain it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/syntax/member_index.h"
#include "compiler/syntax/node.h"

namespace virga {

// Accessors for nodes. The values of an expansion have overloads of these, so both are evaluated by the same code.
inline NodeKind kind_of(const Node& node) { return node.kind; }
inline Function function_of(const Node& node) { return node.function; }
inline std::span<const Member> members_of(const Node& node) { return node.members(); }

// Whether a value is a function call that can be evaluated; {"Condition": …} and loops are treated as plain mappings.
template <typename Tree>
bool is_call(const Tree& value) {
  const Function function = function_of(value);
  return function != Function::None && function != Function::Condition && function != Function::ForEach;
}

template <typename Tree>
bool is_no_value(const Tree& value) {
  return function_of(value) == Function::Ref && value.argument()->text() == "AWS::NoValue";
}

// The variables that an Fn::Sub defines itself, by name; `map` may be null.
template <typename Tree>
class OwnVariables {
public:
  explicit OwnVariables(Tree* map) : map_(map) {}
  Tree* get(std::string_view name) const { return map_ == nullptr ? nullptr : map_->get(name); }

private:
  Tree* map_;
};

template <>
class OwnVariables<const Node> {
public:
  explicit OwnVariables(const Node* map) : index_(map) {}
  const Node* get(std::string_view name) const {
    const Member* member = index_.find(name);
    return member == nullptr ? nullptr : member->value;
  }

private:
  MemberIndex index_;
};

// Whether an item of a list may be removed, so that the items after it move up.
template <typename Tree>
bool may_vanish(const Tree& item) {
  const Function function = function_of(item);
  return function == Function::If || function == Function::FindInMap || is_no_value(item);
}

// Fn::FindInMap ---------------------------------------------------------------------------------------

// One step of a lookup: from a mapping to one of its rows, or from a row to one of its values.
template <typename Tree>
struct LookupStep {
  Tree* found = nullptr;
  bool open = false;  // filled in by a transform, so it can be anything
};

template <typename Tree>
LookupStep<Tree> look_up(Tree& mapping, std::string_view key) {
  if (!mapping.is_mapping() || mapping.get("Fn::Transform") != nullptr) return {.open = true};
  return {.found = mapping.get(key)};
}

template <typename Tree>
std::vector<std::string_view> keys_of(const Tree& mapping) {
  std::vector<std::string_view> keys;
  for (const auto& member : members_of(mapping)) keys.push_back(member.key->text());
  return keys;
}

// Messages for failed lookups. The caller must mask names that come from secret values.
std::string no_mappings_section(std::string_view mapping);
std::string no_such_mapping(std::string_view mapping);
std::string no_such_row(std::string_view mapping, std::string_view row);
std::string no_such_column(std::string_view mapping, std::string_view row, std::string_view column);
// For a first key that is not known.
std::string no_such_column(std::string_view mapping, std::string_view column);
// How the sentence goes on: "; it has 'a', 'b'", or for mappings "; the template defines 'a', 'b'".
std::string it_has(std::span<const std::string_view> keys);
std::string they_have(std::span<const std::string_view> keys);
std::string template_defines(std::span<const std::string_view> mappings);

// Fn::ToJsonString ------------------------------------------------------------------------------------

enum class JsonPart : std::uint8_t { Written, LeftOut, Failed };

// Writes a value as compact JSON to a sink with `bool text(std::string_view)` and, for function calls in it, `JsonPart
// call(Tree&, std::string_view lead)`, which writes `lead` before the call's value unless that vanishes. A loop counts
// as a call, since its result is not known. False once the sink fails.
template <typename Tree, typename Sink>
bool write_json(Tree& value, Sink& sink) {
  const auto is_open = [](const Tree& part) { return is_call(part) || function_of(part) == Function::ForEach; };
  if (is_open(value)) return sink.call(value, {}) != JsonPart::Failed;
  if (value.is_scalar()) {
    if (kind_of(value) == NodeKind::Null) return sink.text("null");
    if (kind_of(value) != NodeKind::String) return sink.text(value.text());
    std::string quoted;
    append_json_string(quoted, value.text());
    return sink.text(quoted);
  }
  bool first = true;
  std::string lead;  // the separator between the previous part and this one
  const auto part = [&](Tree& written) {
    if (is_open(written)) {
      const JsonPart outcome = sink.call(written, lead);
      if (outcome == JsonPart::Written) first = false;
      return outcome != JsonPart::Failed;
    }
    first = false;
    return (lead.empty() || sink.text(lead)) && write_json(written, sink);
  };
  if (!sink.text(value.is_sequence() ? "[" : "{")) return false;
  for (Tree* item : value.items()) {
    lead = first ? "" : ",";
    if (!part(*item)) return false;
  }
  for (const auto& member : members_of(value)) {
    lead = first ? "" : ",";
    append_json_string(lead, member.key->text());
    lead += ':';
    if (!part(*member.value)) return false;
  }
  return sink.text(value.is_sequence() ? "]" : "}");
}

// Functions -------------------------------------------------------------------------------------------

// Parses a whole number, such as the index of Fn::Select.
bool parse_index(std::string_view text, std::int64_t& index);

std::string past_end_of_list(std::int64_t index, std::size_t size);

// The functions over a `Domain`, which derives from this class and defines what the value of an expression is: how many
// values it has, how certain they are, and what happens to unknown ones.
//   Tree    what is evaluated: const Node, or Value
//   Result  the result of an evaluation
//   Item    one value of a result: `value` points to a tree that is not a function call, or is null if it vanishes
// The domain provides
//   evaluate(Tree&)               returns its Result, or a reference to a stored one
//   bind(const Result&, f)        combines the Results of f(const Item&) for each value; as certain as both
//   unknown(Tree&), wrong(Tree&)  the value of the tree cannot be determined; it has no valid value
//   vanishes(const Result&)       whether it is AWS::NoValue
//   reference(name, call)         the value of Ref
//   look_up_cell, choose, zones   Fn::FindInMap, Fn::If and Fn::GetAZs, which depend on certainty alone
//   past_end(…), count(…), count_some(…), split_text(…)   results of Fn::Select, Fn::Length and Fn::Split
//   Texts(domain, call)           builds a text: text(view), value(const Result&), json(const Result&), finish();
//                                 the first three return false once further additions cannot matter
//   Variables(domain, call)       the variables of Fn::Sub: value(name, own or null)
template <typename Domain, typename Tree, typename Result, typename Item>
class Intrinsics {
public:
  // The value of `call`, which names a function.
  Result evaluate_call(Tree& call) {
    Tree& argument = *call.argument();
    switch (function_of(call)) {
      case Function::Ref:
        return with_text(argument, [&](std::string_view name, const Item*) { return self().reference(name, call); });
      case Function::FindInMap:
        return self().look_up_cell(call, argument);
      case Function::If:
        return self().choose(call, argument);
      case Function::Join:
        return join(call, argument);
      case Function::Select:
        return select(argument);
      case Function::Split:
        return split(call, argument);
      case Function::Sub:
        return sub(call, argument);
      case Function::Length:
        return length(call, argument);
      case Function::ToJsonString:
        return to_json(call, argument);
      case Function::GetAZs:
        return self().zones(call, argument);
      default:
        return self().unknown(call);
    }
  }

private:
  Domain& self() { return static_cast<Domain&>(*this); }

  static bool is_text(const Tree& value) { return value.is_scalar() && kind_of(value) != NodeKind::Null; }

  // Calls f(text, item); `item` is the one that the text comes from, or null if the argument is itself a string.
  template <typename F>
  Result with_text(Tree& argument, F f) {
    if (is_text(argument)) return f(argument.text(), nullptr);
    return self().bind(self().evaluate(argument), [&](const Item& item) -> Result {
      if (item.value == nullptr || !is_text(*item.value)) return self().wrong(argument);
      return f(item.value->text(), &item);
    });
  }

  // Fn::Join [delimiter, list]
  Result join(Tree& call, Tree& argument) {
    const auto arguments = argument.items();
    if (arguments.size() != 2) return self().unknown(call);
    return with_text(*arguments[0], [&](std::string_view delimiter, const Item*) -> Result {
      if (arguments[1]->is_sequence()) return join_items(call, *arguments[1], delimiter);
      return self().bind(self().evaluate(*arguments[1]), [&](const Item& list) -> Result {
        if (list.value == nullptr || !list.value->is_sequence()) return self().unknown(call);
        return join_items(call, *list.value, delimiter);
      });
    });
  }

  Result join_items(Tree& call, Tree& list, std::string_view delimiter) {
    typename Domain::Texts out(self(), call);
    bool first = true;
    for (Tree* item : list.items()) {
      if (is_text(*item)) {
        if ((!first && !out.text(delimiter)) || !out.text(item->text())) break;
      } else {
        const auto& part = self().evaluate(*item);
        if (Domain::vanishes(part)) continue;
        if ((!first && !out.text(delimiter)) || !out.value(part)) break;
      }
      first = false;
    }
    return out.finish();
  }

  // Fn::Select [index, list]. If the list is written out and none of its items can vanish, only the selected item is
  // evaluated.
  Result select(Tree& argument) {
    const auto arguments = argument.items();
    if (arguments.size() != 2) return self().unknown(argument);
    Tree& list = *arguments[1];
    bool is_fixed = list.is_sequence();
    for (Tree* item : list.items()) is_fixed = is_fixed && !may_vanish(*item);
    return with_text(*arguments[0], [&](std::string_view text, const Item* index) -> Result {
      std::int64_t at = 0;
      if (!parse_index(text, at)) return self().unknown(*arguments[0]);
      const auto item_of = [&](Tree& items, const Item* chosen) -> Result {
        const std::size_t size = items.items().size();
        if (at >= 0 && std::cmp_less(at, size)) return self().evaluate(*items.items()[static_cast<std::size_t>(at)]);
        return self().past_end(argument, past_end_of_list(at, size), index, chosen);
      };
      if (is_fixed) return item_of(list, nullptr);
      return self().bind(self().evaluate(list), [&](const Item& items) -> Result {
        if (items.value == nullptr || !items.value->is_sequence()) return self().unknown(list);
        return item_of(*items.value, &items);
      });
    });
  }

  // Fn::Split [delimiter, text]
  Result split(Tree& call, Tree& argument) {
    const auto arguments = argument.items();
    if (arguments.size() != 2) return self().unknown(argument);
    return with_text(*arguments[0], [&](std::string_view delimiter, const Item*) -> Result {
      if (delimiter.empty()) return self().wrong(*arguments[0]);
      return with_text(*arguments[1], [&](std::string_view text, const Item* item) {
        return self().split_text(call, text, delimiter, item);
      });
    });
  }

  // Fn::Sub text, or [text, variables]
  Result sub(Tree& call, Tree& argument) {
    Tree* text = &argument;
    Tree* own = nullptr;
    if (argument.is_sequence()) {
      if (argument.items().size() != 2 || !argument.items()[1]->is_mapping()) return self().unknown(call);
      text = argument.items()[0];
      own = argument.items()[1];
    }
    if (!text->is_string()) return self().unknown(call);
    typename Domain::Texts out(self(), call);
    typename Domain::Variables variables(self(), call);
    const OwnVariables<Tree> defined(own);
    std::string literal;
    for (const SubPart& part : SubText(text->text())) {
      if (part.is_variable()) {
        if (!out.value(variables.value(part.name, defined.get(part.name)))) break;
      } else {
        literal.clear();
        part.append_to(literal);
        if (!out.text(literal)) break;
      }
    }
    return out.finish();
  }

  // Fn::Length list. The items of a list that is written out are only counted, not evaluated.
  Result length(Tree& call, Tree& argument) {
    if (argument.is_sequence()) return count_items(call, argument);
    return self().bind(self().evaluate(argument), [&](const Item& list) -> Result {
      if (list.value == nullptr) return self().count(0);
      if (!list.value->is_sequence()) return self().wrong(call);
      return count_items(call, *list.value);
    });
  }

  Result count_items(Tree& call, Tree& list) {
    for (const Tree* item : list.items()) {
      if (may_vanish(*item)) return self().count_some(call, list);
    }
    return self().count(list.items().size());
  }

  // Fn::ToJsonString of a mapping or list
  struct JsonText {
    Intrinsics& functions;
    typename Domain::Texts out;

    bool text(std::string_view json) { return out.text(json); }
    JsonPart call(Tree& call, std::string_view lead) {
      const auto& part = functions.self().evaluate(call);
      if (Domain::vanishes(part)) return JsonPart::LeftOut;
      return out.text(lead) && out.json(part) ? JsonPart::Written : JsonPart::Failed;
    }
  };

  Result to_json(Tree& call, Tree& argument) {
    const auto written = [&](Tree& value) {
      JsonText json{*this, typename Domain::Texts(self(), call)};
      write_json(value, json);
      return json.out.finish();
    };
    if (argument.is_scalar()) return self().wrong(call);
    if (!is_call(argument)) return written(argument);
    return self().bind(self().evaluate(argument), [&](const Item& item) -> Result {
      return item.value == nullptr || item.value->is_scalar() ? self().wrong(call) : written(*item.value);
    });
  }
};

}  // namespace virga
