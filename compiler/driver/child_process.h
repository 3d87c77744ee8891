// Runs another program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

struct ChildOutput {
  bool is_missing = false;  // the program is not installed
  bool succeeded = false;   // it exited with status 0
  std::string out, err;
};

// Runs a program without a shell, found through PATH, with `input` as its standard input, and waits for it to end. The
// error says why it could not be run; a missing program or one that fails is not an error.
Result<ChildOutput> run_child(const std::vector<std::string>& command, std::string_view input = {});

}  // namespace virga
