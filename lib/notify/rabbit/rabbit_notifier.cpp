#include "notify/rabbit/rabbit_notifier.hpp"

#include <utility>

#include "notify/bus.hpp"
#include "notify/rabbit/library.hpp"
#include "notify/rabbit/options.hpp"
#include "notify/rabbit/publisher.hpp"

namespace ceilometer::notify::rabbit {

namespace {

class RabbitNotifier final : public Notifier {
 public:
  RabbitNotifier(std::shared_ptr<const Library> library, Options options, EnvelopeVersion version,
                 std::string event_type, Logger& logger, Metrics* metrics)
      : queues_(options.queues),
        version_(version),
        event_type_(std::move(event_type)),
        publisher_(std::move(library), std::move(options), logger, metrics) {}

  void publish(const Context& context, std::span<const model::NewSample> samples) override {
    const Notification notification(context, samples, event_type_);
    std::vector<Message> messages;
    messages.reserve(queues_.size());
    for (const auto& queue : queues_) messages.push_back({queue, notification.body(version_)});
    publisher_.publish(std::move(messages));
  }

  void close() noexcept override { publisher_.close(); }

 private:
  const std::vector<std::string> queues_;
  const EnvelopeVersion version_;
  const std::string event_type_;
  Publisher publisher_;
};

}  // namespace

Result<Choice> make_rabbit_notifier(const config::Config& config, EnvelopeVersion version, Logger& logger,
                                    Metrics* metrics) {
  auto options = Options::read(config);
  if (!options) return options.error();
  const std::string event_type = config.get_string("publisher_notifier", "event_type");
  if (event_type != "telemetry.api" && event_type != "telemetry.polling") {
    return Error{config.place("publisher_notifier", "event_type") + ": '" + event_type +
                 "' is none that agents take: telemetry.api (before Queens) or telemetry.polling"};
  }
  auto library = Library::load();
  if (!library) {
    const auto place = bus_place(config);
    return Error{config.place(place.group, place.name) + ": " + library.error().message};
  }
  Choice choice;
  choice.note = "samples that are posted without direct=true are published on " + options->url + ", exchange " +
                options->exchange + ", as " + event_type;
  choice.warnings = options->warnings;
  choice.notifier =
      std::make_shared<RabbitNotifier>(*std::move(library), *std::move(options), version, event_type, logger, metrics);
  return choice;
}

}  // namespace ceilometer::notify::rabbit
