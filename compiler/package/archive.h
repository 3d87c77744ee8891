// Packages folders and files for S3, deterministically: the same content has the same bytes and name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// A file in an archive.
struct ArchiveEntry {
  std::string name;            // inside the archive, with "/"
  std::filesystem::path path;  // on disk
  bool executable = false;     // by its owner
};

// The files below a folder, sorted by name; follows links. Files and folders in `without` (canonical paths) are left
// out. Fails if something cannot be read, a link leads back to a folder that contains it, or there are no files.
Result<std::vector<ArchiveEntry>> list_folder(const std::filesystem::path& folder,
                                              const std::vector<std::filesystem::path>& without);

// 32 hexadecimal digits: the first half of the SHA-256 of the entries' names, permissions and contents, in order.
// Independent of the compression, so it does not change with zlib's version.
Result<std::string> hash_entries(const std::vector<ArchiveEntry>& entries);
// The same for the content of a file only, and for a text.
Result<std::string> hash_file(const std::filesystem::path& file);
std::string hash_text(std::string_view text);

// Writes a zip archive; all entries have the same time and permissions 0755 or 0644. `digits` are those of
// hash_entries(); fails if a file's content has changed since.
Result<void> write_archive(const std::vector<ArchiveEntry>& entries, const std::string& digits,
                           const std::filesystem::path& file);

// Whether the file begins like a zip archive.
bool is_archive(const std::filesystem::path& file);

// Whether the file ends where its central directory says. A truncated archive does not.
bool is_whole_archive(const std::filesystem::path& file);

}  // namespace virga
