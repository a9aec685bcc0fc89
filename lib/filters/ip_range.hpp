#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace ceilometer::filters {

/// An IP address's bytes in network order: the first 4 of an IPv4 address, all 16 of an IPv6 one.
struct IpAddress {
  bool is_v6 = false;
  std::array<unsigned char, 16> bytes = {};
};

/// nullopt for what is no address in numbers. An IPv4 address inside IPv6 (::ffff:192.0.2.1) is the IPv4 one.
std::optional<IpAddress> parse_ip(std::string_view text);

/// A network: "10.0.0.0/8", "2001:db8::/32", "10.0.0.0/255.0.0.0", or one address.
class IpRange {
 public:
  /// As Python's ipaddress.ip_network: bits behind the prefix must be zero. The error is a sentence's end.
  static Result<IpRange> parse(std::string_view text);

  bool contains(const IpAddress& address) const;

 private:
  IpRange(const IpAddress& network, unsigned bits) : network_(network), bits_(bits) {}

  IpAddress network_;
  unsigned bits_;
};

}  // namespace ceilometer::filters
