#pragma once

#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace ceilometer::http {

/// A filter's own error, as webob worded one: an HTML page where the client's Accept has "html" or "*/*" in it, else
/// plain text. `title` is the status' name ("Service Unavailable"), `explanation` a sentence, `detail` another one or
/// empty. The texts are ours, not the client's: nothing is escaped.
Response error_page(const Request& request, int status, std::string_view title, std::string_view explanation,
                    std::string_view detail = {});

}  // namespace ceilometer::http
