#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "notify/message.hpp"

namespace ceilometer::api {

/// What the controllers ask of the configuration, read once at start.
struct Settings {
  std::int64_t default_limit = 100;             ///< [api] default_api_return_limit
  std::int64_t max_limit = 0;                   ///< [api] max_return_limit; 0 is none
  std::size_t max_body = 64U << 20U;            ///< [api] max_request_body_size, bytes
  std::size_t max_json_depth = 100;             ///< [api] max_json_depth
  std::string sample_source = "openstack";      ///< [DEFAULT] sample_source
  notify::Signer signer{notify::SigningKey{}};  ///< by [publisher] telemetry_secret, signature_python
  bool gnocchi_is_enabled = false;              ///< meters, resources and samples are answered 410
  std::string aodh_url;                         ///< where alarms are redirected to; "": 410
  std::string panko_url;                        ///< where events are redirected to; "": they are answered here
  // Where the configuration leaves it open whether another service took over, the cloud's catalog says.
  bool look_up_gnocchi = false;
  bool look_up_aodh = false;
  bool look_up_panko = false;
  bool takes_message_ids = false;  ///< [api] idempotent_message_ids
  int redirect_status = 307;       ///< [api] redirect_status

  /// Whether the catalog is ever asked.
  bool need_catalog() const { return look_up_gnocchi || look_up_aodh || look_up_panko; }

  static Settings from(const config::Config& config);
};

}  // namespace ceilometer::api
