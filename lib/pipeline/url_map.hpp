#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/filter.hpp"

namespace ceilometer::pipeline {

/// Applications by path prefix and, where given, by host: Paste's urlmap.
///
/// The longest prefix wins, hosts before none. What matched moves from path_info to script_name, a run of slashes
/// counts as one. A request that matches nothing goes to the not-found application as it came, or is a plain 404.
class UrlMap final : public Handler {
 public:
  /// Where an application stands: "/v1", "domain telemetry.example.com port 8777 /v1", "http://host/path".
  struct Place {
    std::string domain;  ///< lower case, with ":port" where one is given; empty: every host
    std::string path;    ///< without a slash at its end: "" is the root

    bool operator==(const Place&) const = default;
  };
  struct Mount {
    Place place;
    std::unique_ptr<Handler> app;
  };

  /// The error is a sentence without location.
  static Result<Place> parse_place(std::string_view text);

  /// `not_found` may be null.
  UrlMap(std::vector<Mount> mounts, std::unique_ptr<Handler> not_found);

  http::Response handle(http::Request& request) const override;

 private:
  std::vector<Mount> mounts_;
  std::unique_ptr<Handler> not_found_;
};

}  // namespace ceilometer::pipeline
