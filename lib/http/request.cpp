#include "http/request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/api_error.hpp"
#include "http/query_string.hpp"

namespace ceilometer::http {

std::string Request::application_url() const {
  return scheme + "://" + host + percent_encode(script_name, "/~!$&'()*+,;=:@");
}

std::string read_body(Request& request, std::size_t limit) {
  const auto too_large = [] {
    return ApiError::abort(413, "The body of the request is larger than this server takes.");
  };
  std::string body;
  if (const auto length = request.headers.get("Content-Length")) {
    std::size_t declared = 0;
    const auto [end, error] = std::from_chars(length->data(), length->data() + length->size(), declared);
    if (error == std::errc::result_out_of_range || (error == std::errc() && declared > limit)) throw too_large();
    if (error == std::errc()) body.reserve(std::min<std::size_t>(declared, 1U << 20U));
  }
  std::array<char, 16384> buffer{};
  while (const std::size_t n = request.body->read(buffer.data(), buffer.size())) {
    if (n > limit - body.size()) throw too_large();
    body.append(buffer.data(), n);
  }
  return body;
}

}  // namespace ceilometer::http
