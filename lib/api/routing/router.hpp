#pragma once

#include <string_view>
#include <vector>

#include "api/routing/action.hpp"
#include "api/routing/controller.hpp"

namespace ceilometer::api {

/// Where a path leads. Views into the request's path.
struct Route {
  const Action* action = nullptr;
  std::vector<std::string_view> captured;    ///< what lookups took
  std::vector<std::string_view> positional;  ///< what is left of the path: arguments in the action's order
  bool has_too_many = false;                 ///< more is left than it takes: 404, once the media type is settled
};

/// Walks the path from `root` by Pecan's rules (routing.lookup_controller, rest.RestController._route), trailing
/// slashes and extra segments included. Throws ApiError 404, 405, or what a controller's lookup throws. `allow`
/// receives the Allow header of a 405.
Route route(const Controller& root, std::string_view method, std::string_view path, const Context& context,
            std::string& allow);

}  // namespace ceilometer::api
