#include "compiler/support/digest.h"

#include <gtest/gtest.h>

namespace virga {
namespace {

// The examples of FIPS 180-4.
TEST(Digest, KnowsTheStandardsExamples) {
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1_hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  Digest digest(Digest::Kind::Sha256);
  digest.add("a");
  digest.add("bc");
  EXPECT_EQ(digest.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace virga
