// ceilometer-send-sample: one sample from the command line.

#include <iostream>

#include "app/application.hpp"
#include "app/worded_sample.hpp"
#include "cmd/common/command_line.hpp"
#include "cmd/common/console_log.hpp"
#include "http/client.hpp"
#include "json/value.hpp"

namespace {

namespace cmd = ceilometer::cmd;
namespace app = ceilometer::app;
namespace http = ceilometer::http;
using ceilometer::Error;
using ceilometer::Result;

struct Options {
  cmd::ConfigChoice config;
  app::WordedSample sample;
  std::string url;  ///< "": straight to the database
  std::string token;
  http::ClientOptions client;
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
  constexpr const char* kApi = "Through the API";
  auto* url = app.add_option("--url", options.url, "Post it to the API at this URL, as any client does")
                  ->type_name("URL")
                  ->group(kApi);
  app.add_option("--os-token", options.token, "A token of Keystone's; else OS_TOKEN of the environment")
      ->type_name("TOKEN")
      ->envname("OS_TOKEN")
      ->group(kApi);
  app.add_option("--os-cacert", options.client.ca_file, "The CA of the API's certificate; else OS_CACERT")
      ->type_name("PATH")
      ->envname("OS_CACERT")
      ->group(kApi);
  app.add_flag("--insecure", options.client.insecure, "Take any certificate")->needs(url)->group(kApi);
  cmd::add_config_options(app, options.config);
}

/// The sentence that an answer of the API gives as the reason, or its text as it is.
std::string reason_of(const http::ClientResponse& answer) {
  if (const auto body = ceilometer::json::parse(answer.body)) {
    const auto* object = body->as<ceilometer::json::Object>();
    const auto* message = object == nullptr ? nullptr : object->find("error_message");
    if (const auto* text = message == nullptr ? nullptr : message->as<std::string>()) return *text;
    const auto* fault = message == nullptr ? nullptr : message->as<ceilometer::json::Object>();
    const auto* sentence = fault == nullptr ? nullptr : fault->find("faultstring");
    if (const auto* text = sentence == nullptr ? nullptr : sentence->as<std::string>()) return *text;
  }
  constexpr std::size_t kEnough = 500;
  return answer.body.substr(0, kEnough);
}

/// Through the API; the sentence to print.
Result<std::string> post(const Options& options, const app::ReadSample& sample) {
  const auto client = http::make_client(options.client);
  if (!client) return client.error();
  http::ClientRequest request;
  request.method = "POST";
  request.url = app::post_url(options.url, sample);
  request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (!options.token.empty()) request.headers.emplace_back("X-Auth-Token", options.token);
  request.body = app::to_body(sample);
  const auto answer = (*client)->send(request);
  if (!answer) return answer.error();
  constexpr int kCreated = 201;
  constexpr int kUnauthorized = 401;
  if (answer->status == kCreated) return "taken by the API at " + options.url;
  std::string sentence = "the API answers " + std::to_string(answer->status) + ": " + reason_of(*answer);
  if (answer->status == kUnauthorized && options.token.empty()) sentence += " (give it a token with --os-token)";
  return Error{sentence};
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
      "Sends one sample, for trying a deployment and for scripts. Without --url it is stored in the database that "
      "ceilometer.conf names, committed when the command ends, and no token is needed, as for the original's command. "
      "With --url it is posted through the API, and becomes what the API makes of posted samples.");
  cmd::prepare(app, "ceilometer-send-sample");
  Options options;
  add_options(app, options);
  app.footer(
      "Examples:\n"
      "  ceilometer-send-sample -n room.temperature -U C -l 21.5 -r room-1\n"
      "  OS_TOKEN=$(openstack token issue -f value -c id) ceilometer-send-sample --url http://controller:8777 -n cpu "
      "-r 4f1a\n"
      "  ceilometer-send-sample -n cpu -y cumulative -U ns -l 1200 -r 4f1a -p demo -m '{\"flavor\": \"m1.tiny\"}'");
  if (const auto code = cmd::parse(app, argc, argv)) return *code;
  const auto fail = [](const std::string& sentence) {
    std::cerr << "ceilometer-send-sample: " << sentence << "\n";
    return cmd::kFailed;
  };
  const auto sample = app::read(options.sample);
  if (!sample) return fail(sample.error().message);
  cmd::ConsoleLog log(ceilometer::LogLevel::kInfo);
  const auto sent = options.url.empty() ? store(options, *sample, log) : post(options, *sample);
  if (!sent) return fail(sent.error().message);
  std::cout << *sent << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return cmd::guarded("ceilometer-send-sample", [&] { return run(argc, argv); });
}
