#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/sha256_blocks.hpp"

namespace ceilometer {

/// 32 lower-case hex digits. MD5 only because the rows' metadata_hash is MD5; nothing of security rests on it.
std::string md5_hex(std::string_view data);

/// SHA-256 over data given piecewise.
class Sha256 {
 public:
  Sha256();
  void update(std::string_view data);
  /// The digest. Call once, last.
  std::array<unsigned char, 32> finish();

 private:
  Sha256State h_;
  std::array<unsigned char, 64> block_{};
  std::uint64_t length_ = 0;
};

/// HMAC-SHA256 over data given piecewise, as Ceilometer signs its messages. Copies of one that has got nothing yet
/// spare what the key costs.
class HmacSha256 {
 public:
  explicit HmacSha256(std::string_view key);
  void update(std::string_view data);
  /// 64 lower-case hex digits. Call once, last.
  std::string hex();

 private:
  Sha256 inner_;
  Sha256 outer_;
};

/// The SHA-256 of data, 64 lower-case hex digits.
std::string sha256_hex(std::string_view data);

}  // namespace ceilometer
