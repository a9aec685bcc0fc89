#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"

namespace ceilometer::identity {

/// The services of a cloud and where they are: a token's catalog. Immutable, copyable.
class Catalog {
 public:
  Catalog() = default;
  /// Of a v3 token's `catalog`. What is no service or endpoint in it is left out.
  explicit Catalog(const json::Array& services);

  /// The first endpoint of that service type, interface ("public", or "publicURL" as v2.0 called it) and region; any
  /// region where it is "". nullopt where there is none.
  std::optional<std::string> url(std::string_view type, std::string_view interface, std::string_view region) const;

  bool empty() const { return endpoints_.empty(); }

 private:
  struct Endpoint {
    std::string type;
    std::string interface;
    std::string region;
    std::string url;
  };
  std::vector<Endpoint> endpoints_;
};

/// A v3 catalog in the shape of v2.0, as X-Service-Catalog has it: for each service one object per region with
/// `publicURL`, `internalURL` and `adminURL`.
json::Array v2_catalog(const json::Array& services);

/// The service types in a v3 catalog, each once, in their order.
std::vector<std::string> service_types(const json::Array& services);

}  // namespace ceilometer::identity
