#pragma once

#include <memory>

#include "filters/health_probe.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::app {

/// The healthcheck backend `database`: whether the database of samples answers.
class DatabaseProbe final : public filters::HealthProbe {
 public:
  explicit DatabaseProbe(std::shared_ptr<storage::MeteringStore> store) : store_(std::move(store)) {}

  std::string name() const override { return "database"; }
  Result<std::string> check(Deadline deadline) override;

 private:
  std::shared_ptr<storage::MeteringStore> store_;
};

}  // namespace ceilometer::app
