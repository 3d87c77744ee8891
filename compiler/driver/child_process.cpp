#include "compiler/driver/child_process.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace virga {
namespace {

// Temporary files instead of pipes, so that neither side can block on the other.
struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, Close>;

bool read_all(std::FILE* file, std::string& text) {
  std::rewind(file);
  char buffer[1 << 14];
  for (std::size_t size = std::fread(buffer, 1, sizeof buffer, file); size > 0;
       size = std::fread(buffer, 1, sizeof buffer, file)) {
    text.append(buffer, size);
  }
  return std::ferror(file) == 0;
}

std::string reason(int fault) { return std::generic_category().message(fault); }

}  // namespace

Result<ChildOutput> run_child(const std::vector<std::string>& command, std::string_view input) {
  const TemporaryFile in(std::tmpfile());
  const TemporaryFile out(std::tmpfile());
  const TemporaryFile faults(std::tmpfile());
  if (in == nullptr || out == nullptr || faults == nullptr ||
      (!input.empty() && std::fwrite(input.data(), 1, input.size(), in.get()) != input.size()) ||
      std::fflush(in.get()) != 0) {
    return Error{"cannot write a temporary file: " + reason(errno)};
  }
  std::rewind(in.get());
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(faults.get()), STDERR_FILENO);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ChildOutput result;
  if (failure == ENOENT) {
    result.is_missing = true;
    return result;
  }
  if (failure != 0) return Error{"'" + command.front() + "' cannot be started: " + reason(failure)};
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (!read_all(out.get(), result.out) || !read_all(faults.get(), result.err)) {
    return Error{"what '" + command.front() + "' wrote cannot be read: " + reason(errno)};
  }
  return result;
}

}  // namespace virga
