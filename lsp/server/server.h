// The language server: documents, requests, findings.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace virga::lsp {

// One connection. receive() must be called from one thread; responses and notifications are passed to `send` from any
// thread. Requests run on workers, for the version of the document that was current when they arrived.
class Server {
public:
  // Who has not typed for this long has paused.
  static constexpr std::chrono::milliseconds kPause{700};

  // `version` of the program. `send` gets the body of a message and must be thread safe.
  Server(std::string version, std::function<void(std::string_view)> send, std::chrono::milliseconds pause = kPause);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void receive(std::string_view body);
  // True after `exit`: the program should then end with exit_status().
  bool is_done() const;
  int exit_status() const;
  // Process ID of the client, from `initialize`; 0 if unknown.
  long client_process() const;
  // Waits until all requests are answered and all findings are published.
  void wait_until_idle();

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Serves a client on standard input and output until it sends `exit`, closes the connection or dies. Returns the exit
// status of the program.
int serve_stdio(const std::string& version);

}  // namespace virga::lsp
