// Digests of bytes.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// A digest that is fed piece by piece. Independent of the machine's configuration of OpenSSL, which may forbid SHA-1:
// here it names things and protects nothing. Not thread safe.
class Digest {
public:
  enum class Kind : unsigned char { Sha1, Sha256 };

  explicit Digest(Kind kind);
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void add(std::string_view bytes);
  // Hexadecimal digits, small letters. The digest takes no more bytes after it.
  std::string hex();

private:
  void* context_;
};

std::string sha1_hex(std::string_view bytes);

}  // namespace virga
