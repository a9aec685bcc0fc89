#pragma once

#include "api/context.hpp"
#include "base/api_error.hpp"
#include "http/response.hpp"

namespace ceilometer::api {

/// A step around every controller (a PecanHook). on_route and before run in the hooks' order, after and on_error in
/// the reverse. Const and shared by all threads, as everything in the pipeline.
class Hook {
 public:
  virtual ~Hook() = default;
  virtual void on_route(Context& /*context*/) const {}
  virtual void before(Context& /*context*/) const {}
  virtual void after(Context& /*context*/, http::Response& /*response*/) const {}
  virtual void on_error(Context& /*context*/, const ApiError& /*error*/) const {}

 protected:
  Hook() = default;
  Hook(const Hook&) = default;
  Hook& operator=(const Hook&) = default;
};

}  // namespace ceilometer::api
