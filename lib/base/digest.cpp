#include "base/digest.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ceilometer {

namespace {

std::string hex(const unsigned char* bytes, std::size_t size) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out(2 * size, '\0');
  for (std::size_t i = 0; i < size; ++i) {
    out[2 * i] = kHex[bytes[i] >> 4U];
    out[2 * i + 1] = kHex[bytes[i] & 15U];
  }
  return out;
}

/// The message's last one or two blocks: 0x80, zeros, the length in bits.
std::string padding(std::uint64_t length, bool big_endian) {
  std::string out(1, '\x80');
  out.append((119 - length % 64) % 64, '\0');
  for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(length * 8 >> 8U * (big_endian ? 7 - i : i) & 0xFFU);
  return out;
}

struct Md5 {
  std::array<std::uint32_t, 4> h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};

  void compress(const unsigned char* p) {
    static constexpr std::array<std::array<int, 4>, 4> kShift = {
        {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
    // floor(2^32 * |sin(i + 1)|)
    static constexpr std::array<std::uint32_t, 64> kSine = {
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
        0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
        0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
        0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
        0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
        0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
        0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
    std::array<std::uint32_t, 16> m{};
    for (unsigned i = 0; i < 16; ++i) {
      m[i] = p[4 * i] | p[4 * i + 1] << 8U | p[4 * i + 2] << 16U | static_cast<std::uint32_t>(p[4 * i + 3]) << 24U;
    }
    auto [a, b, c, d] = h;
    for (unsigned i = 0; i < 64; ++i) {
      std::uint32_t f = 0;
      unsigned g = 0;
      switch (i / 16) {
        case 0:
          f = (b & c) | (~b & d);
          g = i;
          break;
        case 1:
          f = (d & b) | (~d & c);
          g = 5 * i + 1;
          break;
        case 2:
          f = b ^ c ^ d;
          g = 3 * i + 5;
          break;
        default:
          f = c ^ (b | ~d);
          g = 7 * i;
      }
      f += a + kSine[i] + m[g % 16];
      a = d;
      d = c;
      c = b;
      b += std::rotl(f, kShift[i / 16][i % 4]);
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
  }
};

}  // namespace

std::string md5_hex(std::string_view data) {
  Md5 md5;
  const std::size_t whole = data.size() / 64 * 64;
  for (std::size_t i = 0; i < whole; i += 64) md5.compress(reinterpret_cast<const unsigned char*>(data.data() + i));
  std::string rest(data.substr(whole));
  rest += padding(data.size(), false);
  for (std::size_t i = 0; i < rest.size(); i += 64) {
    md5.compress(reinterpret_cast<const unsigned char*>(rest.data() + i));
  }
  std::array<unsigned char, 16> out{};
  for (unsigned i = 0; i < 16; ++i) out[i] = static_cast<unsigned char>(md5.h[i / 4] >> 8U * (i % 4) & 0xFFU);
  return hex(out.data(), out.size());
}

Sha256::Sha256() : h_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19} {}

void Sha256::update(std::string_view data) {
  while (!data.empty()) {
    const std::size_t used = length_ % block_.size();
    std::size_t n = std::min(data.size(), block_.size() - used);
    if (n == block_.size()) {
      n = data.size() / block_.size() * block_.size();
      sha256_blocks(h_, reinterpret_cast<const unsigned char*>(data.data()), n / block_.size());
    } else {
      std::memcpy(block_.data() + used, data.data(), n);
      if (used + n == block_.size()) sha256_blocks(h_, block_.data(), 1);
    }
    length_ += n;
    data.remove_prefix(n);
  }
}

std::array<unsigned char, 32> Sha256::finish() {
  update(padding(length_, true));
  std::array<unsigned char, 32> out{};
  for (unsigned i = 0; i < 32; ++i) out[i] = static_cast<unsigned char>(h_[i / 4] >> 8U * (3 - i % 4) & 0xFFU);
  return out;
}

HmacSha256::HmacSha256(std::string_view key) {
  std::array<unsigned char, 64> block{};
  if (key.size() > block.size()) {
    Sha256 hash;
    hash.update(key);
    const auto short_key = hash.finish();
    std::copy(short_key.begin(), short_key.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  std::array<unsigned char, 64> inner_key{};
  std::array<unsigned char, 64> outer_key{};
  for (std::size_t i = 0; i < block.size(); ++i) {
    inner_key[i] = block[i] ^ 0x36U;
    outer_key[i] = block[i] ^ 0x5CU;
  }
  inner_.update({reinterpret_cast<const char*>(inner_key.data()), inner_key.size()});
  outer_.update({reinterpret_cast<const char*>(outer_key.data()), outer_key.size()});
}

void HmacSha256::update(std::string_view data) { inner_.update(data); }

std::string HmacSha256::hex() {
  const auto inner = inner_.finish();
  outer_.update({reinterpret_cast<const char*>(inner.data()), inner.size()});
  const auto out = outer_.finish();
  return ceilometer::hex(out.data(), out.size());
}

std::string sha256_hex(std::string_view data) {
  Sha256 hash;
  hash.update(data);
  const auto out = hash.finish();
  return hex(out.data(), out.size());
}

}  // namespace ceilometer
