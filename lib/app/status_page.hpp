#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/metric_slots.hpp"

namespace ceilometer::app {

/// What the figures of this build mean: memory that was filled under another layout is none of ours.
std::uint64_t metrics_layout();

/// An answer to a request for the page.
struct StatusPage {
  int status = 200;
  std::string content_type;
  std::string body;
};

/// In the format that the query or else the Accept header asks for (status/page.hpp): 400 where the query names none
/// that there is, 406 where the header takes none.
StatusPage status_page(const MetricSlots& slots, std::string_view query, std::string_view accept);

/// Lines for mod_status' ?auto page.
std::string status_auto_lines(const MetricSlots& slots);

/// A piece of HTML for mod_status' page.
std::string status_html_piece(const MetricSlots& slots, bool tables);

}  // namespace ceilometer::app
