// Commands that only print something.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/man_page.h"
#include "schemas/schema_database.h"

namespace virga {

int run_version_command(const Invocation& call) {
  if (!call.arguments.empty()) return usage_error(call.program, "takes no arguments");
  write_out(fmt::format("virga {}\nfacts: {}\n", program_version(), SchemaDatabase::built_in().provenance()));
  return 0;
}

int run_help_command(const Invocation& call) {
  if (call.arguments.size() == 1 && call.arguments.front() == "--man") {
    write_out(man_page());
    return 0;
  }
  if (call.arguments.empty() || call.arguments.front().starts_with('-')) {
    write_out(overview(wants_color(Stream::Out)));
    return 0;
  }
  const std::string& name = call.arguments.front();
  if (name == "help") {
    write_out(
        "virga help COMMAND prints the help of a command, `virga help` the list of commands, `virga help --man` the "
        "manual "
        "page.\n");
    return 0;
  }
  if (name == "version") {
    write_out("virga version prints the version, and the sources of the schemas.\n");
    return 0;
  }
  return run_program("virga", {name, "--help"});
}

}  // namespace virga
