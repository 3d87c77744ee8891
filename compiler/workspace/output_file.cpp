#include "compiler/workspace/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace virga {

namespace fs = std::filesystem;

std::string partial_name(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return fmt::format("{}.{}.{}.partial", path, ::getpid(), counter.fetch_add(1));
}

Error OutputFile::failure(int code) const {
  return {fmt::format("{}: cannot write: {}", path_, std::generic_category().message(code))};
}

Result<OutputFile> OutputFile::open(const std::string& path, Overwrite overwrite) {
  OutputFile file;
  file.path_ = path;
  std::error_code error;
  // Do not resolve the system's own links, so that a shell's `> file` keeps its write position.
  const bool own = path.starts_with("/dev/") || path.starts_with("/proc/");
  const bool link = !own && fs::is_symlink(path, error);
  const fs::path resolved = link ? fs::weakly_canonical(path, error) : fs::path(path);
  file.target_ = error ? path : resolved.string();
  constexpr int kFlags = O_WRONLY | O_CREAT | O_CLOEXEC;
  constexpr mode_t kRights = 0666;
  struct stat old = {};
  const bool exists = ::stat(file.target_.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) return file.failure(EISDIR);
  if (!own && (!exists || S_ISREG(old.st_mode))) {
    // A read-only file must not be replaced.
    if (exists && ::access(file.target_.c_str(), W_OK) != 0) return file.failure(errno);
    file.temporary_ = partial_name(file.target_);
    file.descriptor_ = ::open(file.temporary_.c_str(), kFlags | O_EXCL, kRights);
    if (file.descriptor_ >= 0) {
      if (exists) static_cast<void>(::fchmod(file.descriptor_, old.st_mode & 07777U));
      return file;
    }
    const int fault = errno;
    file.temporary_.clear();
    // In a folder where no file can be created, an existing file can still be overwritten.
    if (!exists || overwrite == Overwrite::Never) return file.failure(fault);
  }
  file.descriptor_ = ::open(file.target_.c_str(), kFlags | O_TRUNC, kRights);
  if (file.descriptor_ < 0) return file.failure(errno);
  return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      fault_(other.fault_) {}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view content) {
  while (!content.empty() && fault_ == 0) {
    const ssize_t written = ::write(descriptor_, content.data(), content.size());
    if (written < 0) {
      if (errno != EINTR) fault_ = errno;
      continue;
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

Result<void> OutputFile::commit() {
  if (::close(std::exchange(descriptor_, -1)) != 0 && fault_ == 0) fault_ = errno;
  if (!temporary_.empty() && fault_ == 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0) fault_ = errno;
  if (fault_ == 0) return {};
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  return failure(fault_);
}

namespace {

Result<void> write_whole(const std::string& path, std::string_view content, OutputFile::Overwrite overwrite) {
  Result<OutputFile> file = OutputFile::open(path, overwrite);
  if (!file) return file.error();
  file->write(content);
  return file->commit();
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view content) {
  return write_whole(path, content, OutputFile::Overwrite::WhereNeeded);
}

Result<void> replace_file(const std::string& path, std::string_view content) {
  return write_whole(path, content, OutputFile::Overwrite::Never);
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored);
}

}  // namespace virga
