// `virga lsp`: the language server.
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/support/memory.h"
#include "lsp/server/server.h"

namespace virga {

int run_lsp_command(const Invocation& call) {
  for (const std::string& argument : call.arguments) {
    if (argument == "-h" || argument == "--help") {
      write_out(
          "usage: virga lsp\n\nRuns the language server, which an editor starts and talks to over standard input and "
          "output.\n");
      return 0;
    }
    // Editors specify the transport; this is the only one supported.
    if (argument != "--stdio")
      return usage_error(call.program, "takes no arguments; it communicates over standard input and output");
  }
  keep_memory_small();
  return lsp::serve_stdio(std::string(program_version()));
}

}  // namespace virga
