#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/occasionally.hpp"
#include "base/ports/logger.hpp"
#include "filters/health_probe.hpp"
#include "identity/keystone.hpp"

namespace ceilometer::app {

/// The Keystones that an application's authtoken filters ask: filled while the pipeline is built, then constant.
using Keystones = std::vector<std::shared_ptr<identity::KeystoneClient>>;

/// The healthcheck backend `keystone`: whether every Keystone that the pipeline asks answers and takes the service's
/// credentials. Why one does not is in the log.
class KeystoneProbe final : public filters::HealthProbe {
 public:
  /// `logger` must outlive the probe.
  KeystoneProbe(std::shared_ptr<const Keystones> keystones, Logger& logger)
      : keystones_(std::move(keystones)), logger_(logger) {}

  std::string name() const override { return "keystone"; }
  void want(const Error& useless) override { useless_ = useless; }
  /// Once the pipeline is built: an error where a health check names the probe and no filter asks a Keystone.
  Result<void> verify() const { return useless_ && keystones_->empty() ? Result<void>(*useless_) : Result<void>(); }
  Result<std::string> check(Deadline deadline) override;

 private:
  const std::shared_ptr<const Keystones> keystones_;
  Logger& logger_;
  std::optional<Error> useless_;  // constant once the pipeline is built
  Occasionally complains_{std::chrono::seconds(10)};
};

}  // namespace ceilometer::app
