// Where the files that a template names are read from: the disk, or an editor's buffers over it.
#pragma once

#include <memory>
#include <string>

#include "compiler/source/source_file.h"

namespace virga {

// Implementations are thread safe and never throw.
class FileSystem {
public:
  virtual ~FileSystem() = default;

  // The content of a regular file; for anything else (a folder, a pipe, a device, nothing) the error says why.
  // Paths are as the system takes them, relative ones from the working directory.
  virtual ReadResult read(const std::string& path) const = 0;
};

// The files of the disk.
std::shared_ptr<const FileSystem> disk();

}  // namespace virga
