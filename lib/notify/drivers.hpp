#pragma once

#include <functional>
#include <memory>
#include <span>

#include "base/ports/logger.hpp"
#include "config/config.hpp"
#include "notify/notifier.hpp"

namespace ceilometer::notify {

/// Stores samples at once and durably, or throws: the metering store's record().
using Sink = std::function<void(std::span<const model::NewSample>)>;

/// The driver that [publisher_notifier] telemetry_driver names:
///   noop               answers, and drops the samples, as oslo.messaging's driver of that name does
///   log                writes each message to the log, at level info
///   (nothing named)    and no transport_url: stores, so that a POST without a bus is not lost
///   messaging[v2], or a transport_url: the bus, which this version does not have. Such a POST is answered 501, and the
///                      log says so at start; reading is not affected.
/// `logger` must outlive the notifier. Error: a name that is no driver's, naming file, section and key.
Result<std::unique_ptr<Notifier>> make_notifier(const config::Config& config, Sink store, Logger& logger);

}  // namespace ceilometer::notify
