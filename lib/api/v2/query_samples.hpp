#pragma once

#include "api/routing/controller.hpp"

namespace ceilometer::api::v2 {

/// /v2/query/samples: complex queries by POST.
class QuerySamplesController final : public Controller {
 public:
  bool is_rest() const override { return true; }
  const Action* post() const override;
};

}  // namespace ceilometer::api::v2
