#pragma once

#include <memory>
#include <utility>

#include "api/hooks/hook.hpp"

namespace ceilometer::api {

/// Attaches the stores to the request; they connect when they are first asked.
class DatabaseHook final : public Hook {
 public:
  explicit DatabaseHook(std::shared_ptr<storage::MeteringStore> metering) : metering_(std::move(metering)) {}

  void before(Context& context) const override { context.metering = metering_.get(); }

 private:
  std::shared_ptr<storage::MeteringStore> metering_;
};

}  // namespace ceilometer::api
