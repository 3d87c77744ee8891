#include <string>
#include <vector>

#include "compiler/driver/commands.h"

int main(int argc, char** argv) {
  const std::string name = argc > 0 ? argv[0] : "virga";
  return virga::run_program(name, {argv + (argc > 0 ? 1 : 0), argv + argc});
}
