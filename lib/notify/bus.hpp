#pragma once

#include <string_view>

#include "config/config.hpp"

namespace ceilometer::notify {

/// An option that says which bus notifications go to.
struct BusPlace {
  std::string_view group;
  std::string_view name;
};

/// The first of [oslo_messaging_notifications] transport_url, [DEFAULT] transport_url that is set; [DEFAULT]
/// rpc_backend where none is.
BusPlace bus_place(const config::Config& config);

/// Whether the configuration names a bus at all: a transport_url, or what named it before that option was there
/// (rpc_backend, rabbit_host, rabbit_hosts, rabbit_userid, rabbit_password).
bool names_bus(const config::Config& config);

}  // namespace ceilometer::notify
