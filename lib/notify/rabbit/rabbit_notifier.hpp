#pragma once

#include "base/ports/logger.hpp"
#include "base/ports/metrics.hpp"
#include "notify/drivers.hpp"

namespace ceilometer::notify::rabbit {

/// The driver that publishes on RabbitMQ. Loads librabbitmq and checks the options; connects to nothing. `logger`,
/// and `metrics` if it is given, must outlive the notifier.
Result<Choice> make_rabbit_notifier(const config::Config& config, EnvelopeVersion version, Logger& logger,
                                    Metrics* metrics = nullptr);

}  // namespace ceilometer::notify::rabbit
