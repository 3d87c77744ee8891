#include "compiler/change/value_text.h"

#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

constexpr std::string_view kSecretText = "****";

// Whether the text would be read differently, or end early, as a plain scalar in a flow collection.
bool needs_quotes(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return true;
  if (std::string_view("!&*-?:|>@`'\"%#{[").find(text.front()) != std::string_view::npos) return true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x20 || std::string_view(",[]{}").find(c) != std::string_view::npos)
      return true;
    if (c == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return true;
    if (c == '#' && text[i - 1] == ' ') return true;
  }
  return false;
}

class Flow {
public:
  std::string run(const Node& node) {
    if (node.is_scalar()) {
      out_ = node.is_secret() ? kSecretText : node.text();
    } else {
      write(node);
    }
    if (out_.size() > kMaxValueText) {
      out_.resize(kMaxValueText);
      out_ += "…";
    }
    return std::move(out_);
  }

private:
  bool full() const { return out_.size() > kMaxValueText; }

  void scalar(const Node& node) {
    const std::string_view text = node.is_secret() ? kSecretText : node.text();
    if (node.is(NodeKind::Null)) {
      out_ += "null";
    } else if (node.is_string() && needs_quotes(text)) {
      append_json_string(out_, text);
    } else {
      out_ += text;
    }
  }

  void call(const Node& node) {
    const Node& argument = *node.argument();
    std::string_view name = node.function_key()->text();
    if (name.starts_with("Fn::")) name.remove_prefix(4);
    out_ += '!';
    out_ += name;
    out_ += ' ';
    if (node.function != Function::GetAtt) return write(argument);
    bool first = true;
    for (const Node* item : argument.items()) {
      if (!first) out_ += '.';
      first = false;
      write(*item);
    }
    if (argument.is_scalar()) out_ += argument.text();
  }

  void write(const Node& node) {
    if (full()) return;
    if (node.is_scalar()) return scalar(node);
    if (node.function != Function::None && node.function != Function::ForEach && node.function != Function::Transform) {
      return call(node);
    }
    const bool is_list = node.is_sequence();
    out_ += is_list ? '[' : '{';
    bool first = true;
    const auto separate = [&] {
      if (!first) out_ += ", ";
      first = false;
    };
    for (const Node* item : node.items()) {
      separate();
      write(*item);
      if (full()) return;
    }
    for (const Member& member : node.members()) {
      separate();
      scalar(*member.key);
      out_ += ": ";
      write(*member.value);
      if (full()) return;
    }
    out_ += is_list ? ']' : '}';
  }

  std::string out_;
};

// False if the text has become too long.
bool write_json(const Node& node, std::string& out) {
  if (out.size() > kMaxValueJson) return false;
  if (node.is_secret() && node.is_scalar()) {
    append_json_string(out, kSecretText);
    return true;
  }
  if (node.is_scalar()) {
    if (node.is(NodeKind::Null)) {
      out += "null";
    } else {
      append_json_string(out, node.text());
    }
    return true;
  }
  const bool is_list = node.is_sequence();
  out += is_list ? '[' : '{';
  bool first = true;
  for (const Node* item : node.items()) {
    if (!first) out += ',';
    first = false;
    if (!write_json(*item, out)) return false;
  }
  for (const Member& member : node.members()) {
    if (!first) out += ',';
    first = false;
    append_json_string(out, member.key->text());
    out += ':';
    if (!write_json(*member.value, out)) return false;
  }
  out += is_list ? ']' : '}';
  return true;
}

}  // namespace

std::string value_text(const Node& node) { return Flow().run(node); }

std::string value_json(const Node& node) {
  if (node.is_scalar()) return std::string(node.is_secret() ? kSecretText : node.text());
  std::string out;
  return write_json(node, out) ? out : value_text(node);
}

ChangedValue changed_value(const Node& node, const Node* by_default) {
  ChangedValue value;
  value.text = value_text(node);
  value.json = value_json(node);
  value.range = node.range;
  if (by_default != nullptr) value.by_default = value_text(*by_default);
  if (value.by_default == value.text) value.by_default.clear();
  return value;
}

}  // namespace virga
