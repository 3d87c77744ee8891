#include "compiler/package/archive.h"

#include <fmt/format.h>
#include <minizip/zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "compiler/diagnostics/text.h"
#include "compiler/support/digest.h"

namespace virga {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxDepth = 128;
constexpr std::size_t kMaxFiles = 1'000'000;
// 1980-01-01 00:00:00, the earliest time that zip can represent.
constexpr unsigned long kTime = 0x00210000;
constexpr unsigned long kMadeOnUnix = (3UL << 8U) | 20UL;
constexpr unsigned long kUtf8Names = 1UL << 11U;

struct FileCloser {
  void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

std::string unreadable(const fs::path& path, int code) {
  return fmt::format("Cannot read '{}': {}", path.string(), std::generic_category().message(code));
}

// Passes a file's bytes to `take` in pieces, until that returns false.
template <typename Take>
Result<void> read_pieces(const fs::path& path, const Take& take) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return Error{unreadable(path, errno)};
  std::vector<char> buffer(std::size_t{64} * 1024);
  for (;;) {
    const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get());
    if (size > 0 && !take(std::string_view(buffer.data(), size))) return {};
    if (size < buffer.size()) break;
  }
  if (std::ferror(file.get()) != 0) return Error{unreadable(path, errno)};
  return {};
}

constexpr std::size_t kNameDigits = 32;

std::string name_of(Digest& digest) { return digest.hex().substr(0, kNameDigits); }

// Includes the length, so that different lists of texts never have the same bytes.
void add_text(Digest& digest, std::string_view text) {
  digest.add(fmt::format("{}:", text.size()));
  digest.add(text);
}

void add_entry(Digest& digest, const ArchiveEntry& entry, std::string_view content) {
  add_text(digest, entry.name);
  add_text(digest, entry.executable ? "x" : "-");
  add_text(digest, content);
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::string_view before = text;
    // Invalid UTF-8 decodes to U+FFFD, which is itself valid when encoded in three bytes.
    if (next_code_point(text) == 0xFFFD && !before.starts_with("\xEF\xBF\xBD")) return false;
  }
  return true;
}

// Walks a folder like os.walk with followlinks, but always terminates.
class FolderWalk {
public:
  FolderWalk(const std::vector<fs::path>& without, std::vector<ArchiveEntry>& entries)
      : without_(without), entries_(entries) {}

  Result<void> walk(const fs::path& folder, const std::string& prefix) {
    std::error_code fault;
    const fs::path canonical = fs::canonical(folder, fault);
    if (fault) return Error{unreadable(folder, fault.value())};
    if (std::find(open_.begin(), open_.end(), canonical) != open_.end()) {
      return Error{
          fmt::format("the link '{}' leads back to a folder that contains it, so the archive would never end; remove "
                      "the link, or package another folder",
                      folder.string())};
    }
    if (open_.size() >= kMaxDepth) {
      return Error{fmt::format("'{}' is more than {} folders deep", folder.string(), kMaxDepth)};
    }
    open_.push_back(canonical);
    std::vector<fs::directory_entry> found;
    fs::directory_iterator it(folder, fault);
    for (; !fault && it != fs::directory_iterator(); it.increment(fault)) found.push_back(*it);
    if (fault) return Error{unreadable(folder, fault.value())};
    std::sort(found.begin(), found.end());  // makes errors deterministic
    for (const fs::directory_entry& each : found) {
      if (Result<void> taken = entry(each, canonical, prefix); !taken) return taken;
    }
    open_.pop_back();
    return {};
  }

private:
  Result<void> entry(const fs::directory_entry& found, const fs::path& folder, const std::string& prefix) {
    std::error_code fault;
    const fs::path& path = found.path();
    const fs::path real = found.is_symlink(fault) ? fs::canonical(path, fault) : folder / path.filename();
    if (fault) return Error{unreadable(path, fault.value())};
    if (std::find(without_.begin(), without_.end(), real) != without_.end()) return {};
    const fs::file_status status = fs::status(path, fault);
    if (fault) return Error{unreadable(path, fault.value())};
    const std::string name = prefix + path.filename().string();
    if (fs::is_directory(status)) return walk(path, name + "/");
    // Sockets and pipes have no content to archive.
    if (!fs::is_regular_file(status)) return {};
    if (entries_.size() >= kMaxFiles) return Error{fmt::format("there are more than {} files", kMaxFiles)};
    const bool executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
    entries_.push_back({name, path, executable});
    return {};
  }

  const std::vector<fs::path>& without_;
  std::vector<ArchiveEntry>& entries_;
  std::vector<fs::path> open_;
};

class ZipWriter {
public:
  explicit ZipWriter(const fs::path& file)
      : unwritable_{fmt::format("Cannot write '{}'", file.string())},
        zip_(zipOpen64(file.c_str(), APPEND_STATUS_CREATE)) {}
  ~ZipWriter() { close(); }
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  bool ok() const { return zip_ != nullptr; }
  bool close() {
    const bool closed = zip_ == nullptr || zipClose(zip_, nullptr) == ZIP_OK;
    zip_ = nullptr;
    return closed;
  }

