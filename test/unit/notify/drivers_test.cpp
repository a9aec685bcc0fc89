#include <catch2/catch.hpp>

#include "notify/bus.hpp"
#include "notify/drivers.hpp"
#include "unit/notify/configuration.hpp"

using namespace ceilometer;
using notify::test::configuration;

namespace {

class Lines final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    text.append(message).append("\n");
  }
  std::string text;
};

using Values = std::vector<std::pair<std::string, std::string>>;

/// Which driver was made: what became of one sample.
std::string made(const Values& values, bool with_bus = true) {
  Lines log;
  std::string what;
  notify::MakeBus bus;
  if (with_bus) {
    bus = [&](const config::Config& /*config*/, notify::EnvelopeVersion version) -> Result<notify::Choice> {
      return Error{version == notify::EnvelopeVersion::k2 ? "bus 2" : "bus 1"};
    };
  }
  const auto choice = notify::make_notifier(
      *configuration(values), [&](std::span<const model::NewSample> /*samples*/) { what = "stored"; }, bus, log);
  if (!choice) return choice.error().message;
  const model::NewSample sample;
  choice->notifier->publish({std::nullopt, std::nullopt, "req-1"}, {&sample, 1});
  choice->notifier->close();
  CHECK(!choice->note.empty());
  if (!log.text.empty()) return log.text.substr(0, log.text.find('{'));
  return what.empty() ? "nothing"
                      : what + (choice->note.find("since neither") != std::string::npos ? " by default" : "");
}

}  // namespace

TEST_CASE("the driver is what the configuration names, or what follows from it") {
  const auto [values, expected] = GENERATE(table<Values, std::string>({
      {Values{}, "stored by default"},
      {{{"publisher_notifier.telemetry_driver", "store"}}, "stored"},
      {{{"publisher_notifier.telemetry_driver", "noop"}, {"DEFAULT.transport_url", "rabbit://h"}}, "nothing"},
      {{{"publisher_notifier.telemetry_driver", "log"}}, "CEIL0101: sample: req-1 "},
      {{{"publisher_notifier.telemetry_driver", "messagingv2"}}, "bus 2"},
      {{{"publisher_notifier.telemetry_driver", "messaging"}}, "bus 1"},
      {{{"publisher_notifier.metering_driver", "messaging"}}, "bus 1"},
      {{{"DEFAULT.transport_url", "rabbit://h"}}, "bus 2"},
      {{{"oslo_messaging_notifications.transport_url", "rabbit://h"}}, "bus 2"},
      {{{"DEFAULT.notification_transport_url", "rabbit://h"}}, "bus 2"},
      {{{"DEFAULT.rpc_backend", "rabbit"}}, "bus 2"},
      {{{"oslo_messaging_rabbit.rabbit_host", "h"}}, "bus 2"},
      {{{"DEFAULT.rabbit_hosts", "h1,h2"}}, "bus 2"},
      {{{"oslo_messaging_rabbit.heartbeat_timeout_threshold", "0"}}, "stored by default"},
  }));
  INFO(expected);
  CHECK(made(values) == expected);
}

TEST_CASE("a driver that there is not stops the start, by name and place") {
  CHECK_THAT(
      made({{"publisher_notifier.telemetry_driver", "routing"}}),
      Catch::Contains("section [publisher_notifier], key telemetry_driver: unknown notification driver 'routing'"));
  CHECK_THAT(made({{"DEFAULT.transport_url", "rabbit://u:hunter2@h"}}, false),
             Catch::Contains("section [DEFAULT], key transport_url: this build cannot speak to a message bus") &&
                 !Catch::Contains("hunter2"));
  CHECK(made({}, false) == "stored by default");
}
