#pragma once

#include "api/routing/controller.hpp"

namespace ceilometer::api::v2 {

/// GET /v2/resources and /v2/resources/ID.
class ResourcesController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* get_all() const override;
  const Action* get_one() const override;
};

}  // namespace ceilometer::api::v2
