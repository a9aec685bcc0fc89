#include "service.hpp"

#include <unistd.h>

namespace ceilometer::httpd {
namespace {

app::Settings settings_here(const ServerConfig& config) {
  return settings_of(
      config, {[](const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }, option_variables(environ)});
}

}  // namespace

Result<void> Service::check(const ServerConfig& config, server_rec* server) {
  const auto settings = settings_here(config);
  const auto logging = app::Application::logging(settings);
  if (!logging) return logging.error();
  if (!logging->file.empty()) {
    if (auto writable = LogFile::check(logging->file); !writable) return writable;
  }
  LogSink log(server);
  PlainHost host(log);  // opens nothing
  const auto application = app::Application::build(settings, host);
  if (!application) return application.error();
  return {};
}

Result<std::unique_ptr<Service>> Service::make(const ServerConfig& config, server_rec* server, SharedPorts& ports) {
  const auto settings = settings_here(config);
  const auto logging = app::Application::logging(settings);
  if (!logging) return logging.error();
  std::unique_ptr<LogFile> file;
  if (!logging->file.empty()) {
    auto opened = LogFile::open(logging->file);
    if (!opened) return opened.error();
    file = std::move(*opened);
  }
  auto service = std::make_unique<Service>(server, ports);
  service->log_.configure(*logging, std::move(file));
  auto application = app::Application::build(settings, service->host_);
  if (!application) return application.error();
  service->application_ = std::move(*application);
  return service;
}

}  // namespace ceilometer::httpd
