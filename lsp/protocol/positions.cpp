#include "lsp/protocol/positions.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace virga::lsp {

using nlohmann::json;

Utf16Position Positions::at(std::uint32_t offset) const {
  const LineIndex& lines = source_.lines();
  offset = std::min(offset, static_cast<std::uint32_t>(source_.text().size()));
  if (encoding_ == PositionEncoding::Utf16) return lines.utf16(offset);
  const std::uint32_t line = lines.line_of(offset);
  return {line, offset - lines.line_start(line)};
}

json Positions::position(std::uint32_t offset) const {
  const Utf16Position place = at(offset);
  json position = json::object();
  position["line"] = place.line;
  position["character"] = place.character;
  return position;
}

json Positions::range(TextRange range) const {
  // Member by member, here and where else there are thousands: a list in braces becomes a tree of its own first.
  json both = json::object();
  both["start"] = position(range.begin);
  both["end"] = position(std::max(range.begin, range.end));
  return both;
}

std::uint32_t Positions::offset(const json& position) const {
  const auto line = position.at("line").get<std::uint32_t>();
  const auto character = position.at("character").get<std::uint32_t>();
  const LineIndex& lines = source_.lines();
  if (encoding_ == PositionEncoding::Utf16) return lines.offset_of(Utf16Position{line, character});
  if (line >= lines.line_count()) return static_cast<std::uint32_t>(source_.text().size());
  const auto length = static_cast<std::uint32_t>(lines.line_text(line).size());
  std::uint32_t offset = lines.line_start(line) + std::min(character, length);
  // Move a position inside a character to its beginning.
  const std::string_view text = source_.text();
  while (offset > 0 && offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U) --offset;
  return offset;
}

TextRange Positions::byte_range(const json& range) const {
  const std::uint32_t begin = offset(range.at("start"));
  return {begin, std::max(begin, offset(range.at("end")))};
}

}  // namespace virga::lsp
