#include "compiler/source/file_system.h"

#include <filesystem>

namespace virga {
namespace {

class Disk final : public FileSystem {
public:
  ReadResult read(const std::string& path) const override {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    // Opening a pipe or a device would block until there is a writer.
    if (!error && std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
        !std::filesystem::is_directory(status)) {
      return {nullptr, {"Not a regular file (pipes and devices are not read)"}};
    }
    return read_source_file(path);
  }
};

}  // namespace

std::shared_ptr<const FileSystem> disk() {
  static const std::shared_ptr<const FileSystem> files = std::make_shared<Disk>();
  return files;
}

}  // namespace virga
