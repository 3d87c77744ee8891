// Comparing and describing values, with CloudFormation's loose typing.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/diagnostics/text.h"
#include "compiler/edit/edit_builder.h"
#include "compiler/model/macro_calls.h"
#include "rules/engine/fixes.h"
#include "rules/engine/keywords.h"
#include "rules/engine/validation.h"

namespace virga {
namespace {

// Appends the canonical JSON of a value: sorted keys, no spaces. `enum` and `const` store arrays and objects in this
// form.
void write_canonical(const Node& node, std::string& out) {
  switch (node.kind) {
    case NodeKind::Null:
      out += "null";
      break;
    case NodeKind::Boolean:
    case NodeKind::Integer:
    case NodeKind::Float: {
      double number = 0;
      if (node.kind != NodeKind::Boolean && to_number(node, number)) {
        out += fmt::format("{}", number);
      } else {
        out += node.text();
      }
      break;
    }
    case NodeKind::String:
      append_json_string(out, node.text());
      break;
    case NodeKind::Sequence: {
      out += '[';
      bool first = true;
      for (const Node* item : node.items()) {
        if (!std::exchange(first, false)) out += ',';
        write_canonical(*item, out);
      }
      out += ']';
      break;
    }
    case NodeKind::Mapping: {
      std::vector<Member> members(node.members().begin(), node.members().end());
      std::sort(members.begin(), members.end(),
                [](const Member& a, const Member& b) { return a.key->text() < b.key->text(); });
      out += '{';
      bool first = true;
      for (const Member& member : members) {
        if (!std::exchange(first, false)) out += ',';
        append_json_string(out, member.key->text());
        out += ':';
        write_canonical(*member.value, out);
      }
      out += '}';
      break;
    }
  }
}

bool equal_at(const Node& a, const Node& b, int depth) {
  if (&a == &b) return true;
  if (depth > 200) return false;
  if (a.is_mapping() && b.is_mapping()) {
    if (a.size != b.size) return false;
    return std::all_of(a.members().begin(), a.members().end(), [&](const Member& member) {
      if (may_be_macro_call(member)) return false;
      const Node* other = b.get(member.key->text());
      return other != nullptr && equal_at(*member.value, *other, depth + 1);
    });
  }
  if (a.is_sequence() && b.is_sequence()) {
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                      [&](const Node* x, const Node* y) { return equal_at(*x, *y, depth + 1); });
  }
  if (!a.is_scalar() || !b.is_scalar()) return false;
  auto is_number = [](const Node& n) { return n.kind == NodeKind::Integer || n.kind == NodeKind::Float; };
  double x = 0, y = 0;
  if (is_number(a) && is_number(b) && to_number(a, x) && to_number(b, y)) return x == y;
  return a.kind == b.kind && a.text() == b.text();
}

}  // namespace

bool equal_values(const Node& a, const Node& b) { return equal_at(a, b, 0); }

bool equals_literal(const Node& value, const Literal& literal, bool strict) {
  switch (literal.kind) {
    case LiteralKind::Null:
      return value.is(NodeKind::Null);
    case LiteralKind::Boolean: {
      bool boolean = false;
      if (strict && !value.is(NodeKind::Boolean)) return false;
      return value.is_scalar() && !value.is(NodeKind::Null) && to_boolean(value, boolean) && boolean == literal.boolean;
    }
    case LiteralKind::Number: {
      double number = 0;
      if (value.is(NodeKind::Boolean) || (strict && value.is_string())) return false;
      return value.is_scalar() && to_number(value, number) && number == literal.number;
    }
    case LiteralKind::String:
      if (!value.is_scalar() || value.is(NodeKind::Null) || (strict && !value.is_string())) return false;
      if (value.is(NodeKind::Boolean)) {
        bool boolean = false;
        to_boolean(value, boolean);
        return literal.text == (boolean ? "true" : "false");
      }
      return value.text() == literal.text;
    case LiteralKind::Json: {
      if (value.is_scalar()) return false;
      std::string text;
      write_canonical(value, text);
      return text == literal.text;
    }
  }
  return false;
}

