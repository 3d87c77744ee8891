#include "lsp/transport/stdio.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <utility>

namespace virga::lsp {

void MessageWriter::write(std::string_view body) {
  if (is_closed_.load(std::memory_order_relaxed)) return;
  const std::string message = framed(body);
  std::string_view rest = message;
  const std::lock_guard lock(mutex_);
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      is_closed_ = true;
      return;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

ReadOutcome MessageReader::read(std::string& body, int milliseconds) {
  for (;;) {
    if (std::optional<std::string> next = frames_.next()) {
      body = std::move(*next);
      return ReadOutcome::Message;
    }
    if (!frames_.error().empty()) return ReadOutcome::Broken;
    pollfd wanted{.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&wanted, 1, milliseconds);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return ReadOutcome::Idle;
    std::array<char, std::size_t{64} * 1024> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
    const ssize_t count = ::read(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return ReadOutcome::Closed;
    frames_.feed({bytes.data(), static_cast<std::size_t>(count)});
  }
}

bool process_runs(long process_id) {
  if (process_id <= 0) return true;
  return ::kill(static_cast<pid_t>(process_id), 0) == 0 || errno != ESRCH;
}

}  // namespace virga::lsp
