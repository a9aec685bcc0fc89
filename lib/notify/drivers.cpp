#include "notify/drivers.hpp"

#include <utility>

#include "notify/bus.hpp"
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
      std::string line = "CEIL0101: sample: " + context.request_id + " ";
      append_message(line, sample);
      logger_.log(LogLevel::kInfo, kLogName, line);
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

}  // namespace

Result<Choice> make_notifier(const config::Config& config, Sink store, const MakeBus& bus, Logger& logger) {
  std::string driver = config.get_string("publisher_notifier", "telemetry_driver");
  const bool named = !driver.empty();
  if (!named) driver = names_bus(config) ? "messagingv2" : "store";
  if (driver == "noop") {
    return Choice{std::make_shared<NoopNotifier>(), "samples that are posted without direct=true are dropped", {}};
  }
  if (driver == "log") {
    return Choice{
        std::make_shared<LogNotifier>(logger), "samples that are posted without direct=true are logged, no more", {}};
  }
  if (driver == "store") {
    return Choice{
        std::make_shared<StoreNotifier>(std::move(store)),
        std::string("samples that are posted without direct=true are stored directly") +
            (named ? "" : ", since neither a transport_url nor [publisher_notifier] telemetry_driver is configured"),
        {}};
  }
  const auto place = named ? BusPlace{"publisher_notifier", "telemetry_driver"} : bus_place(config);
  const std::string at = config.place(place.group, place.name);
  if (driver != "messaging" && driver != "messagingv2") {
    return Error{at + ": unknown notification driver '" + driver +
                 "', known are messagingv2, messaging, log, noop and store"};
  }
  if (!bus) {
    return Error{at +
                 ": this build cannot speak to a message bus. Build it with librabbitmq's headers at hand, or set "
                 "[publisher_notifier] telemetry_driver to noop, log or store"};
  }
  return bus(config, driver == "messaging" ? EnvelopeVersion::k1 : EnvelopeVersion::k2);
}

}  // namespace ceilometer::notify
