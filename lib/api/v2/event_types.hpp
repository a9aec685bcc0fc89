#pragma once

#include "api/routing/controller.hpp"

namespace ceilometer::api::v2 {

/// /v2/event_types/TYPE/traits: the traits that events of a type have, and the values of one of them. For admins.
class TraitsController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* get_all() const override;
  const Action* get_one() const override;
};

/// /v2/event_types: the types that events have. For admins. One type by its name is never found.
class EventTypesController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* get_all() const override;
  const Action* get_one() const override;
  const Controller* child(std::string_view segment, const Context& context) const override;

 private:
  TraitsController traits_;
};

}  // namespace ceilometer::api::v2
