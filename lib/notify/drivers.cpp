#include "notify/drivers.hpp"

#include <string>
#include <utility>

#include "base/api_error.hpp"
#include "json/write.hpp"
#include "notify/message.hpp"

namespace ceilometer::notify {

namespace {

constexpr std::string_view kLogName = "ceilometer.notify";

class NoopNotifier final : public Notifier {
 public:
  void publish(const Context& /*context*/, std::span<const model::NewSample> /*samples*/) override {}
};

class LogNotifier final : public Notifier {
 public:
  explicit LogNotifier(Logger& logger) : logger_(logger) {}

  void publish(const Context& context, std::span<const model::NewSample> samples) override {
    for (const auto& sample : samples) {
      logger_.log(LogLevel::kInfo, kLogName, "CEIL0101: sample: " + context.request_id + " " + message_json(sample));
    }
  }

 private:
  Logger& logger_;
};

class StoreNotifier final : public Notifier {
 public:
  explicit StoreNotifier(Sink store) : store_(std::move(store)) {}

  void publish(const Context& /*context*/, std::span<const model::NewSample> samples) override { store_(samples); }

 private:
  Sink store_;
};

class MissingBus final : public Notifier {
 public:
  void publish(const Context& /*context*/, std::span<const model::NewSample> /*samples*/) override {
    throw ApiError(501, "Samples cannot be sent to the notification bus by this version. Post them with direct=true");
  }
};

}  // namespace

Result<std::unique_ptr<Notifier>> make_notifier(const config::Config& config, Sink store, Logger& logger) {
  const std::string driver = config.get_string("publisher_notifier", "telemetry_driver");
  const bool has_transport = !config.get_string("DEFAULT", "transport_url").empty();
  if (driver == "noop") return std::unique_ptr<Notifier>(std::make_unique<NoopNotifier>());
  if (driver == "log") return std::unique_ptr<Notifier>(std::make_unique<LogNotifier>(logger));
  if (driver.empty() && !has_transport) {
    return std::unique_ptr<Notifier>(std::make_unique<StoreNotifier>(std::move(store)));
  }
  if (driver.empty() || driver == "messaging" || driver == "messagingv2") {
    logger.log(
        LogLevel::kWarning, kLogName,
        "CEIL0102: " +
            config.place(driver.empty() ? "DEFAULT" : "publisher_notifier",
                         driver.empty() ? "transport_url" : "telemetry_driver") +
            ": this version cannot send to a notification bus: samples posted without direct=true are answered 501");
    return std::unique_ptr<Notifier>(std::make_unique<MissingBus>());
  }
  return Error{config.place("publisher_notifier", "telemetry_driver") + ": unknown notification driver '" + driver +
               "', known are noop, log, messaging and messagingv2"};
}

}  // namespace ceilometer::notify
