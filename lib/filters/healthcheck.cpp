#include "filters/healthcheck.hpp"

#include <utility>

#include "filters/option_reader.hpp"
#include "filters/plain_page.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::filters {
namespace {

constexpr std::string_view kGroup = "healthcheck";

}  // namespace

Result<std::unique_ptr<pipeline::Filter>> Healthcheck::create(const pipeline::FilterOptions& options,
                                                              const std::shared_ptr<const config::Config>& config,
                                                              const HealthProbes& probes) {
  const auto reader = OptionReader::open(options, config, std::string(kGroup));
  if (!reader) return reader.error();
  auto path = reader->text("path");
  if (!path.starts_with('/')) return reader->error("path", pipeline::in_quotes(path) + " does not begin with \"/\"");
  auto endpoint = HealthEndpoint::read(options, *reader, probes);
  if (!endpoint) return endpoint.error();
  return std::unique_ptr<pipeline::Filter>(std::make_unique<Healthcheck>(std::move(path), *std::move(endpoint)));
}

http::Response Healthcheck::handle(http::Request& request, const pipeline::Handler& next) const {
  if (request.script_name + request.path_info == path_) {
    if (auto answer = endpoint_.answer(request)) return *std::move(answer);
  }
  return next.handle(request);
}

Result<std::unique_ptr<pipeline::Handler>> HealthcheckApp::create(const pipeline::AppOptions& options,
                                                                  const std::shared_ptr<const config::Config>& config,
                                                                  const HealthProbes& probes) {
  const auto reader = OptionReader::open(options, config, std::string(kGroup));
  if (!reader) return reader.error();
  auto endpoint = HealthEndpoint::read(options, *reader, probes);
  if (!endpoint) return endpoint.error();
  return std::unique_ptr<pipeline::Handler>(std::make_unique<HealthcheckApp>(*std::move(endpoint)));
}

http::Response HealthcheckApp::handle(http::Request& request) const {
  if (auto answer = endpoint_.answer(request)) return *std::move(answer);
  return plain_page(request, 404, "404 Not Found", "The resource could not be found.");
}

}  // namespace ceilometer::filters
