#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

namespace ceilometer::pipeline {

/// The rest of the pipeline, from one filter's point of view; the last in it is an application.
///
/// Handlers are built once per server process generation, before httpd forks, and are const from then on: every
/// thread of every child calls the same object at once. What belongs to one request lives in the Request.
class Handler {
 public:
  virtual ~Handler() = default;
  /// Answers the request. Throws only what is a bug: the host turns it into a plain 500.
  virtual http::Response handle(http::Request& request) const = 0;

 protected:
  Handler() = default;
  Handler(const Handler&) = default;
  Handler& operator=(const Handler&) = default;
};

/// A step around the rest of the pipeline: may change the request, answer it alone, or change the answer.
class Filter {
 public:
  virtual ~Filter() = default;
  virtual http::Response handle(http::Request& request, const Handler& next) const = 0;

 protected:
  Filter() = default;
  Filter(const Filter&) = default;
  Filter& operator=(const Filter&) = default;
};

}  // namespace ceilometer::pipeline
