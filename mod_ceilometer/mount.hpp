#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ceilometer::httpd {

/// CeilometerAlias's argument as a SCRIPT_NAME: "/" is "", "/telemetry/" is "/telemetry". The error says what is wrong
/// with the argument, without naming the directive.
Result<std::string> parse_mount(std::string_view prefix);

/// What of a decoded path is below the mount ("/telemetry": "/telemetry/v2" gives "/v2", "/telemetry" gives "");
/// nullopt for a path that is not below it ("/telemetryx"). A view into `path`.
std::optional<std::string_view> below_mount(std::string_view mount, std::string_view path);

}  // namespace ceilometer::httpd
