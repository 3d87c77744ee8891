#include "compiler/support/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

namespace virga {

namespace {

EVP_MD_CTX* context_of(void* context) { return static_cast<EVP_MD_CTX*>(context); }

// With EVP_sha1(), OpenSSL 3 would look the algorithm up for every digest, which takes longer than that of a short
// text. https://docs.openssl.org/3.0/man7/crypto/#performance
const EVP_MD* algorithm(const char* name) {
  // Reading openssl.cnf would take a good part of the time of a short run.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  return EVP_MD_fetch(nullptr, name, nullptr);
}

const EVP_MD* algorithm_of(Digest::Kind kind) {
  if (kind == Digest::Kind::Sha1) {
    static const EVP_MD* const sha1 = algorithm("SHA1");
    return sha1;
  }
  static const EVP_MD* const sha256 = algorithm("SHA256");
  return sha256;
}

}  // namespace

Digest::Digest(Kind kind) : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(context_of(context_), algorithm_of(kind), nullptr);
}

Digest::~Digest() { EVP_MD_CTX_free(context_of(context_)); }

void Digest::add(std::string_view bytes) { EVP_DigestUpdate(context_of(context_), bytes.data(), bytes.size()); }

std::string Digest::hex() {
  static constexpr char kHex[] = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_of(context_), digest.data(), &size);
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out += kHex[digest[i] >> 4U];
    out += kHex[digest[i] & 0xFU];
  }
  return out;
}

std::string sha1_hex(std::string_view bytes) {
  Digest digest(Digest::Kind::Sha1);
  digest.add(bytes);
  return digest.hex();
}

}  // namespace virga
