#include "compiler/driver/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "compiler/diagnostics/text.h"

namespace virga {

namespace {

// Set while the command line is parsed, before any thread starts.
std::atomic<LogLevel> g_level{LogLevel::Off};
std::atomic<ColorChoice> g_color{ColorChoice::Auto};
std::atomic<int> g_output_fault{0};

int descriptor(Stream stream) { return stream == Stream::Out ? STDOUT_FILENO : STDERR_FILENO; }

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nothing sets the environment
  return value != nullptr && *value != '\0';
}

}  // namespace

bool write_to(Stream stream, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor(stream), text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (stream == Stream::Out) g_output_fault = errno;
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

int output_fault() { return g_output_fault; }

bool is_terminal(Stream stream) { return ::isatty(descriptor(stream)) == 1; }

bool wants_color(Stream stream) {
  switch (g_color.load()) {
    case ColorChoice::Always:
      return true;
    case ColorChoice::Never:
      return false;
    case ColorChoice::Auto:
      break;
  }
  if (is_set("NO_COLOR")) return false;
  for (const char* variable : {"CLICOLOR_FORCE", "FORCE_COLOR"}) {
    if (is_set(variable) && std::string_view(std::getenv(variable)) != "0") return true;
  }
  const char* term = std::getenv("TERM");
  return is_terminal(stream) && (term == nullptr || std::string_view(term) != "dumb");
}

void choose_color(ColorChoice choice) { g_color = choice; }

std::size_t terminal_width() {
  constexpr std::size_t kFallback = 100;
  constexpr std::size_t kLeast = 40;
  std::size_t width = 0;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (width == 0) {
    const char* columns = std::getenv("COLUMNS");
    if (columns != nullptr) width = std::strtoul(columns, nullptr, 10);
  }
  if (width == 0 || width > 1000) return kFallback;
  return width < kLeast ? kLeast : width;
}

void set_log_level(LogLevel level) { g_level = level; }

bool logs(LogLevel level) { return g_level.load() <= level; }

void log(LogLevel level, std::string_view message) {
  if (!logs(level)) return;
  std::string line = level == LogLevel::Debug ? "virga: debug: " : "virga: info: ";
  line += message;
  line += '\n';
  write_err(line);
}

int usage_error(std::string_view program, std::string_view message) {
  std::string text(program);
  text += ": ";
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size());
    text += printable(message.substr(0, end));
    text += '\n';
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  write_err(text);
  return 1;
}

}  // namespace virga
