// Converts between byte offsets and LSP positions.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "compiler/source/source_file.h"

namespace virga::lsp {

// The unit of `Position.character`, negotiated in `initialize`.
enum class PositionEncoding : std::uint8_t { Utf16, Utf8 };

// Converts positions in one text. Borrows the file.
class Positions {
public:
  Positions(const SourceFile& source, PositionEncoding encoding) : source_(source), encoding_(encoding) {}

  nlohmann::json position(std::uint32_t offset) const;
  nlohmann::json range(TextRange range) const;
  // Byte offsets from a client's Position or Range. Positions outside the text are clamped. Members that are missing or
  // have the wrong type raise nlohmann's exception, which the dispatcher answers with InvalidParams.
  std::uint32_t offset(const nlohmann::json& position) const;
  TextRange byte_range(const nlohmann::json& range) const;

  Utf16Position at(std::uint32_t offset) const;
  const SourceFile& source() const { return source_; }
  PositionEncoding encoding() const { return encoding_; }

private:
  const SourceFile& source_;
  PositionEncoding encoding_;
};

}  // namespace virga::lsp
