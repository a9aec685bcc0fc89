#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "filters/health_probe.hpp"

namespace ceilometer::filters {

/// A probe whose result answers everybody for a while, so that load balancers that ask often cost nothing. One check
/// runs at a time, in each process; who asks meanwhile waits for its result, until his own deadline.
class ReusedProbe final : public HealthProbe {
 public:
  ReusedProbe(std::shared_ptr<HealthProbe> probe, std::chrono::milliseconds keep)
      : probe_(std::move(probe)), keep_(keep) {}

  std::string name() const override { return probe_->name(); }
  Result<std::string> check(Deadline deadline) override;

 private:
  Result<std::string> ask(Deadline deadline);

  const std::shared_ptr<HealthProbe> probe_;
  const std::chrono::milliseconds keep_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool running_ = false;
  std::optional<Result<std::string>> last_;
  Deadline good_until_{};
};

}  // namespace ceilometer::filters
