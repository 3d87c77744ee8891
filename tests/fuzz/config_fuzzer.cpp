// Any configuration file is read, or refused with its place.
#include <cstddef>
#include <cstdint>
#include <string>

#include "compiler/workspace/config.h"
#include "tests/fuzz/check_tree.h"
#include "tests/fuzz/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  static const fuzz::ScratchFolder scratch;
  const std::string name = scratch.write("virga.yaml", fuzz::text_of(data, size));
  const Result<Config> config = read_config(name, "");
  if (config) {
    overlay(*config, *config, size % 2 == 0);
  } else {
    fuzz::require(config.message().starts_with(name));
  }
  return 0;
}
