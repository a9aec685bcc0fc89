#pragma once

#include <span>
#include <string>

#include "model/new_sample.hpp"
#include "notify/notifier.hpp"

namespace ceilometer::notify {

/// How notifications are worded: oslo.messaging's messagingv2 (2.0) puts the message as a JSON string into an envelope,
/// its messaging (1.0) sends it as it is.
enum class EnvelopeVersion { k1, k2 };

/// One notification that carries samples, as oslo.messaging's Notifier.sample worded it for the original.
class Notification {
 public:
  /// `event_type` is "telemetry.api", or "telemetry.polling" for agents since Queens.
  Notification(const Context& context, std::span<const model::NewSample> samples, std::string_view event_type);

  /// The body of one AMQP message. Its _unique_id, by which consumers know a message that comes twice, is new at every
  /// call: one for each topic that the notification is sent to.
  std::string body(EnvelopeVersion version) const;

 private:
  std::string before_unique_id_;
  std::string after_unique_id_;
};

}  // namespace ceilometer::notify
