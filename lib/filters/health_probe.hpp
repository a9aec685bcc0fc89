#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace ceilometer::filters {

/// Asks one thing that the service needs whether it is there: a healthcheck backend under a name of our own.
///
/// Made in the parent process, it opens nothing before the first check(). Any thread of any child may call it at once.
class HealthProbe {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  virtual ~HealthProbe() = default;

  /// What to call it in [healthcheck] backends, in lower case.
  virtual std::string name() const = 0;
  /// Told while a pipeline is built, in the parent process, that a health check of it names this probe. `useless` is
  /// the error to refuse the pipeline with where it turns out that there is nothing to ask: it names file, section and
  /// key.
  virtual void want(const Error& /*useless*/) {}
  /// Whether it answers; comes back soon after the deadline whether it does or not. The value says what was seen and
  /// the error why it is not there, each in a sentence fit for anybody to read: no addresses, no secrets. Does not
  /// throw but std::bad_alloc.
  virtual Result<std::string> check(Deadline deadline) = 0;
};

/// What a configuration may name.
using HealthProbes = std::map<std::string, std::shared_ptr<HealthProbe>, std::less<>>;

}  // namespace ceilometer::filters
