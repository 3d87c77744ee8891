// Running another program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

struct ChildOutput {
  bool is_missing = false;  // no such program is installed
  bool succeeded = false;   // it ended with status 0
  std::string out, err;
};

// Runs a program with these arguments, found as the shell finds it, without a shell; `input` is its standard input.
// The error says why it could not be run; that it is missing, or fails, is no error.
Result<ChildOutput> run_child(const std::vector<std::string>& command, std::string_view input = {});

}  // namespace virga
