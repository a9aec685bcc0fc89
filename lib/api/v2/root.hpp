#pragma once

#include <memory>

#include "api/routing/controller.hpp"

namespace ceilometer::api::v2 {

/// The tree of controllers, from "/" down.
std::unique_ptr<const Controller> make_root();

}  // namespace ceilometer::api::v2