  // The error if the archive cannot be written.
  const Error& unwritable() const { return unwritable_; }

  // Returns the hash of what was read.
  Result<std::string> add(const ArchiveEntry& entry) {
    Digest digest(Digest::Kind::Sha256);
    std::error_code fault;
    const std::uintmax_t size = fs::file_size(entry.path, fault);
    zip_fileinfo info{};
    info.dosDate = kTime;
    info.external_fa = (entry.executable ? 0100755UL : 0100644UL) << 16U;
    const int large = !fault && size >= 0xFFFFFFFFU ? 1 : 0;
    if (zipOpenNewFileInZip4_64(zip_, entry.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED,
                                Z_DEFAULT_COMPRESSION, 0, -MAX_WBITS, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, nullptr, 0,
                                kMadeOnUnix, is_utf8(entry.name) ? kUtf8Names : 0, large) != ZIP_OK) {
      return unwritable_;
    }
    bool written = true;
    const Result<void> read = read_pieces(entry.path, [&](std::string_view piece) {
      digest.add(piece);
      written = zipWriteInFileInZip(zip_, piece.data(), static_cast<unsigned>(piece.size())) == ZIP_OK;
      return written;
    });
    if (zipCloseFileInZip(zip_) != ZIP_OK || !written) return unwritable_;
    if (!read) return read.error();
    return name_of(digest);
  }

private:
  Error unwritable_;
  zipFile zip_;
};

}  // namespace

Result<std::vector<ArchiveEntry>> list_folder(const fs::path& folder, const std::vector<fs::path>& without) {
  std::vector<ArchiveEntry> entries;
  if (const Result<void> walked = FolderWalk(without, entries).walk(folder, ""); !walked) return walked.error();
  if (entries.empty()) {
    return Error{fmt::format("the folder '{}' contains no files, and an empty archive is refused", folder.string())};
  }
  std::sort(entries.begin(), entries.end(),
            [](const ArchiveEntry& a, const ArchiveEntry& b) { return a.name < b.name; });
  return entries;
}

Result<std::string> hash_entries(const std::vector<ArchiveEntry>& entries) {
  Digest hash(Digest::Kind::Sha256);
  for (const ArchiveEntry& entry : entries) {
    Result<std::string> content = hash_file(entry.path);
    if (!content) return content;
    add_entry(hash, entry, *content);
  }
  return name_of(hash);
}

Result<std::string> hash_file(const fs::path& file) {
  Digest hash(Digest::Kind::Sha256);
  const Result<void> read = read_pieces(file, [&](std::string_view piece) {
    hash.add(piece);
    return true;
  });
  if (!read) return read.error();
  return name_of(hash);
}

std::string hash_text(std::string_view text) {
  Digest hash(Digest::Kind::Sha256);
  hash.add(text);
  return name_of(hash);
}

Result<void> write_archive(const std::vector<ArchiveEntry>& entries, const std::string& digits, const fs::path& file) {
  ZipWriter zip(file);
  if (!zip.ok()) return zip.unwritable();
  Digest hash(Digest::Kind::Sha256);
  for (const ArchiveEntry& entry : entries) {
    Result<std::string> content = zip.add(entry);
    if (!content) return content.error();
    add_entry(hash, entry, *content);
  }
  if (name_of(hash) != digits) {
    return Error{"a file changed during packaging; try again when nothing writes there"};
  }
  return zip.close() ? Result<void>() : zip.unwritable();
}

bool is_archive(const fs::path& file) {
  const File opened(std::fopen(file.c_str(), "rb"));
  if (opened == nullptr) return false;
  std::array<char, 4> head{};
  const std::size_t size = std::fread(head.data(), 1, head.size(), opened.get());
  const std::string_view start(head.data(), size);
  // An empty archive begins with its end record.
  return start == "PK\x03\x04" || start == "PK\x05\x06";
}

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16. Archives of write_archive() have no comment.
bool is_whole_archive(const fs::path& file) {
  constexpr std::size_t kEndSize = 22;
  const File opened(std::fopen(file.c_str(), "rb"));
  std::array<char, kEndSize> end{};
  if (opened == nullptr || std::fseek(opened.get(), -static_cast<long>(kEndSize), SEEK_END) != 0 ||
      std::fread(end.data(), 1, end.size(), opened.get()) != end.size()) {
    return false;
  }
  const auto number = [&](std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 4; i > 0; --i) value = value << 8U | static_cast<unsigned char>(end[at + i - 1]);
    return value;
  };
  constexpr std::uint64_t kIn64BitRecord = 0xFFFFFFFFU;
  if (std::string_view(end.data(), 4) != "PK\x05\x06") return false;
  std::error_code fault;
  const std::uint64_t size = fs::file_size(file, fault);
  return !fault && (number(16) == kIn64BitRecord || number(12) + number(16) + kEndSize == size);
}

}  // namespace virga
