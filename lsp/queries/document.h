// One version of a document that is open in the editor.
#pragma once

#include <chrono>
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
  // The word that is being typed; none where nothing is, or where nobody asks for it (DocumentStore::change).
  std::optional<TextRange> typed = std::nullopt;
  TextRange edited;                               // what the last edit put in
  TextRange run;                                  // what the edits since the first of `keystrokes` put in
  std::chrono::steady_clock::time_point changed;  // when the last edit came
  unsigned keystrokes = 0;  // how many in a row went on where the one before ended; 0 where the last was none
};
using DocumentPtr = std::shared_ptr<const Document>;

}  // namespace virga::lsp
