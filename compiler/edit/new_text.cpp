#include "compiler/edit/new_text.h"

#include <algorithm>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/emit/emit.h"
#include "compiler/emit/number_text.h"
#include "compiler/emit/yaml_scalar.h"

namespace virga {
namespace {

Node string_node(std::string_view text) {
  Node node;
  node.kind = NodeKind::String;
  node.size = static_cast<std::uint32_t>(text.size());
  node.chars = text.data();
  return node;
}

void append_json_scalar(const Node& node, std::string& out) {
  if (node.is(NodeKind::Null)) {
    out += "null";
  } else if (node.is(NodeKind::Boolean)) {
    out += node.text();
  } else if (node.is_string() || !append_json_number(node.text(), out)) {
    append_json_string(out, node.text());
  }
}

void append_json(const Node& node, std::string_view separator, std::string_view unit, std::string& out) {
  if (node.is_scalar()) {
    append_json_scalar(node, out);
    return;
  }
  const char close = node.is_mapping() ? '}' : ']';
  out += node.is_mapping() ? '{' : '[';
  const std::string inner = separator.empty() ? std::string() : std::string(separator) + std::string(unit);
  bool first = true;
  const auto next = [&] {
    if (!first) out += separator.empty() ? ", " : ",";
    first = false;
    out += inner;
  };
  for (const Node* item : node.items()) {
    next();
    append_json(*item, inner, unit, out);
  }
  for (const Member& member : node.members()) {
    next();
    append_json_string(out, member.key->text());
    out += ": ";
    append_json(*member.value, inner, unit, out);
  }
  if (!first) out += separator;
  out += close;
}

// The short tag of functions that accept a list or string on one line; the others keep their long form in flow style.
std::string_view flow_tag(const Node& call) {
  const Node& argument = *call.argument();
  switch (call.function) {
    case Function::Ref:
      return argument.is_string() ? "!Ref" : "";
    case Function::Sub:
      return argument.is_string() || argument.is_sequence() ? "!Sub" : "";
    case Function::GetAtt:
      return argument.is_sequence() ? "!GetAtt" : "";
    case Function::If:
      return argument.is_sequence() ? "!If" : "";
    case Function::Join:
      return argument.is_sequence() ? "!Join" : "";
    case Function::Select:
      return argument.is_sequence() ? "!Select" : "";
    default:
      return "";
  }
}

void append_flow(const Node& node, Arena& scratch, std::string& out) {
  if (node.is_scalar()) {
    append_scalar_line(node, YamlContext::Flow, scratch, out);
    return;
  }
  if (node.function != Function::None) {
    if (const std::string_view tag = flow_tag(node); !tag.empty()) {
      out += tag;
      out += ' ';
      append_flow(*node.argument(), scratch, out);
      return;
    }
  }
  out += node.is_mapping() ? '{' : '[';
  bool first = true;
  for (const Node* item : node.items()) {
    if (!first) out += ", ";
    first = false;
    append_flow(*item, scratch, out);
  }
  for (const Member& member : node.members()) {
    if (!first) out += ", ";
    first = false;
    append_scalar_line(*member.key, YamlContext::Flow, scratch, out);
    out += ": ";
    append_flow(*member.value, scratch, out);
  }
  out += node.is_mapping() ? '}' : ']';
}

std::string without_last_break(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string json_value(const Node& value, std::string_view separator, std::string_view unit) {
  std::string out;
  append_json(value, separator, unit, out);
  return out;
}

std::string yaml_text(std::string_view text, NodeStyle like, bool flow) {
  Arena scratch;
  std::string plain;
  append_scalar_line(string_node(text), flow ? YamlContext::Flow : YamlContext::Block, scratch, plain);
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
  if (like == NodeStyle::DoubleQuoted && !plain.starts_with('"') && printable) return json_text(text);
  if (like == NodeStyle::SingleQuoted && printable) {
    std::string quoted = "'";
    for (const char c : text) {
      if (c == '\'') quoted += c;
      quoted += c;
    }
    return quoted + '\'';
  }
  return plain;
}

std::string yaml_flow_value(const Node& value) {
  Arena scratch;
  std::string out;
  append_flow(value, scratch, out);
  return out;
}

std::string yaml_after_key(const Node& value, std::uint32_t step) {
  const Node key = string_node("K");
  const Member member{&key, &value};
  Node wrapped;
  wrapped.kind = NodeKind::Mapping;
  wrapped.style = NodeStyle::Block;
  wrapped.size = 1;
  wrapped.member_list = &member;
  return without_last_break(emit_yaml(wrapped, step).substr(1));
}

std::string yaml_item(const Node& value, std::uint32_t step) {
  const Node* const item = &value;
  Node wrapped;
  wrapped.kind = NodeKind::Sequence;
  wrapped.style = NodeStyle::Block;
  wrapped.size = 1;
  wrapped.item_list = &item;
  return without_last_break(emit_yaml(wrapped, step));
}

std::string indented(std::string_view text, std::uint32_t column, std::string_view line_break) {
  std::string out;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    out += text.substr(0, end);
    out += line_break;
    text.remove_prefix(end + 1);
    if (!text.empty() && text.front() != '\n') out.append(column, ' ');
  }
  out += text;
  return out;
}

bool is_between_brackets(const Node& root, std::uint32_t offset) {
  // Find the innermost collection that contains the offset; whatever is in a flow collection is in flow style, too. The
  // mapping of a short form has no brackets, nor do the parts of "!GetAtt A.B".
  const Node* at = &root;
  bool flow = false;
  while (at != nullptr) {
    const bool tagged = (at->flags & Node::kShortForm) != 0;
    if (!at->is_scalar() && !tagged) flow = at->style == NodeStyle::Flow;
    if (flow) return true;
    const Node* inner = nullptr;
    for (const Member& member : at->members()) {
      if (member.value->range.begin <= offset && offset < member.value->range.end) inner = member.value;
    }
    for (const Node* item : at->items()) {
      if (item->range.begin <= offset && offset < item->range.end) inner = item;
    }
    at = inner;
  }
  return false;
}

}  // namespace virga
