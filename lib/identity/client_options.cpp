#include "identity/client_options.hpp"

#include <algorithm>
#include <chrono>

namespace ceilometer::identity {

using std::chrono::seconds;

namespace {

constexpr seconds kConnectTime{10};
constexpr seconds kTime{30};

}  // namespace

Result<http::ClientOptions> read_client_options(const OptionSource& source) {
  http::ClientOptions options;
  options.user_agent = "ceilometer/" CEILOMETER_VERSION " keystonemiddleware.auth_token";
  const auto read = [&](std::string_view name, std::string& value) -> Result<void> {
    const auto found = find_text(source, name);
    if (!found) return found.error();
    value = found->value_or("");
    return {};
  };
  for (const auto& done :
       {read("cafile", options.ca_file), read("certfile", options.cert_file), read("keyfile", options.key_file)}) {
    if (!done) return done.error();
  }
  const auto insecure = find_bool(source, "insecure", false);
  if (!insecure) return insecure.error();
  options.insecure = *insecure;
  options.timeout = kTime;
  for (const std::string_view name : {"timeout", "http_connect_timeout"}) {
    const auto time = find_int(source, name, 1, 86400);
    if (!time) return time.error();
    if (*time) options.timeout = seconds(**time);
  }
  options.connect_timeout = std::min<std::chrono::milliseconds>(kConnectTime, options.timeout);
  return options;
}

}  // namespace ceilometer::identity
