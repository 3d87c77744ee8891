// The YAML reader and parse() as a whole.
#include <cstddef>
#include <cstdint>

#include "compiler/syntax/readers.h"
#include "tests/fuzz/check_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const virga::SourceFilePtr source = virga::fuzz::source_of(data, size);
  const virga::SyntaxTree tree = virga::parse(source);
  virga::fuzz::check_tree(tree);
  virga::SyntaxTree yaml;
  yaml.source = source;
  const bool complete = virga::read_yaml(yaml, {}).complete;
  virga::fuzz::require(complete || !yaml.errors.empty());
  virga::fuzz::require(!virga::dump(yaml).empty());
  return 0;
}
