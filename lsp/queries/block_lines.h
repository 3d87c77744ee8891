// Lines of YAML in block style, and what stands beside a key or an item among them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"
#include "lsp/queries/cursor.h"
#include "lsp/queries/yaml_line.h"

namespace virga::lsp {

// The key of a line that has one.
std::string key_of(const YamlLine& line, std::string_view text);

// The lines of a text, without a byte order mark, which indents nothing. Borrows the source.
class BlockLines {
public:
  explicit BlockLines(const SourceFile& source) : index_(source.lines()), text_(source.text()) {}

  std::uint32_t count() const { return index_.line_count(); }
  std::uint32_t start_of(std::uint32_t line) const;
  std::string_view text_of(std::uint32_t line) const;

  // The members of the mapping that has a key in this column of this line, without the word at the cursor.
  std::vector<Sibling> members_at(std::uint32_t line, std::uint32_t column, const Cursor& cursor) const;
  // The items of the list that has a dash in this column, as text, without the one at the cursor.
  std::vector<Sibling> items_at(std::uint32_t line, std::uint32_t column, const Cursor& cursor) const;

private:
  const LineIndex& index_;
  std::string_view text_;
};

}  // namespace virga::lsp
