#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/support/memory.h"

int main(int argc, char** argv) {
  virga::keep_freed_memory();
  const std::string name = argc > 0 ? argv[0] : "virga";
  return virga::run_program(name, {argv + (argc > 0 ? 1 : 0), argv + argc});
}
