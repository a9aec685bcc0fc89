#include "api/settings.hpp"

#include <algorithm>

namespace ceilometer::api {

namespace {

/// Where another service took over, "" where it did not: not enabled, or nobody said where it is.
std::string url_of(const config::Config& config, std::string_view is_enabled, std::string_view url_option) {
  if (config.find_bool("api", is_enabled) == std::optional(false)) return {};
  std::string url = config.get_string("api", url_option);
  if (url.ends_with('/')) url.pop_back();
  return url;
}

/// Neither switched off nor located: the original's rule for asking the catalog.
bool is_open(const config::Config& config, std::string_view is_enabled, std::string_view url_option) {
  return config.find_bool("api", is_enabled) != std::optional(false) && !config.find_string("api", url_option);
}

/// Whether samples go to Gnocchi and are not kept in the database too.
bool dispatches_to_gnocchi_alone(const config::Config& config) {
  const auto dispatchers = config.get_list("DEFAULT", "meter_dispatchers");
  const auto has = [&](std::string_view name) {
    return std::find(dispatchers.begin(), dispatchers.end(), name) != dispatchers.end();
  };
  return has("gnocchi") && !has("database");
}

}  // namespace

Settings Settings::from(const config::Config& config) {
  Settings s;
  s.default_limit = config.get_int("api", "default_api_return_limit");
  s.max_limit = config.get_int("api", "max_return_limit");
  s.max_body = static_cast<std::size_t>(config.get_int("api", "max_request_body_size"));
  s.max_json_depth = static_cast<std::size_t>(config.get_int("api", "max_json_depth"));
  s.sample_source = config.get_string("DEFAULT", "sample_source");
  s.signer = notify::Signer(notify::read_signing_key(config));
  const auto gnocchi = config.find_bool("api", "gnocchi_is_enabled");
  s.gnocchi_is_enabled = gnocchi.value_or(false);
  s.look_up_gnocchi = !gnocchi && dispatches_to_gnocchi_alone(config);
  s.aodh_url = url_of(config, "aodh_is_enabled", "aodh_url");
  s.panko_url = url_of(config, "panko_is_enabled", "panko_url");
  s.look_up_aodh = is_open(config, "aodh_is_enabled", "aodh_url");
  s.look_up_panko = is_open(config, "panko_is_enabled", "panko_url");
  s.takes_message_ids = config.get_bool("api", "idempotent_message_ids");
  s.redirect_status = static_cast<int>(config.get_int("api", "redirect_status"));
  return s;
}

}  // namespace ceilometer::api
