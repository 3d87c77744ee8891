// Folders and files as artifacts for S3: the same content gives the same bytes and the same name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// What goes into an archive.
struct ArchiveEntry {
  std::string name;            // inside the archive, with "/"
  std::filesystem::path path;  // on the disk
  bool executable = false;     // by its owner
};

// The files below a folder, sorted by name, links followed. Files that `without` names (canonical paths) and what is
// below them are left out. Fails when something cannot be read, when a link leads back to a folder it is in, or when
// there is no file at all.
Result<std::vector<ArchiveEntry>> list_folder(const std::filesystem::path& folder,
                                              const std::vector<std::filesystem::path>& without);

// 32 hexadecimal digits: the first half of the SHA-256 of the entries' names, rights and contents, in their order.
// The compression has no part in it, so every version of it gives the same name.
Result<std::string> hash_entries(const std::vector<ArchiveEntry>& entries);
// The same for a file's content alone, and for a text.
Result<std::string> hash_file(const std::filesystem::path& file);
std::string hash_text(std::string_view text);

// Writes a zip archive; every entry has the same time and the rights 0755 or 0644. `digits` are those of hash_entries:
// it fails when a file has another content by now.
Result<void> write_archive(const std::vector<ArchiveEntry>& entries, const std::string& digits,
                           const std::filesystem::path& file);

// Does the file begin as a zip archive does?
bool is_archive(const std::filesystem::path& file);

// Does the file end where its list of entries says that it ends? One that was cut off does not.
bool is_whole_archive(const std::filesystem::path& file);

}  // namespace virga
