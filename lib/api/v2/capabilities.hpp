#pragma once

#include "api/routing/controller.hpp"

namespace ceilometer::api::v2 {

/// GET /v2/capabilities: what the storage driver can do.
class CapabilitiesController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* get_all() const override;
  const Action* get_one() const override { return get_all(); }
};

}  // namespace ceilometer::api::v2
