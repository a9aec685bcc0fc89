#pragma once

// A part of all_options(): how samples are published, Ceilometer's options and oslo.messaging's. Included by
// options.cpp only.

#include <array>

#include "config/option.hpp"

namespace ceilometer::config {

constexpr std::array kDriverOld{Deprecated{"DEFAULT", "notification_driver"}};
constexpr std::array kNotificationUrlOld{Deprecated{"DEFAULT", "notification_transport_url"}};
constexpr std::array kTopicsOld{Deprecated{"rpc_notifier2", "topics"}, Deprecated{"DEFAULT", "notification_topics"}};
constexpr std::array kTelemetrySecretOld{Deprecated{"DEFAULT", "metering_secret"},
                                         Deprecated{"publisher_rpc", "metering_secret"},
                                         Deprecated{"publisher", "metering_secret"}};
constexpr std::array kTelemetryDriverOld{Deprecated{"publisher_notifier", "metering_driver"}};

constexpr auto kMessagingOptions = std::to_array<Option>({
    {.group = "DEFAULT",
     .name = "transport_url",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "URL of the message bus.",
     .secret = true},
    {.group = "DEFAULT",
     .name = "rpc_backend",
     .type = OptionType::kString,
     .fallback = "rabbit",
     .help = "The bus's driver where transport_url is unset."},
    {.group = "DEFAULT",
     .name = "control_exchange",
     .type = OptionType::kString,
     .fallback = "ceilometer",
     .help = "Exchange of the topics."},
    {.group = "DEFAULT",
     .name = "rpc_response_timeout",
     .type = OptionType::kInt,
     .fallback = "60",
     .help = "Accepted, without effect: no remote calls are made.",
     .min = 0},
    {.group = "oslo_messaging_notifications",
     .name = "driver",
     .type = OptionType::kMultiString,
     .fallback = "",
     .help = "Drivers that send notifications: messaging, messagingv2, log, test, noop.",
     .deprecated = kDriverOld},
    {.group = "oslo_messaging_notifications",
     .name = "transport_url",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help = "URL of the bus for notifications. Unset: [DEFAULT] transport_url.",
     .deprecated = kNotificationUrlOld,
     .secret = true},
    {.group = "oslo_messaging_notifications",
     .name = "topics",
     .type = OptionType::kList,
     .fallback = "notifications",
     .help = "Topics of notifications.",
     .deprecated = kTopicsOld},
});

constexpr auto kPublisherOptions = std::to_array<Option>({
    {.group = "publisher",
     .name = "telemetry_secret",
     .type = OptionType::kString,
     .fallback = "change this for valid signing",
     .help = "Key that signs meter messages; empty for no signature.",
     .deprecated = kTelemetrySecretOld,
     .secret = true},
    {.group = "publisher_notifier",
     .name = "metering_topic",
     .type = OptionType::kString,
     .fallback = "metering",
     .help = "Topic of samples."},
    {.group = "publisher_notifier",
     .name = "event_topic",
     .type = OptionType::kString,
     .fallback = "event",
     .help = "Topic of events."},
    // messagingv2 in the original. Without a default here, a service that has no bus is told from one that has.
    {.group = "publisher_notifier",
     .name = "telemetry_driver",
     .type = OptionType::kString,
     .fallback = "",
     .has_default = false,
     .help =
         "Driver that publishes posted samples. Unset: messagingv2 where a transport_url is set; where that is unset "
         "too, samples are stored directly.",
     .deprecated = kTelemetryDriverOld},
});

}  // namespace ceilometer::config
