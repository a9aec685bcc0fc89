#pragma once

#include "base/result.hpp"
#include "http/client.hpp"
#include "identity/option_source.hpp"

namespace ceilometer::identity {

/// How to speak HTTP to Keystone, from the options that [keystone_authtoken] and [service_credentials] have in common:
/// certfile, keyfile, cafile, insecure, and the first of http_connect_timeout and timeout that is set. The error is a
/// sentence naming the key.
Result<http::ClientOptions> read_client_options(const OptionSource& source);

}  // namespace ceilometer::identity
