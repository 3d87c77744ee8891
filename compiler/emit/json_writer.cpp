#include <algorithm>

#include "compiler/diagnostics/text.h"
#include "compiler/emit/emit.h"
#include "compiler/emit/number_text.h"

namespace virga {
namespace {

void indent(std::uint32_t level, std::string& out) { out.append(std::size_t{level} * 2, ' '); }

// A number that JSON cannot express (".inf") is written as a string, so that nothing is lost.
void append_scalar(const Node& node, std::string& out) {
  if (node.is(NodeKind::Null)) {
    out += "null";
  } else if (node.is(NodeKind::Boolean)) {
    out += node.text();
  } else if (node.is_string() || !append_json_number(node.text(), out)) {
    append_json_string(out, node.text());
  }
}

void append_value(const Node& node, std::uint32_t level, std::string& out) {
  if (node.is_scalar()) {
    append_scalar(node, out);
    return;
  }
  if (node.size == 0) {
    out += node.is_mapping() ? "{}" : "[]";
    return;
  }
  out += node.is_mapping() ? "{\n" : "[\n";
  bool first = true;
  const auto next = [&] {
    if (!first) out += ",\n";
    first = false;
    indent(level + 1, out);
  };
  for (const Node* item : node.items()) {
    next();
    append_value(*item, level + 1, out);
  }
  for (const Member& member : node.members()) {
    next();
    append_json_string(out, member.key->text());
    out += ": ";
    append_value(*member.value, level + 1, out);
  }
  out += '\n';
  indent(level, out);
  out += node.is_mapping() ? '}' : ']';
}

void count_texts(const Node& node, std::uint64_t limit, std::uint64_t& bytes) {
  bytes += node.text().size() + 2;
  for (const Node* item : node.items()) {
    if (bytes < limit) count_texts(*item, limit, bytes);
  }
  for (const Member& member : node.members()) {
    bytes += member.key->text().size();
    if (bytes < limit) count_texts(*member.value, limit, bytes);
  }
}

}  // namespace

std::uint64_t size_of_texts(const Node& root, std::uint64_t limit) {
  std::uint64_t bytes = 0;
  count_texts(root, limit, bytes);
  return std::min(bytes, limit);
}

std::string emit_json(const Node& root) {
  std::string out;
  append_value(root, 0, out);
  out += '\n';
  return out;
}

}  // namespace virga
