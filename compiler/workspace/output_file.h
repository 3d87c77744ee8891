// Writing files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/support/result.h"

namespace virga {

// A file that is replaced as a whole: what is written goes to a file of its own beside it, which takes its name in
// commit(). Until then, and after an error, the old content stays. Links are followed, the rights of an old file are
// kept, and what is no regular file (/dev/stdout, a pipe) is written to directly. Without commit() nothing is left.
// Errors are "path: cannot be written: why". One thread at a time.
class OutputFile {
public:
  // May a file be written over where the folder takes no other file beside it?
  enum class Overwrite : std::uint8_t { WhereNeeded, Never };
  static Result<OutputFile> open(const std::string& path, Overwrite overwrite = Overwrite::WhereNeeded);

  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  // After an error the rest is dropped, and commit() says what it was.
  void write(std::string_view content);
  Result<void> commit();

private:
  OutputFile() = default;
  Error failure(int code) const;

  std::string path_;       // as given
  std::string target_;     // links resolved
  std::string temporary_;  // empty: written directly
  int descriptor_ = -1;
  int fault_ = 0;
};

// Replaces a file's content, all or nothing where the folder takes a new file; else it is written over.
Result<void> write_file(const std::string& path, std::string_view content);
// Replaces a file's content, all or nothing: an error where the folder takes no new file.
Result<void> replace_file(const std::string& path, std::string_view content);

// A name beside `path` that no other process and no other thread uses: what is written there first can take the name
// `path` when it is complete.
std::string partial_name(const std::string& path);

// Are these names of one file? False when one does not exist.
bool is_same_file(const std::string& a, const std::string& b);

}  // namespace virga
