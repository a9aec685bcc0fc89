#pragma once

#include <memory>
#include <utility>

#include "api/hooks/hook.hpp"

namespace ceilometer::api {

/// Attaches the stores to the request; they connect when they are first asked.
class DatabaseHook final : public Hook {
 public:
  DatabaseHook(std::shared_ptr<storage::MeteringStore> metering, std::shared_ptr<storage::EventStore> events)
      : metering_(std::move(metering)), events_(std::move(events)) {}

  void before(Context& context) const override {
    context.metering = metering_.get();
    context.events = events_.get();
  }

 private:
  std::shared_ptr<storage::MeteringStore> metering_;
  std::shared_ptr<storage::EventStore> events_;
};

}  // namespace ceilometer::api
