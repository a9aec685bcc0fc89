#pragma once

#include "api/routing/controller.hpp"

namespace ceilometer::api::v2 {

/// /v2/meters/NAME: a meter's samples, and posting them. The name is captured(0).
class MeterController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* get_all() const override;
  const Action* post() const override;
  const Action* custom_get(std::string_view word) const override;
};

/// /v2/meters.
class MetersController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* get_all() const override;
  Lookup lookup(std::string_view /*name*/, const Context& /*context*/) const override { return {&meter_, true}; }

 private:
  MeterController meter_;
};

}  // namespace ceilometer::api::v2
