// ceilometer-send-sample: one sample from the command line.

#include <exception>
#include <iostream>

#include "app/application.hpp"
#include "app/worded_sample.hpp"
#include "cmd/common/command_line.hpp"
#include "cmd/common/console_log.hpp"

namespace {

namespace cmd = ceilometer::cmd;
namespace app = ceilometer::app;
using ceilometer::Result;

struct Options {
  cmd::ConfigChoice config;
  app::WordedSample sample;
};

CLI::Option* add(CLI::App& app, const char* name, std::string& value, const char* type, const char* help) {
  return app.add_option(name, value, help)->type_name(type)->group("Sample");
}

void add(CLI::App& app, const char* name, std::optional<std::string>& value, const char* type, const char* help) {
  app.add_option(name, value, help)->type_name(type)->group("Sample");
}

void add_options(CLI::App& app, Options& options) {
  auto& sample = options.sample;
  add(app, "-n,--sample-name", sample.meter, "NAME", "The meter's name")->required();
  add(app, "-y,--sample-type", sample.type, "TYPE", "The meter's type: gauge, delta or cumulative")
      ->check(CLI::IsMember({"gauge", "delta", "cumulative"}).description(""))
      ->capture_default_str();
  add(app, "-U,--sample-unit", sample.unit, "UNIT", "The meter's unit");
  add(app, "-l,--sample-volume", sample.volume, "NUMBER", "The measured value")->capture_default_str();
  add(app, "-r,--sample-resource", sample.resource_id, "ID", "The resource that was measured")->required();
  add(app, "-u,--sample-user", sample.user_id, "ID", "The resource's user");
  add(app, "-p,--sample-project", sample.project_id, "ID", "The resource's project");
  add(app, "-i,--sample-timestamp", sample.timestamp, "TIME", "When it was measured, in ISO 8601; UTC, now by default");
  add(app, "-m,--sample-metadata", sample.metadata, "DICT",
      R"(The resource's metadata, as JSON or as Python spells a dict: '{"flavor": "m1.tiny"}')");
  cmd::add_config_options(app, options.config);
}

/// Into the database that the configuration names; the sentence to print.
Result<std::string> store(const Options& options, const app::ReadSample& sample, ceilometer::Logger& log) {
  const auto config = ceilometer::config::Config::load(cmd::sources_of("ceilometer-send-sample", options.config));
  if (!config) return config.error();
  const auto database = app::Application::metering_store(**config, log);
  if (!database) return database.error();
  const auto stored = app::to_stored(sample, **config);
  (*database)->record({&stored, 1});
  (*database)->close();
  return "stored in the database: message " + stored.message_id;
}

int run(int argc, char** argv) {
  CLI::App app(
      "Sends one sample, for trying a deployment and for scripts. It is stored in the database that ceilometer.conf "
      "names, committed when the command ends; no token is needed, as for the original's command.");
  cmd::prepare(app, "ceilometer-send-sample");
  Options options;
  add_options(app, options);
  app.footer(
      "Examples:\n"
      "  ceilometer-send-sample -n room.temperature -U C -l 21.5 -r room-1\n"
      "  ceilometer-send-sample -n cpu -y cumulative -U ns -l 1200 -r 4f1a -p demo -m '{\"flavor\": \"m1.tiny\"}'");
  if (const auto code = cmd::parse(app, argc, argv)) return *code;
  const auto fail = [](const std::string& sentence) {
    std::cerr << "ceilometer-send-sample: " << sentence << "\n";
    return cmd::kFailed;
  };
  const auto sample = app::read(options.sample);
  if (!sample) return fail(sample.error().message);
  cmd::ConsoleLog log(ceilometer::LogLevel::kInfo);
  const auto sent = store(options, *sample, log);
  if (!sent) return fail(sent.error().message);
  std::cout << *sent << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "ceilometer-send-sample: " << error.what() << "\n";
    return cmd::kFailed;
  }
}
