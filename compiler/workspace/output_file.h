// Writes files safely.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/support/result.h"

namespace virga {

// Replaces a file atomically: writes to a temporary file beside it, which commit() renames. Until then, and after an
// error, the old content stays. Follows links, keeps the permissions of an existing file, and writes directly to
// anything that is not a regular file (/dev/stdout, a pipe). Without commit(), the temporary file is removed. Errors
// have the form "path: cannot be written: why". Not thread-safe.
class OutputFile {
public:
  // Whether to overwrite the file in place if no temporary file can be created in its folder.
  enum class Overwrite : std::uint8_t { WhereNeeded, Never };
  static Result<OutputFile> open(const std::string& path, Overwrite overwrite = Overwrite::WhereNeeded);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  // After an error, further content is dropped, and commit() returns the error.
  void write(std::string_view content);
  Result<void> commit();

private:
  OutputFile() = default;
  Error failure(int code) const;

  std::string path_;       // as given
  std::string target_;     // links resolved
  std::string temporary_;  // empty: writing directly
  int descriptor_ = -1;
  int fault_ = 0;
};

// Replaces a file's content; atomic if a file can be created in the folder, else the file is overwritten in place.
Result<void> write_file(const std::string& path, std::string_view content);
// Replaces a file's content atomically; fails if no file can be created in the folder.
Result<void> replace_file(const std::string& path, std::string_view content);

// A name beside `path` that no other process or thread uses, for content that will be renamed to `path` when it is
// complete.
std::string partial_name(const std::string& path);

// Whether both names refer to the same file. False if one does not exist.
bool is_same_file(const std::string& a, const std::string& b);

}  // namespace virga
