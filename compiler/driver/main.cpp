#include <unistd.h>

#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/support/memory.h"

namespace {

// Reports running out of memory with a sentence instead of a signal. Allocates nothing, and other threads stop
// immediately.
[[noreturn]] void out_of_memory() {
  constexpr std::string_view kText = "virga: out of memory; check fewer or smaller templates at a time\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText.data(), kText.size());
  ::_exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  std::set_new_handler(out_of_memory);
  virga::keep_freed_memory();
  const std::string name = argc > 0 ? argv[0] : "virga";
  return virga::run_program(name, {argv + (argc > 0 ? 1 : 0), argv + argc});
}
