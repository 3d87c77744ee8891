// One version of a text that is open in the editor.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "compiler/source/source_file.h"

namespace virga::lsp {

// Immutable.
struct Document {
  std::string uri;
  std::string language_id;
  std::int64_t version = 0;
  SourceFilePtr source;  // named by its path, or by its URI where it is no file
  // The word that was typed when the text became this one; none where nobody asks for it.
  std::optional<TextRange> typed = std::nullopt;
};
using DocumentPtr = std::shared_ptr<const Document>;

}  // namespace virga::lsp
