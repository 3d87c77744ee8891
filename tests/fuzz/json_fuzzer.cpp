// The JSON reader. For text that it accepts, tree-sitter-json builds the same tree, except for exponents with a "+".
#include <cstddef>
#include <cstdint>

#include "compiler/syntax/readers.h"
#include "tests/fuzz/check_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const virga::SourceFilePtr source = virga::fuzz::source_of(data, size);
  virga::SyntaxTree json;
  json.source = source;
  const bool complete = virga::read_json(json, {}).complete;
  if (!complete) virga::fuzz::require(json.errors.size() == 1);
  if (json.root == nullptr) return 0;
  virga::fuzz::check_tree(json);
  const std::string_view text = source->text();
  if (!complete || !json.errors.empty() || text.find("+") != std::string_view::npos) return 0;
  virga::SyntaxTree second;
  second.source = source;
  virga::read_json_tree_sitter(second, {});
  virga::fuzz::require(virga::dump(json) == virga::dump(second));
  return 0;
}
