#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "filters/health_probe.hpp"
#include "filters/option_reader.hpp"
#include "http/request.hpp"

namespace ceilometer::filters {

/// What one backend found.
struct HealthResult {
  bool available = true;
  std::string reason = "OK";  ///< for everybody: a word or two in capitals
  std::string details = {};   ///< for the detailed answer: a sentence, may be empty
};

/// One backend of the health check. Immutable; any thread may call it.
class HealthCheck {
 public:
  virtual ~HealthCheck() = default;
  virtual HealthResult check(const http::Request& request) const = 0;

 protected:
  HealthCheck() = default;
  HealthCheck(const HealthCheck&) = default;
  HealthCheck& operator=(const HealthCheck&) = default;
};

using HealthChecks = std::vector<std::unique_ptr<const HealthCheck>>;

/// The backends that [healthcheck] backends names, in its order: disable_by_file, disable_by_files_ports,
/// enable_by_files, and the probes. A name that is none of them is an error, as are both kinds of file backends at
/// once.
Result<HealthChecks> make_health_checks(const pipeline::FactoryOptions& options, const OptionReader& reader,
                                        const HealthProbes& probes);

}  // namespace ceilometer::filters
