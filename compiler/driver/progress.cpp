#include "compiler/driver/progress.h"

#include <fmt/format.h>

#include "compiler/driver/console.h"

namespace virga {

namespace {

constexpr std::chrono::milliseconds kFirst{1000};
constexpr std::chrono::milliseconds kPause{100};

bool g_visible = false;

}  // namespace

Progress::Progress(std::size_t total)
    : total_(total),
      enabled_(total > 1 && is_terminal(Stream::Err)),
      next_(std::chrono::steady_clock::now() + kFirst) {}

Progress::~Progress() { clear(); }

void Progress::step() {
  ++done_;
  if (!enabled_ || done_ == total_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kPause;
  write_err(fmt::format("\r\x1b[K{} of {} templates", done_, total_));
  g_visible = true;
}

void Progress::clear() {
  if (!g_visible) return;
  g_visible = false;
  write_err("\r\x1b[K");
}

}  // namespace virga
