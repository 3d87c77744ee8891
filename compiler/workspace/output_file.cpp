#include "compiler/workspace/output_file.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace virga {

bool write_file(const std::string& path, std::string_view content, std::string& error) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  bool written = file != nullptr && std::fwrite(content.data(), 1, content.size(), file) == content.size();
  int fault = errno;
  if (file != nullptr && std::fclose(file) != 0) {
    if (written) fault = errno;
    written = false;
  }
  if (!written) error = path + ": cannot be written: " + std::generic_category().message(fault);
  return written;
}

}  // namespace virga
