#pragma once

#include "api/routing/controller.hpp"

namespace ceilometer::api::v2 {

/// /v2/events: a list of events, and one event by its message id.
class EventsController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* get_all() const override;
  const Action* get_one() const override;
};

}  // namespace ceilometer::api::v2
