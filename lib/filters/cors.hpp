#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// What the browsers of one origin may do.
struct CorsRules {
  bool allow_credentials = true;
  std::vector<std::string> expose_headers;
  long long max_age = 3600;  ///< seconds; 0: no Access-Control-Max-Age
  std::vector<std::string> allow_methods;
  std::vector<std::string> allow_headers;
};

/// oslo.middleware's cors (3.x, as Mitaka had it): answers browsers of other origins.
///
/// OPTIONS runs the application first; an answer that is no 2xx is replaced by an empty 200, preflight or not. An
/// answer that has Access-Control-Allow-Origin already is left alone.
class Cors final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 7> kFactories = {
      "oslo_middleware:CORS.factory", "oslo_middleware.cors:CORS.factory", "oslo_middleware.cors:filter_factory",
      "oslo.middleware:CORS.factory", "oslo.middleware.cors:CORS.factory", "oslo.middleware.cors:filter_factory",
      "egg:oslo.middleware#cors"};

  /// Origins of [cors] and of every [cors.NAME], the paste section's options over those of [cors]. A section with
  /// neither allowed_origin nor oslo_config_project is an error, as are values of the wrong type. `oslo_config_file`
  /// beside `oslo_config_project` is read instead of `config`.
  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config);

  /// An origin as browsers send it, or "*"; the first rules for an origin stand.
  using Origins = std::vector<std::pair<std::string, CorsRules>>;
  explicit Cors(const Origins& origins);

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  struct Policy {
    bool allow_credentials;
    std::string max_age;                     ///< empty: none
    std::string expose_headers;              ///< joined
    std::vector<std::string> allow_methods;  ///< case matters
    std::vector<std::string> allow_headers;  ///< case does not
  };

  using Policies = std::map<std::string, Policy, std::less<>>;

  const Policies::value_type* find(std::string_view origin) const;
  http::Response preflight(const http::Request& request, http::Response response) const;

  Policies policies_;
};

}  // namespace ceilometer::filters
