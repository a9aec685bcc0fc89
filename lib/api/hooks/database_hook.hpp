#pragma once

#include <memory>
#include <utility>

#include "api/hooks/hook.hpp"
#include "api/traced_stores.hpp"

namespace ceilometer::api {

/// Attaches the stores to the request; they connect when they are first asked. Where the request is traced, it gets
/// views of them that note what they do.
class DatabaseHook final : public Hook {
 public:
  DatabaseHook(std::shared_ptr<storage::MeteringStore> metering, std::shared_ptr<storage::EventStore> events)
      : metering_(std::move(metering)), events_(std::move(events)) {}

  void before(Context& context) const override {
    context.metering = metering_.get();
    context.events = events_.get();
    if (const auto& trace = context.request.trace) {
      context.traced_metering = traced(*metering_, trace);
      context.traced_events = traced(*events_, trace);
      context.metering = context.traced_metering.get();
      context.events = context.traced_events.get();
    }
  }

 private:
  std::shared_ptr<storage::MeteringStore> metering_;
  std::shared_ptr<storage::EventStore> events_;
};

}  // namespace ceilometer::api
