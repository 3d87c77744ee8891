// The documents that are open in the editor.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/file_system.h"
#include "lsp/protocol/positions.h"
#include "lsp/queries/document.h"

namespace virga::lsp {

// When an edit counts as typing.
enum class Quiet : std::uint8_t {
  Never,
  Keys,  // a key, and what goes on from there: a longer edit, or one of several places at once, may be a tool's, which
         // wants to hear all at once
  Always,  // each edit within a line
};

// Changes come from one thread; any thread may look documents up.
class DocumentStore {
public:
  void set_encoding(PositionEncoding encoding) { encoding_ = encoding; }

  DocumentPtr open(std::string uri, std::string language_id, std::int64_t version, std::string text);
  // Applies `contentChanges` in order. Null when the document is not open. Positions outside the text are clamped.
  // The document says which word is being typed, if that is asked for.
  DocumentPtr change(const std::string& uri, std::int64_t version, const nlohmann::json& changes,
                     Quiet quiet = Quiet::Never);
  void close(const std::string& uri);

  DocumentPtr find(const std::string& uri) const;
  // The open document at a path, however its URI is written.
  DocumentPtr find_path(std::string_view path) const;
  std::vector<DocumentPtr> all() const;

private:
  PositionEncoding encoding_ = PositionEncoding::Utf16;
  mutable std::mutex mutex_;
  std::map<std::string, DocumentPtr, std::less<>> documents_;
};

// The file system as the editor shows it: open documents take precedence over the disk. The store must outlive it.
class EditorFiles : public FileSystem {
public:
  explicit EditorFiles(const DocumentStore& documents) : documents_(documents), disk_(disk()) {}
  ReadResult read(const std::string& path) const override;

private:
  const DocumentStore& documents_;
  std::shared_ptr<const FileSystem> disk_;
};

}  // namespace virga::lsp
