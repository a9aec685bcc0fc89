#include <algorithm>
#include <array>
#include <cstddef>

#include "config/option.hpp"
#include "config/options_api.hpp"
#include "config/options_authtoken.hpp"
#include "config/options_database.hpp"
#include "config/options_log.hpp"
#include "config/options_messaging.hpp"
#include "config/options_middleware.hpp"
#include "config/options_service_credentials.hpp"

namespace ceilometer::config {

namespace {

template <std::size_t... N>
constexpr auto joined(const std::array<Option, N>&... parts) {
  std::array<Option, (N + ...)> all{};
  auto next = all.begin();
  ((next = std::copy(parts.begin(), parts.end(), next)), ...);
  return all;
}

constexpr auto kOptions =
    joined(kLogOptions, kServiceOptions, kApiOptions, kDatabaseOptions, kMessagingOptions, kRabbitOptions,
           kPublisherOptions, kMiddlewareOptions, kHealthcheckOptions, kProfilerOptions, kCorsOptions, kPolicyOptions,
           kAuthtokenOptions, kServiceCredentialOptions);

}  // namespace

std::span<const Option> all_options() { return kOptions; }

}  // namespace ceilometer::config
