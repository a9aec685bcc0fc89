#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "status/families.hpp"

namespace ceilometer::status {

enum class Format { kText, kJson, kPrometheus, kOpenMetrics };

/// The format that a request for the page asks for. The query decides where it says `format=text`, json, prometheus or
/// openmetrics, or `auto`, which is text; otherwise the Accept header, where several are as good in this order:
///
///   text/plain                         text, as for a header that is missing or takes anything
///   application/json                   json
///   text/plain; version=0.0.4          prometheus
///   application/openmetrics-text       openmetrics; its version is 1.0.0 or not named
///
/// nullopt where no format is known that would be taken.
std::optional<Format> choose_format(std::string_view query, std::string_view accept);

/// The Content-Type of an answer in that format.
std::string_view content_type_of(Format format);

std::string render(Format format, const Reading& reading);

}  // namespace ceilometer::status
