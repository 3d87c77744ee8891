#include "compiler/change/value_text.h"

#include "compiler/diagnostics/text.h"
#include "rules/engine/secret_words.h"

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

// The text of a scalar without what is secret.
std::string visible(const Node& node, const Secrets* secrets) {
  if (node.is_secret()) return std::string(kSecretText);
  if (secrets != nullptr) {
    const auto hidden = secrets->texts.find(&node);
    if (hidden != secrets->texts.end()) return hidden->second;
  }
  return without_secrets(node.text());
}

class Flow {
public:
  explicit Flow(const Secrets* secrets) : secrets_(secrets) {}

  std::string run(const Node& node) {
    if (node.is_scalar()) {
      out_ = visible(node, secrets_);
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
    const std::string text = visible(node, secrets_);
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

  const Secrets* secrets_;
  std::string out_;
};

// False if the text has become too long.
bool write_json(const Node& node, const Secrets* secrets, std::string& out) {
  if (out.size() > kMaxValueJson) return false;
  if (node.is_scalar()) {
    if (node.is(NodeKind::Null)) {
      out += "null";
    } else {
      append_json_string(out, visible(node, secrets));
    }
    return true;
  }
  const bool is_list = node.is_sequence();
  out += is_list ? '[' : '{';
  bool first = true;
  for (const Node* item : node.items()) {
    if (!first) out += ',';
    first = false;
    if (!write_json(*item, secrets, out)) return false;
  }
  for (const Member& member : node.members()) {
    if (!first) out += ',';
    first = false;
    append_json_string(out, member.key->text());
    out += ':';
    if (!write_json(*member.value, secrets, out)) return false;
  }
  out += is_list ? ']' : '}';
  return true;
}

}  // namespace

std::string value_text(const Node& node, const Secrets* secrets) { return Flow(secrets).run(node); }

std::string value_json(const Node& node, const Secrets* secrets) {
  if (node.is_scalar()) return visible(node, secrets);
  std::string out;
  return write_json(node, secrets, out) ? out : value_text(node, secrets);
}

ChangedValue changed_value(const Node& node, const Node* by_default, const Secrets* secrets) {
  ChangedValue value;
  value.text = value_text(node, secrets);
  value.json = value_json(node, secrets);
  value.range = node.range;
  if (by_default != nullptr) value.by_default = value_text(*by_default, secrets);
  if (value.by_default == value.text) value.by_default.clear();
  return value;
}

}  // namespace virga
