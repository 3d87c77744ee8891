// The tolerant readers, and queries at a position of their tree.
#include <cstddef>
#include <cstdint>

#include <algorithm>

#include "compiler/syntax/node_path.h"
#include "compiler/syntax/readers.h"
#include "tests/fuzz/check_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const virga::SourceFilePtr source = virga::fuzz::source_of(data, size);
  const virga::SyntaxTree tree = virga::parse_tolerant(source);
  virga::fuzz::check_tree(tree);
  virga::fuzz::require(tree.errors.empty() == virga::parse(source).errors.empty());
  for (std::size_t i = 0; i <= std::min<std::size_t>(size, 64); ++i) {
    const auto offset = static_cast<std::uint32_t>(size - i);
    const virga::NodePath path = virga::node_at(tree, offset);
    virga::fuzz::require(path.token.begin <= offset && offset <= path.token.end);
    virga::path_of(path);
  }
  for (const bool json : {false, true}) {
    virga::SyntaxTree read;
    read.source = source;
    json ? virga::read_json_tolerant(read, {}) : virga::read_yaml_tolerant(read, {});
    if (read.root != nullptr) virga::fuzz::check_tree(read);
  }
  return 0;
}
