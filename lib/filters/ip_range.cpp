#include "filters/ip_range.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace ceilometer::filters {
namespace {

constexpr std::size_t kV4 = 4;
constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// Whether bit number `index`, counted from the front, is set.
bool bit(const IpAddress& address, unsigned index) {
  return (static_cast<unsigned>(address.bytes[index / 8]) >> (7 - index % 8) & 1U) != 0;
}

unsigned width(const IpAddress& address) { return address.is_v6 ? 128 : 32; }

/// The ones at the front of a mask; nullopt where others follow.
std::optional<unsigned> mask_length(const IpAddress& mask) {
  unsigned bits = 0;
  while (bits < width(mask) && bit(mask, bits)) ++bits;
  for (unsigned i = bits; i < width(mask); ++i) {
    if (bit(mask, i)) return std::nullopt;
  }
  return bits;
}

std::optional<unsigned> prefix_length(std::string_view text, const IpAddress& network) {
  unsigned bits = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error == std::errc() && stop == text.data() + text.size()) {
    return bits <= width(network) ? std::optional(bits) : std::nullopt;
  }
  const auto mask = parse_ip(text);
  if (!mask || mask->is_v6 || network.is_v6) return std::nullopt;
  return mask_length(*mask);
}

}  // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  if (text.size() > INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  IpAddress out;
  if (inet_pton(AF_INET, terminated.c_str(), out.bytes.data()) == 1) return out;
  if (inet_pton(AF_INET6, terminated.c_str(), out.bytes.data()) != 1) return std::nullopt;
  if (std::equal(kMapped.begin(), kMapped.end(), out.bytes.begin())) {
    std::copy(out.bytes.begin() + kMapped.size(), out.bytes.end(), out.bytes.begin());
    std::fill(out.bytes.begin() + kV4, out.bytes.end(), static_cast<unsigned char>(0));
    return out;
  }
  out.is_v6 = true;
  return out;
}

Result<IpRange> IpRange::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto network = parse_ip(text.substr(0, slash));
  if (!network) return Error{"is no IPv4 or IPv6 network"};
  auto bits = std::optional(width(*network));
  if (slash != std::string_view::npos) bits = prefix_length(text.substr(slash + 1), *network);
  if (!bits) return Error{"has no valid prefix length"};
  for (unsigned i = *bits; i < width(*network); ++i) {
    if (bit(*network, i)) return Error{"has bits set behind its prefix"};
  }
  return IpRange(*network, *bits);
}

bool IpRange::contains(const IpAddress& address) const {
  if (address.is_v6 != network_.is_v6) return false;
  for (unsigned i = 0; i < bits_; ++i) {
    if (bit(address, i) != bit(network_, i)) return false;
  }
  return true;
}

}  // namespace ceilometer::filters
