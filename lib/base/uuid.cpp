#include "base/uuid.hpp"

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

namespace ceilometer {

namespace {

void fill_random(unsigned char* out, std::size_t size) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t n = getrandom(out + done, size - done, 0);
    if (n > 0) {
      done += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
  }
}

std::string format(const std::array<unsigned char, 16>& bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out(36, '-');
  std::size_t at = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
    out[at++] = kHex[bytes[i] >> 4U];
    out[at++] = kHex[bytes[i] & 15U];
  }
  return out;
}

}  // namespace

std::string uuid4() {
  std::array<unsigned char, 16> bytes{};
  fill_random(bytes.data(), bytes.size());
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  return format(bytes);
}

// The node and clock sequence are random in every series instead of once per process: two processes, or two threads in
// one 100 ns tick, need no shared state to stay apart (61 random bits), and nothing is inherited through a fork.
Uuid1Series::Uuid1Series() {
  std::array<unsigned char, 8> random{};
  fill_random(random.data(), random.size());
  for (const unsigned char byte : random) node_ = node_ << 8U | byte;
  constexpr std::uint64_t kVariant = 0xC0ULL << 56U;
  constexpr std::uint64_t kMulticast = 0x01ULL << 40U;  // marks a node that is no network card's
  node_ = (node_ & ~kVariant) | 0x80ULL << 56U | kMulticast;
}

std::string Uuid1Series::next() {
  static constexpr std::uint64_t kGregorianOffset = 0x01B21DD213814000;  // 1582-10-15 to 1970 in 100 ns
  using Ticks = std::chrono::duration<std::uint64_t, std::ratio<1, 10'000'000>>;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  time_ = std::max(time_ + 1, std::chrono::duration_cast<Ticks>(now).count() + kGregorianOffset);
  std::array<unsigned char, 16> bytes{};
  const auto put = [&bytes](std::size_t at, std::uint64_t value, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      bytes[at + i] = static_cast<unsigned char>(value >> (8U * (count - 1 - i)) & 0xFFU);
    }
  };
  put(0, time_ & 0xFFFFFFFFU, 4);
  put(4, time_ >> 32U & 0xFFFFU, 2);
  put(6, (time_ >> 48U & 0x0FFFU) | 0x1000U, 2);
  put(8, node_, 8);
  return format(bytes);
}

std::string uuid1() { return Uuid1Series().next(); }

}  // namespace ceilometer
