#pragma once

#include <httpd.h>

#include <memory>
#include <string>

#include "app/application.hpp"
#include "base/result.hpp"
#include "httpd_host.hpp"
#include "log_sink.hpp"
#include "server_config.hpp"

namespace ceilometer::httpd {

/// One configured API and where it logs: what the servers that share a ServerConfig serve. Made in post_config, owned
/// by the configuration pool, so a graceful restart ends it with its generation.
class Service {
 public:
  /// Reads, checks and builds. `server` is the first of the servers that share `config`; its log gets the lines.
  /// `ports` must outlive the service.
  static Result<std::unique_ptr<Service>> make(const ServerConfig& config, server_rec* server, SharedPorts& ports);

  /// What make() would refuse, without keeping or opening anything.
  static Result<void> check(const ServerConfig& config, server_rec* server);

  const app::Application& application() const { return *application_; }
  const LogSink& log() const { return log_; }

  /// The child ends: closes what it opened.
  void close() noexcept { application_->close(); }

  Service(server_rec* server, SharedPorts& ports) : log_(server), host_(log_, ports) {}

 private:
  LogSink log_;  // these two outlive the application, which uses them
  HttpdHost host_;
  std::unique_ptr<app::Application> application_;
};

}  // namespace ceilometer::httpd
