#include "base/digest.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace ceilometer;

TEST_CASE("MD5 of RFC 1321's vectors") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(md5_hex("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
        "d174ab98d277d9f5a5611c2c9f419d9f");
}

TEST_CASE("MD5 pads every length") {
  // One digest over all lengths around the block's borders, from Python's hashlib.
  std::string all;
  for (std::size_t n = 54; n < 130; ++n) all += md5_hex(std::string(n, 'x'));
  CHECK(md5_hex(all) == "d4f0de9e7bf2f8143e6481dd2b33af8a");
}

TEST_CASE("SHA-256 and HMAC of RFC 4231's vectors") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex(std::string(1000, 'a')) == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
  HmacSha256 jefe("Jefe");
  jefe.update("what do ya want ");
  jefe.update("for nothing?");
  CHECK(jefe.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  HmacSha256 long_key(std::string(131, '\xaa'));
  long_key.update("Test Using Larger Than Block-Size Key - Hash Key First");
  CHECK(long_key.hex() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("SHA-256 by the processor's instructions is SHA-256") {
  std::minstd_rand random(7);
  std::vector<unsigned char> blocks(64 * 20);
  for (auto& byte : blocks) byte = static_cast<unsigned char>(random());
  for (std::size_t count = 0; count <= 20; ++count) {
    Sha256State quick{1, 2, 3, 4, 5, 6, 7, 0xffffffff};
    Sha256State portable = quick;
    sha256_blocks(quick, blocks.data(), count);
    portable_sha256_blocks(portable, blocks.data(), count);
    CHECK(quick == portable);
  }
}

TEST_CASE("SHA-256 of pieces is that of the whole") {
  const std::string text(300, 'x');
  for (std::size_t first = 0; first < 200; first += 7) {
    for (const std::size_t second : {0, 1, 63, 64, 65, 100}) {
      Sha256 pieces;
      pieces.update(std::string_view(text).substr(0, first));
      pieces.update(std::string_view(text).substr(first, second));
      pieces.update(std::string_view(text).substr(first + second));
      Sha256 whole;
      whole.update(text);
      CHECK(pieces.finish() == whole.finish());
    }
  }
}
