// Files as a run would leave them, over those of the disk.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "compiler/source/file_system.h"

namespace virga {

// Reading is thread-safe while nothing is set.
class ChangedFiles : public FileSystem {
public:
  // The text of `file` stands for what is at its name.
  void set(const SourceFilePtr& file);
  // The file under this name, however the path is written; null if it is as it is on the disk.
  SourceFilePtr find(const std::string& path) const;
  ReadResult read(const std::string& path) const override;

private:
  std::map<std::string, SourceFilePtr> files_;  // by canonical path
};

}  // namespace virga
