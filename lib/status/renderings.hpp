#pragma once

#include <span>
#include <string>

#include "status/families.hpp"

namespace ceilometer::status {

// The same figures in each of the forms in which they are asked for.

/// For people: a heading per metric, a line per value.
std::string as_text(std::span<const Family> families);

/// {"metrics": [{"name", "type", "help", "samples": [{"labels", "value"}]}]}; a histogram's have "count", "sum" and
/// "buckets" of {"le", "count"}, cumulative, "le" null for the last.
std::string as_json(std::span<const Family> families);

/// Prometheus' text format, 0.0.4.
std::string as_prometheus(std::span<const Family> families);

/// OpenMetrics' text format, 1.0.0.
std::string as_openmetrics(std::span<const Family> families);

/// Lines for mod_status' ?auto page: "CeilometerRequests: 17".
std::string as_auto_lines(std::span<const Family> families);

/// A piece of HTML for mod_status' page; `tables` false: without a table.
std::string as_html_piece(std::span<const Family> families, bool tables);

}  // namespace ceilometer::status
