#include "lsp/transport/framing.h"

#include <fmt/format.h>

#include <charconv>

#include "compiler/support/text.h"

namespace virga::lsp {

bool FrameReader::read_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    error_ = "A header line has no colon";
    return false;
  }
  // Content-Type has a fixed meaning, and no other header is defined.
  if (!equals_ignoring_case(trim(line.substr(0, colon)), "content-length")) return true;
  const std::string_view digits = trim(line.substr(colon + 1));
  std::size_t length = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (digits.empty() || fault != std::errc() || end != digits.data() + digits.size()) {
    error_ = "Content-Length is not a number";
    return false;
  }
  if (length > max_message_) {
    error_ = fmt::format("A message of {} bytes is longer than the limit of {}", length, max_message_);
    return false;
  }
  body_ = length;
  return true;
}

bool FrameReader::read_header() {
  const std::size_t end = buffer_.find("\r\n\r\n", at_);
  if (end == std::string::npos) {
    if (buffer_.size() - at_ > kMaxHeaderBytes) error_ = "Unterminated header";
    return false;
  }
  std::string_view header = std::string_view(buffer_).substr(at_, end - at_);
  while (!header.empty()) {
    const std::size_t line_end = header.find("\r\n");
    if (!read_header_line(header.substr(0, line_end))) return false;
    header = line_end == std::string_view::npos ? std::string_view() : header.substr(line_end + 2);
  }
  if (!body_) {
    error_ = "Missing Content-Length header";
    return false;
  }
  at_ = end + 4;
  return true;
}

std::optional<std::string> FrameReader::next() {
  if (!error_.empty()) return std::nullopt;
  if (!body_ && !read_header()) return std::nullopt;
  if (buffer_.size() - at_ < *body_) return std::nullopt;
  std::string body = buffer_.substr(at_, *body_);
  at_ += *body_;
  body_.reset();
  if (at_ == buffer_.size()) {
    // Do not keep the memory of a large message forever.
    constexpr std::size_t kKept = std::size_t{1} << 20;
    if (buffer_.capacity() > kKept) {
      buffer_ = std::string();
    } else {
      buffer_.clear();
    }
    at_ = 0;
  } else if (at_ > buffer_.size() / 2) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  return body;
}

std::string framed(std::string_view body) { return fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body); }

}  // namespace virga::lsp
