// The connection to the client over two file descriptors.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "lsp/transport/framing.h"

namespace virga::lsp {

// Writes whole messages; any thread may. After the reader of the other end is gone, writes do nothing.
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

// Reads messages on one thread.
class MessageReader {
public:
  explicit MessageReader(int descriptor) : descriptor_(descriptor) {}

  // Waits for the next message at most `milliseconds` (Idle when none came). Closed at the end of the stream, Broken
  // when it does not hold to the protocol; error() then says why.
  ReadOutcome read(std::string& body, int milliseconds);
  const std::string& error() const { return frames_.error(); }

private:
  int descriptor_;
  FrameReader frames_;
};

// Does the process still run? True when nobody can tell.
bool process_runs(long process_id);

}  // namespace virga::lsp
