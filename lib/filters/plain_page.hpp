#pragma once

#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace ceilometer::filters {

/// An error's page as webob's exceptions made it when a filter raised one: HTML where Accept holds "html" or "*/*",
/// else plain text. `title` is "413 Request Entity Too Large"; `explanation` and `detail` are shown as they are: no
/// markup in them.
http::Response plain_page(const http::Request& request, int status, std::string_view title,
                          std::string_view explanation, std::string_view detail = {});

}  // namespace ceilometer::filters
