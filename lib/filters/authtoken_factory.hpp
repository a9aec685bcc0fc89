#pragma once

#include <memory>

#include "base/ports/host.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "filters/authtoken.hpp"
#include "identity/keystone.hpp"
#include "identity/token_cache.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// An authtoken filter, and the Keystone that it asks, for health checks and to close what a child has open.
struct MadeAuthtoken {
  std::unique_ptr<pipeline::Filter> filter;
  std::shared_ptr<identity::KeystoneClient> keystone;
};

/// Makes one as keystonemiddleware reads its options: the paste section's values first, then [keystone_authtoken] of
/// `config`, or of what oslo_config_project with oslo_config_file names; auth_section stands in for the plugin's.
///
/// Tokens are remembered in memcached where memcached_servers is set, else in the host's shared memory. The error is a
/// sentence naming file, section and key. Asks nobody and opens nothing, but loads libcurl. `host` must outlive it.
Result<MadeAuthtoken> make_authtoken(const pipeline::FilterOptions& options,
                                     const std::shared_ptr<const config::Config>& config, Host& host);

}  // namespace ceilometer::filters
