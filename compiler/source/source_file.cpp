#include "compiler/source/source_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace virga {

namespace {

// Closes a file descriptor that this file opened; leaves standard input open.
class Descriptor {
public:
  explicit Descriptor(int fd, bool owned) : fd_(fd), owned_(owned) {}
  ~Descriptor() {
    if (owned_ && fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

private:
  int fd_;
  bool owned_;
};

std::string message_for(int error) {
  switch (error) {
    case ENOENT:
      return "No such file; check the path";
    case EACCES:
    case EPERM:
      return "Permission denied; check the permissions of the file";
    case EISDIR:
      return "This is a folder, not a file; name a template or a pattern such as 'folder/**/*.yaml'";
    case ENOTDIR:
      return "A part of the path is a file, not a folder; check the path";
    case ELOOP:
      return "The path is a symbolic link that leads back to itself";
    case ENAMETOOLONG:
      return "The path is too long for this system";
    default:
      return std::string("Cannot read the file: ") + std::strerror(error);
  }
}

std::string too_large() {
  return "The file is larger than " + std::to_string(kMaxSourceBytes >> 20) +
         " MiB, far above CloudFormation's limit of 1 MB; it is not read";
}

ReadResult failure(std::string message) { return {nullptr, ReadError{std::move(message)}}; }

}  // namespace

SourceFile::SourceFile(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), lines_(text_) {}

ReadResult read_source_file(const std::string& path) {
  const bool standard_input = path == "-";
  const Descriptor file(standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC), !standard_input);
  if (file.get() < 0) return failure(message_for(errno));

  struct stat status = {};
  std::string text;
  if (::fstat(file.get(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return failure(message_for(EISDIR));
    if (S_ISREG(status.st_mode)) {
      if (static_cast<std::size_t>(status.st_size) > kMaxSourceBytes) return failure(too_large());
      text.resize(static_cast<std::size_t>(status.st_size) + 1);
    }
  }
  // The size is only a hint: pipes have none, and a file may grow while it is read.
  std::size_t used = 0;
  for (;;) {
    if (used == text.size()) text.resize(text.size() < 32768 ? 65536 : text.size() * 2);
    const ssize_t count = ::read(file.get(), text.data() + used, text.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(message_for(errno));
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
    if (used > kMaxSourceBytes) return failure(too_large());
  }
  text.resize(used);
  return {std::make_shared<const SourceFile>(path, std::move(text)), {}};
}

}  // namespace virga
