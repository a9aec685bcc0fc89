#pragma once

#include <string>
#include <string_view>

#include "http/request.hpp"

namespace ceilometer::filters {

/// A request as the log may show it: "GET /v2/meters (req-...)". No query: what stands in it is the client's business.
std::string logged(const http::Request& request);

/// Text that a client chose, for the log: control characters as "?", cut after some kilobyte.
std::string printable(std::string_view text);

/// A header's value for the log: "***" where the name is that of a credential.
std::string logged_header(std::string_view name, std::string_view value);

}  // namespace ceilometer::filters
