#include "storage/upkeep/checksum.hpp"

#include <bit>
#include <cstring>

namespace ceilometer::storage::upkeep {

namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

/// The last step of splitmix64: each bit of the word changes half of the result's.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

/// Two hashes of a sequence of words, each with constants of its own.
class RowHash {
 public:
  void word(std::uint64_t x) {
    high_ = mixed(high_ + (x ^ 0x9E3779B97F4A7C15U));
    low_ = mixed(std::rotl(low_, 23) ^ (x + 0xD1B54A32D192ED03U));
  }
  void text(std::string_view bytes) {
    word(bytes.size());
    for (; bytes.size() >= kWord; bytes.remove_prefix(kWord)) word(first_word(bytes, kWord));
    if (!bytes.empty()) word(first_word(bytes, bytes.size()));
  }
  std::uint64_t high() const { return high_; }
  std::uint64_t low() const { return low_; }

 private:
  static std::uint64_t first_word(std::string_view bytes, std::size_t count) {
    std::uint64_t x = 0;
    std::memcpy(&x, bytes.data(), count);
    return x;
  }

  std::uint64_t high_ = 1;
  std::uint64_t low_ = 2;
};

void append_hex(std::string& out, std::uint64_t x) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[(x >> shift) & 0xF];
}

}  // namespace

void Checksum::add(const Row& row) {
  RowHash hash;
  for (const sql::Value& value : row) {
    hash.word(value.index());
    if (const auto* text = std::get_if<std::string>(&value)) {
      hash.text(*text);
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      hash.word(static_cast<std::uint64_t>(*integer));
    } else if (const auto* real = std::get_if<double>(&value)) {
      hash.word(std::bit_cast<std::uint64_t>(*real));
    }
  }
  ++rows_;
  // A sum, so that neither order matters nor do two equal rows cancel out.
  high_ += hash.high();
  low_ += hash.low();
}

std::string Checksum::hex() const {
  std::string out;
  append_hex(out, high_);
  append_hex(out, low_);
  return out;
}

}  // namespace ceilometer::storage::upkeep
