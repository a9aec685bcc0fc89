#pragma once

#include <httpd.h>

#include "service.hpp"

namespace ceilometer::httpd {

inline constexpr const char* kHandlerName = "ceilometer";

/// A request that is ours, and how its path divides. In the request's memory.
struct Claim {
  const Service* service;
  const char* script_name;  ///< "" or "/telemetry"
  const char* path_info;    ///< "/v2/meters"
};

/// The request's claim, or null where it is not ours, or where a SetHandler gave it to another handler.
const Claim* claim_of(const request_rec* r);

/// Registers the hooks by which a request below CeilometerAlias becomes ours before httpd looks for a file.
void register_claim_hooks(apr_pool_t* pool);

}  // namespace ceilometer::httpd
