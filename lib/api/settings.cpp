#include "api/settings.hpp"

namespace ceilometer::api {

Settings Settings::from(const config::Config& config) {
  Settings s;
  s.default_limit = config.get_int("api", "default_api_return_limit");
  s.max_limit = config.get_int("api", "max_return_limit");
  s.max_body = static_cast<std::size_t>(config.get_int("api", "max_request_body_size"));
  s.max_json_depth = static_cast<std::size_t>(config.get_int("api", "max_json_depth"));
  s.sample_source = config.get_string("DEFAULT", "sample_source");
  s.telemetry_secret = config.get_string("publisher", "telemetry_secret");
  // Unset asked Keystone's catalog in the original, and counted as disabled while Keystone could not be asked.
  s.gnocchi_is_enabled = config.find_bool("api", "gnocchi_is_enabled").value_or(false);
  if (config.find_bool("api", "aodh_is_enabled") != std::optional(false)) {
    s.aodh_url = config.get_string("api", "aodh_url");
    if (s.aodh_url.ends_with('/')) s.aodh_url.pop_back();
  }
  return s;
}

}  // namespace ceilometer::api
