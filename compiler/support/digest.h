// SHA-1 and SHA-256 digests.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// An incremental digest. Ignores the machine's OpenSSL configuration, which may forbid SHA-1; here digests only name
// things and protect nothing. Not thread-safe.
class Digest {
public:
  enum class Kind : unsigned char { Sha1, Sha256 };

  explicit Digest(Kind kind);
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void add(std::string_view bytes);
  // The digest in lowercase hexadecimal. Do not call add() afterwards.
  std::string hex();

private:
  void* context_;
};

std::string sha1_hex(std::string_view bytes);

}  // namespace virga
