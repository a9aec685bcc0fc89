#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ceilometer::http {

/// "https://host:5000" of "https://user:password@host:5000/v3?x=y": what of a URL may stand in logs and reasons. Only
/// http:// and https:// have one; the error is the end of a sentence and holds nothing of the URL.
Result<std::string> origin(std::string_view url);

}  // namespace ceilometer::http
