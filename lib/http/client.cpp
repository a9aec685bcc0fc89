#include "http/client.hpp"

#include "base/strings.hpp"

#ifndef CEILOMETER_HAVE_CURL
namespace ceilometer::http {

Result<std::shared_ptr<Client>> make_client(const ClientOptions& /*options*/) {
  return Error{"this build has no HTTP client: libcurl's headers were not found when it was made"};
}

}  // namespace ceilometer::http
#endif

namespace ceilometer::http {

std::string_view ClientResponse::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (iequals(field, name)) return value;
  }
  return {};
}

}  // namespace ceilometer::http
