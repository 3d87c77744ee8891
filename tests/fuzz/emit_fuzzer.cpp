// Whatever can be read is written so that it reads back as the same tree, and writing that again yields the same text.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "compiler/emit/emit.h"
#include "tests/fuzz/check_tree.h"

namespace {

virga::SyntaxTree parse_text(std::string text) {
  // A tag adds one level where its long form has two.
  return virga::parse(std::make_shared<const virga::SourceFile>("again", std::move(text)), {.max_depth = 1000});
}

bool is_number(virga::NodeKind kind) { return kind == virga::NodeKind::Integer || kind == virga::NodeKind::Float; }

// Compares kinds and texts; JSON numbers may have another notation in YAML.
void check_same(const virga::Node& a, const virga::Node& b) {
  if (is_number(a.kind) && is_number(b.kind)) return;
  virga::fuzz::require(a.kind == b.kind && a.size == b.size && a.text() == b.text() && a.function == b.function);
  for (std::uint32_t i = 0; i < a.items().size(); ++i) check_same(*a.items()[i], *b.items()[i]);
  for (std::uint32_t i = 0; i < a.members().size(); ++i) {
    check_same(*a.members()[i].key, *b.members()[i].key);
    check_same(*a.members()[i].value, *b.members()[i].value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const virga::SyntaxTree tree = virga::parse(virga::fuzz::source_of(data, size), {.max_alias_nodes = 2000});
  if (!tree.ok()) return 0;
  const std::string yaml = virga::emit_yaml(*tree.root);
  const virga::SyntaxTree again = parse_text(yaml);
  virga::fuzz::require(again.ok());
  check_same(*tree.root, *again.root);
  virga::fuzz::require(virga::emit_yaml(*again.root) == yaml);

  const std::string json = virga::emit_json(*tree.root);
  const virga::SyntaxTree from_json = parse_text(json);
  virga::fuzz::require(from_json.root != nullptr);
  if (from_json.ok()) virga::fuzz::require(virga::emit_json(*from_json.root) == json);
  return 0;
}
