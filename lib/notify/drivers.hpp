#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "config/config.hpp"
#include "notify/envelope.hpp"
#include "notify/notifier.hpp"

namespace ceilometer::notify {

/// Stores samples at once and durably, or throws: the metering store's record().
using Sink = std::function<void(std::span<const model::NewSample>)>;

/// A notifier, and what an operator wants to read of it once at start.
struct Choice {
  std::shared_ptr<Notifier> notifier;
  std::string note;
  std::vector<std::string> warnings;
};

/// Makes the driver that speaks to the configured bus. The error names file, section and key, or is about a library
/// that is missing.
using MakeBus = std::function<Result<Choice>(const config::Config&, EnvelopeVersion)>;

/// The driver that [publisher_notifier] telemetry_driver names:
///   messagingv2, messaging   the message bus, with oslo.messaging's envelope or without
///   noop                     answers, and drops the samples, as oslo.messaging's driver of that name does
///   log                      writes each message to the log, at level info
///   store                    stores them, as a POST with direct=true does
///   (nothing named)          messagingv2 where the configuration names a bus; store where it names none, so that a
///                            POST without a bus is not lost
/// `bus` is empty where this build speaks to none. `logger` must outlive the notifier. Error: a name that is no
/// driver's, or a bus that cannot be used, naming file, section and key.
Result<Choice> make_notifier(const config::Config& config, Sink store, const MakeBus& bus, Logger& logger);

}  // namespace ceilometer::notify
