// The connection to the client over two file descriptors.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "lsp/transport/framing.h"

namespace virga::lsp {

// Writes whole messages. Thread-safe. Writes are ignored once the reader at the other end is gone.
class MessageWriter {
public:
  explicit MessageWriter(int descriptor) : descriptor_(descriptor) {}
  void write(std::string_view body);

private:
  int descriptor_;
  std::mutex mutex_;
  std::atomic<bool> is_closed_ = false;
};

enum class ReadOutcome : unsigned char { Message, Idle, Closed, Broken };

// Reads messages. Not thread-safe.
class MessageReader {
public:
  explicit MessageReader(int descriptor) : descriptor_(descriptor) {}

  // Waits at most `milliseconds` for the next message; Idle if there was none. Closed at the end of the stream, Broken
  // if the protocol was violated; error() then says how.
  ReadOutcome read(std::string& body, int milliseconds);
  const std::string& error() const { return frames_.error(); }

private:
  int descriptor_;
  FrameReader frames_;
};

// Whether the process is still running. True if that cannot be determined.
bool process_runs(long process_id);

}  // namespace virga::lsp
