// The editor's reader: tree-sitter, repair, and what parse_tolerant() makes of them.
#include <cstddef>
#include <cstdint>

#include "compiler/syntax/readers.h"
#include "tests/fuzz/check_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const virga::SourceFilePtr source = virga::fuzz::source_of(data, size);
  const virga::SyntaxTree tree = virga::parse_tolerant(source);
  virga::fuzz::check_tree(tree);
  virga::fuzz::require(tree.errors.empty() == virga::parse(source).errors.empty());
  virga::SyntaxTree repaired;
  repaired.source = source;
  virga::read_yaml_repaired(repaired, {});
  virga::fuzz::require(!virga::dump(repaired).empty());
  return 0;
}
