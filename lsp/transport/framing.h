// The base protocol: messages behind headers.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/#baseProtocol
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace virga::lsp {

// Longer messages are refused, and so are headers past a few kilobytes: what sends them does not speak the protocol.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{256} << 20;
inline constexpr std::size_t kMaxHeaderBytes = std::size_t{8} << 10;

// Cuts a stream of bytes into message bodies. One thread.
class FrameReader {
public:
  explicit FrameReader(std::size_t max_message = kMaxMessageBytes) : max_message_(max_message) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next body that is complete; none when more bytes are needed or the stream is broken.
  std::optional<std::string> next();
  // Why no message can be found any more: a sentence; empty while the stream is sound.
  const std::string& error() const { return error_; }

private:
  bool read_header();
  bool read_header_line(std::string_view line);

  std::string buffer_;
  std::size_t at_ = 0;               // start of what is not yet consumed
  std::optional<std::size_t> body_;  // length of the body that starts at `at_`, once its header is read
  std::size_t max_message_;
  std::string error_;
};

// A body behind its header.
std::string framed(std::string_view body);

}  // namespace virga::lsp
