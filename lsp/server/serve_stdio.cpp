#include <signal.h>
#include <unistd.h>

#include <string>

#include "lsp/server/server.h"
#include "lsp/transport/stdio.h"

namespace virga::lsp {

int serve_stdio(const std::string& version) {
  // Notice a lost client by the failed write instead.
  ::signal(SIGPIPE, SIG_IGN);
  MessageReader reader(STDIN_FILENO);
  MessageWriter writer(STDOUT_FILENO);
  Server server(version, [&](std::string_view body) { writer.write(body); });
  constexpr int kWatchInterval = 2000;  // milliseconds between checks of the client's process
  std::string body;
  while (!server.is_done()) {
    switch (reader.read(body, kWatchInterval)) {
      case ReadOutcome::Message:
        server.receive(body);
        break;
      case ReadOutcome::Idle:
        if (!process_runs(server.client_process())) return 1;
        break;
      case ReadOutcome::Closed:
        return server.exit_status();
      case ReadOutcome::Broken:
        // The start of the next message is unknown.
        return 1;
    }
  }
  return server.exit_status();
}

}  // namespace virga::lsp
