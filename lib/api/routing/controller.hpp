#pragma once

#include <string_view>

namespace ceilometer::api {

struct Action;
struct Context;

/// A place in the tree of paths (a Pecan controller). Stateless constants: what a path says travels as arguments.
class Controller {
 public:
  virtual ~Controller() = default;

  /// The controller of that name below this one (an attribute), or null. Where that one does not take the request's
  /// method, this one's lookup is asked for the name, and a 404 where it finds nothing. Below a RestController with
  /// get_one the name may stand behind others, which become the first arguments: /v2/event_types/TYPE/traits.
  virtual const Controller* child(std::string_view /*segment*/, const Context& /*context*/) const { return nullptr; }

  /// A controller that takes the segment as its argument (_lookup), or null. Called only where no child has the name.
  /// Throws ApiError to refuse it.
  struct Lookup {
    const Controller* controller = nullptr;
    bool captures = false;  ///< the segment is an argument of what comes
  };
  virtual Lookup lookup(std::string_view /*segment*/, const Context& /*context*/) const { return {}; }

  /// What answers the path that ends here with a slash, or this path by name, whatever the method (index).
  virtual const Action* index() const { return nullptr; }

  /// Whether methods decide (a RestController): then the next four are asked, and index() is not.
  virtual bool is_rest() const { return false; }
  virtual const Action* get_all() const { return nullptr; }
  virtual const Action* get_one() const { return nullptr; }
  virtual const Action* post() const { return nullptr; }
  /// GET of this path followed by a word (_custom_actions).
  virtual const Action* custom_get(std::string_view /*word*/) const { return nullptr; }

 protected:
  Controller() = default;
  Controller(const Controller&) = default;
  Controller& operator=(const Controller&) = default;
};

}  // namespace ceilometer::api
