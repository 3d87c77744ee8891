#include "compiler/format/format.h"

#include <algorithm>
#include <memory>

#include "compiler/edit/edit_builder.h"
#include "compiler/format/layouts.h"

namespace virga {

namespace {

// The first error because of which the text was not read to its end; errors in its content do not matter.
const SyntaxError* first_fault_of_reading(const SyntaxTree& tree) {
  const auto found = std::find_if(tree.errors.begin(), tree.errors.end(), [](const SyntaxError& error) {
    return error.kind != SyntaxErrorKind::DuplicateKey && error.kind != SyntaxErrorKind::NullKey &&
           error.kind != SyntaxErrorKind::UnknownTag && error.kind != SyntaxErrorKind::NotAMapping;
  });
  return found == tree.errors.end() ? nullptr : &*found;
}

FormatResult format_within(const SyntaxTree& tree, TextRange allowed, const FormatOptions& options) {
  FormatResult result;
  if (const SyntaxError* fault = first_fault_of_reading(tree)) {
    result.refused = fault->message;
    result.where = fault->range;
    return result;
  }
  if (tree.root == nullptr) {
    result.refused = "Nothing to format";
    return result;
  }
  const auto keeps_meaning = [&] {
    if (result.edits.empty()) return true;
    const auto formatted =
        std::make_shared<const SourceFile>(tree.source->name(), apply_edits(tree.source->text(), result.edits));
    return same_meaning(tree, parse(formatted));
  };
  // The layout of JSON knows nothing that only YAML has but a comma too many.
  const bool is_json = tree.language == SyntaxLanguage::Json;
  if (is_json || (writes_json(tree) && tree.comments.empty())) {
    if (lay_out_json(tree, allowed, options, result.edits) && keeps_meaning()) return result;
    result.edits.clear();
  }
  if (!is_json && lay_out_yaml(tree, allowed, options, result.edits) && keeps_meaning()) return result;
  result.edits.clear();
  result.refused = "Formatting might change the meaning, so it is not changed";
  result.where = tree.root->range;
  return result;
}

TextRange whole_lines(const SourceFile& source, TextRange range) {
  const auto size = static_cast<std::uint32_t>(source.text().size());
  const LineIndex& lines = source.lines();
  const std::uint32_t last = lines.line_of(std::max(range.begin, std::min(range.end, size)));
  return {lines.line_start(lines.line_of(range.begin)),
          last + 1 < lines.line_count() ? lines.line_start(last + 1) : size};
}

}  // namespace

FormatOptions with_indentation_of(const SyntaxTree& tree, FormatOptions options) {
  const std::string_view unit = indentation_unit(tree);
  if (unit.empty()) return options;
  options.tabs = unit.front() == '\t';
  if (!options.tabs) options.indent = static_cast<std::uint32_t>(unit.size());
  return options;
}

FormatResult format(const SyntaxTree& tree, const FormatOptions& options) {
  return format_within(tree, {0, static_cast<std::uint32_t>(tree.source->text().size())}, options);
}

FormatResult format_range(const SyntaxTree& tree, TextRange range, const FormatOptions& options) {
  // A selection that ends at the start of a line does not include that line.
  const std::uint32_t end = range.end;
  if (end > range.begin && tree.source->lines().line_start(tree.source->lines().line_of(end)) == end) --range.end;
  return format_within(tree, whole_lines(*tree.source, range), with_indentation_of(tree, options));
}

}  // namespace virga
