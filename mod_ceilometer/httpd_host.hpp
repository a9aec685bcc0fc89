#pragma once

#include "base/ports/host.hpp"
#include "shared_ports.hpp"

namespace ceilometer::httpd {

/// What httpd lends one service: its log, and what all services share.
class HttpdHost final : public Host {
 public:
  /// Both must outlive the host.
  HttpdHost(Logger& logger, SharedPorts& ports) : logger_(logger), ports_(ports) {}

  Logger& logger() noexcept override { return logger_; }
  Metrics& metrics() noexcept override { return ports_.metrics(); }
  Workers workers() const noexcept override;
  std::shared_ptr<SharedCache> shared_memory() override { return ports_.memory(); }
  std::shared_ptr<CrossProcessLock> locks() override { return ports_.locks(); }
  Result<std::shared_ptr<SharedCache>> memcache(const MemcacheOptions& options) override;

 private:
  Logger& logger_;
  SharedPorts& ports_;
};

}  // namespace ceilometer::httpd