namespace {

// A call of an unknown function.
struct UnknownFunction {
  std::string shown;           // as written: "!Selekt"; empty if the value is not such a call
  std::string near;            // "!Select"; empty if no function is close enough
  std::string_view near_name;  // "Fn::Select"
  bool only = false;           // no other function is as close
};

std::vector<std::string_view> names_of(FunctionSet allowed) {
  std::vector<std::string_view> names;
  for (auto function = Function::Ref; function <= Function::Implies;
       function = static_cast<Function>(static_cast<int>(function) + 1)) {
    // A macro may be called nearly anywhere; the walk leaves its calls alone.
    if (!allowed.contains(function) && function != Function::Transform) continue;
    if (const std::string_view name = function_name(function); !name.empty()) names.push_back(name);
  }
  return names;
}

// Whether a key is the name of a function without its "Fn::" ("GetAtt"), or with a colon too few.
bool lacks_prefix(std::string_view key, std::string_view function) {
  return key != function && function.starts_with("Fn::") &&
         (key == function.substr(4) || (key.starts_with("Fn:") && key.substr(3) == function.substr(4)));
}

UnknownFunction unknown_function(const Node& value, MapUse use, FunctionSet allowed) {
  if (!value.is_mapping() || value.size != 1 || value.function != Function::None) return {};
  if (may_be_macro_call(value.members()[0])) return {};
  const Node& key = *value.members()[0].key;
  const std::string_view name = key.text();
  if (name.starts_with("Fn::ForEach::") || function_of_key(name) != Function::None) return {};
  UnknownFunction found;
  if (!name.starts_with("Fn::")) {
    if (use == MapUse::Allowed) return {};
    static constexpr std::array<std::string_view, 1> kRef = {"Ref"};
    const std::vector<std::string_view> known = names_of(allowed);
    const auto meant =
        std::find_if(known.begin(), known.end(), [&](std::string_view other) { return lacks_prefix(name, other); });
    if (meant != known.end()) return {std::string(name), std::string(*meant), *meant, true};
    const bool is_ref =
        allowed.contains(Function::Ref) && value.members()[0].value->is_string() && near_function(name, kRef).found();
    return is_ref ? UnknownFunction{std::string(name), "Ref", "Ref", true} : UnknownFunction{};
  }
  const bool is_short = key.is_synthetic();
  const auto shown = [&](std::string_view function) {
    if (!is_short) return std::string(function);
    return "!" + std::string(function.starts_with("Fn::") ? function.substr(4) : function);
  };
  const NearName near = near_function(name, names_of(allowed));
  return {shown(name), near.found() ? shown(near.name) : std::string(), near.name, near.only};
}

}  // namespace

std::string fault_of_unknown_function(const Node& value, MapUse use, FunctionSet allowed) {
  const UnknownFunction found = unknown_function(value, use, allowed);
  if (found.shown.empty()) return {};
  return fmt::format("Unknown function '{}'{}", found.shown, did_you_mean({found.near, found.only}));
}

std::optional<Fix> unknown_function_fix(const Compilation& compilation, const Node& value, MapUse use,
                                        FunctionSet allowed) {
  const UnknownFunction found = unknown_function(value, use, allowed);
  if (found.near_name.empty()) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.rename_key(value.members()[0], found.near_name);
  return edit.take_fix(fmt::format("Change it to '{}'", found.near), found.only ? FixSafety::Safe : FixSafety::Unsafe);
}

std::string describe_value(const Node& value) {
  constexpr std::size_t kMost = 60;
  if (value.is_secret() && value.is_scalar()) return "'****'";
  switch (value.kind) {
    case NodeKind::Null:
      return "null";
    case NodeKind::Sequence:
      return value.size == 0 ? "an empty list" : "a list";
    case NodeKind::Mapping:
      if (value.function != Function::None) return std::string(value.function_key()->text());
      return value.size == 0 ? "an empty map" : "a map";
    case NodeKind::String: {
      std::string_view text = value.text();
      if (text.size() <= kMost) return fmt::format("'{}'", text);
      std::size_t cut = kMost - 3;
      while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
      return fmt::format("'{}…'", text.substr(0, cut));
    }
    default:
      return std::string(value.text());
  }
}

std::string describe_types(std::uint8_t types) {
  using namespace json_type;
  struct Name {
    std::uint8_t bit;
    std::string_view text;
  };
  constexpr std::array<Name, 7> kNames = {{{kString, "a string"},
                                           {kNumber, "a number"},
                                           {kInteger, "an integer"},
                                           {kBoolean, "a boolean"},
                                           {kArray, "a list"},
                                           {kObject, "a map"},
                                           {kNull, "null"}}};
  if ((types & kNumber) != 0) types = static_cast<std::uint8_t>(types & ~kInteger);
  std::vector<std::string_view> parts;
  for (const Name& name : kNames) {
    if ((types & name.bit) != 0) parts.push_back(name.text);
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " or " : ", ";
    text += parts[i];
  }
  return text.empty() ? "a value" : text;
}

}  // namespace virga
