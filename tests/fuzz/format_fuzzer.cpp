// For any input, formatting is idempotent, and formatting a range changes no other line.
#include <cstddef>
#include <cstdint>

#include "compiler/edit/edit_builder.h"
#include "compiler/format/diff.h"
#include "compiler/format/format.h"
#include "compiler/workspace/secrets.h"
#include "tests/fuzz/check_tree.h"

namespace virga::fuzz {
namespace {

SyntaxTree tree_of(std::string text) { return parse(std::make_shared<const SourceFile>("t", std::move(text))); }

std::vector<TextRange> secrets_in(const SourceFilePtr& text) { return secret_ranges(text); }

void check_order(const std::vector<TextEdit>& edits) {
  std::uint32_t last = 0;
  for (const TextEdit& edit : edits) {
    require(edit.range.begin >= last && edit.range.begin <= edit.range.end);
    last = edit.range.end;
  }
}

}  // namespace
}  // namespace virga::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  const SourceFilePtr source = fuzz::source_of(data, size);
  const SyntaxTree tree = parse(source);
  const FormatResult once = format(tree);
  fuzz::check_order(once.edits);
  fuzz::require(once.edits.empty() == unified_diff(*source, once.edits, fuzz::secrets_in).empty());
  if (once.ok()) {
    const FormatResult twice = format(fuzz::tree_of(apply_edits(source->text(), once.edits)));
    fuzz::require(twice.ok() && twice.edits.empty());
  }
  const auto middle = static_cast<std::uint32_t>(size / 2);
  const FormatResult part = format_range(tree, {middle / 2, middle});
  fuzz::check_order(part.edits);
  const FormatResult typed = format_on_newline(tree, middle);
  fuzz::require(typed.ok());
  fuzz::check_order(typed.edits);
  return 0;
}
