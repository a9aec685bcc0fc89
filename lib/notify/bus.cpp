#include "notify/bus.hpp"

#include <algorithm>
#include <array>

namespace ceilometer::notify {

namespace {

constexpr std::array<BusPlace, 2> kUrls = {
    {{"oslo_messaging_notifications", "transport_url"}, {"DEFAULT", "transport_url"}}};
constexpr BusPlace kBackend = {"DEFAULT", "rpc_backend"};
constexpr std::array<BusPlace, 5> kBeforeUrls = {{kBackend,
                                                  {"oslo_messaging_rabbit", "rabbit_host"},
                                                  {"oslo_messaging_rabbit", "rabbit_hosts"},
                                                  {"oslo_messaging_rabbit", "rabbit_userid"},
                                                  {"oslo_messaging_rabbit", "rabbit_password"}}};

}  // namespace

BusPlace bus_place(const config::Config& config) {
  for (const auto& place : kUrls) {
    if (!config.get_string(place.group, place.name).empty()) return place;
  }
  return kBackend;
}

bool names_bus(const config::Config& config) {
  if (bus_place(config).name != kBackend.name) return true;
  return std::any_of(kBeforeUrls.begin(), kBeforeUrls.end(),
                     [&](const BusPlace& place) { return config.origin(place.group, place.name) != "default"; });
}

}  // namespace ceilometer::notify
