#include "filters/ip_range.hpp"

#include <catch2/catch.hpp>
#include <string>

using ceilometer::filters::IpRange;
using ceilometer::filters::parse_ip;

TEST_CASE("a network holds its addresses and no others") {
  const auto [network, address, expected] = GENERATE(table<std::string, std::string, bool>({
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"10.0.0.0/255.0.0.0", "10.1.2.3", true},
      {"10.0.0.0/255.0.0.0", "12.1.2.3", false},
      {"192.0.2.128/25", "192.0.2.128", true},
      {"192.0.2.128/25", "192.0.2.127", false},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.6", false},
      {"192.0.2.7/32", "192.0.2.7", true},
      {"0.0.0.0/0", "203.0.113.9", true},
      {"0.0.0.0/0", "::1", false},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/32", "2001:db9::1", false},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"::/0", "fe80::1", true},
      {"::/0", "127.0.0.1", false},
      {"::1", "::1", true},
      {"127.0.0.0/8", "::ffff:127.0.0.1", true},
      {"::ffff:127.0.0.1", "127.0.0.1", true},
  }));
  CAPTURE(network, address);
  const auto range = IpRange::parse(network);
  REQUIRE(range.ok());
  const auto ip = parse_ip(address);
  REQUIRE(ip.has_value());
  CHECK(range->contains(*ip) == expected);
}

TEST_CASE("what is no network is refused") {
  const auto [network, reason] = GENERATE(table<std::string, std::string>({
      {"", "is no IPv4 or IPv6 network"},
      {"localhost", "is no IPv4 or IPv6 network"},
      {"10.0.0", "is no IPv4 or IPv6 network"},
      {"10.0.0.256", "is no IPv4 or IPv6 network"},
      {"fe80::1%eth0", "is no IPv4 or IPv6 network"},
      {"10.0.0.0/33", "has no valid prefix length"},
      {"10.0.0.0/", "has no valid prefix length"},
      {"10.0.0.0/-1", "has no valid prefix length"},
      {"10.0.0.0/8x", "has no valid prefix length"},
      {"10.0.0.0/255.0.255.0", "has no valid prefix length"},
      {"2001:db8::/129", "has no valid prefix length"},
      {"2001:db8::/255.0.0.0", "has no valid prefix length"},
      {"10.0.0.1/8", "has bits set behind its prefix"},
      {"2001:db8::1/32", "has bits set behind its prefix"},
  }));
  CAPTURE(network);
  const auto range = IpRange::parse(network);
  REQUIRE_FALSE(range.ok());
  CHECK(range.error().message == reason);
}

TEST_CASE("an address is one in numbers") {
  for (const std::string text :
       {"", " 10.0.0.1", "10.0.0.1 ", "10.1", "010.0.0.1x", "1.2.3.4, 5.6.7.8", "unknown", "[::1]", "::1/128"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_ip(text).has_value());
  }
  CHECK_FALSE(parse_ip(std::string("10.0.0.1\0x", 10)).has_value());
}
