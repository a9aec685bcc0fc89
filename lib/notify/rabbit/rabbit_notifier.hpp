#pragma once

#include "base/ports/logger.hpp"
#include "notify/drivers.hpp"

namespace ceilometer::notify::rabbit {

/// The driver that publishes on RabbitMQ. Loads librabbitmq and checks the options; connects to nothing. `logger` must
/// outlive the notifier.
Result<Choice> make_rabbit_notifier(const config::Config& config, EnvelopeVersion version, Logger& logger);

}  // namespace ceilometer::notify::rabbit
