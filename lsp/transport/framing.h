// The base protocol: messages with headers.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/#baseProtocol
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace virga::lsp {

// Longer messages and headers are rejected; whoever sends them does not speak the protocol.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{256} << 20;
inline constexpr std::size_t kMaxHeaderBytes = std::size_t{8} << 10;

// Splits a stream of bytes into message bodies. Not thread-safe.
class FrameReader {
public:
  explicit FrameReader(std::size_t max_message = kMaxMessageBytes) : max_message_(max_message) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next complete body; nullopt if more bytes are needed or the stream is invalid.
  std::optional<std::string> next();
  // Why the stream is invalid, as a sentence; empty while it is valid.
  const std::string& error() const { return error_; }

private:
  bool read_header();
  bool read_header_line(std::string_view line);

  std::string buffer_;
  std::size_t at_ = 0;               // start of the unconsumed bytes
  std::optional<std::size_t> body_;  // length of the body at `at_`, once its header has been read
  std::size_t max_message_;
  std::string error_;
};

// A body preceded by its header.
std::string framed(std::string_view body);

}  // namespace virga::lsp
