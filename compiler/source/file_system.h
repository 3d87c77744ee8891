// Access to the files that a template refers to: on disk, or in an editor's buffers layered over it.
#pragma once

#include <memory>
#include <string>

#include "compiler/source/source_file.h"

namespace virga {

// Implementations are thread-safe and never throw.
class FileSystem {
public:
  virtual ~FileSystem() = default;

  // Reads a regular file. For anything else (a folder, a pipe, a device, a missing file) the error says why. Relative
  // paths are resolved against the working directory.
  virtual ReadResult read(const std::string& path) const = 0;
};

// The file system of the operating system.
std::shared_ptr<const FileSystem> disk();

}  // namespace virga
