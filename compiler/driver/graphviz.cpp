#include "compiler/driver/graphviz.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

// Files instead of pipes: nobody waits for the other to read.
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

Result<std::string> svg_by_graphviz(std::string_view graph) {
  const TemporaryFile in(std::tmpfile());
  const TemporaryFile out(std::tmpfile());
  const TemporaryFile faults(std::tmpfile());
  if (in == nullptr || out == nullptr || faults == nullptr ||
      std::fwrite(graph.data(), 1, graph.size(), in.get()) != graph.size() || std::fflush(in.get()) != 0) {
    return Error{"no temporary file can be written: " + reason(errno)};
  }
  std::rewind(in.get());

  std::string program = "dot";
  std::string option = "-Tsvg";
  char* const arguments[] = {program.data(), option.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fileno(in.get()), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(out.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, fileno(faults.get()), STDERR_FILENO);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure == ENOENT) {
    return Error{
        "SVG is drawn by Graphviz, and its program 'dot' is not installed: install the package graphviz, or take "
        "--format dot, mermaid or json"};
  }
  if (failure != 0) {
    return Error{"Graphviz's program 'dot' cannot be started: " + reason(failure)};
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::string said;
    read_all(faults.get(), said);
    return Error{fmt::format("Graphviz's program 'dot' failed: {}", printable(said.substr(0, said.find('\n'))))};
  }
  std::string svg;
  if (!read_all(out.get(), svg)) {
    return Error{"what Graphviz's program 'dot' wrote cannot be read: " + reason(errno)};
  }
  return svg;
}

}  // namespace virga
