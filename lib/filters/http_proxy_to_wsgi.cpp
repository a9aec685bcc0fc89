#include "filters/http_proxy_to_wsgi.hpp"

#include <optional>
#include <string>

#include "filters/forwarded.hpp"
#include "filters/option_reader.hpp"

namespace ceilometer::filters {
namespace {

/// What is there and not empty, as the original asked for it.
std::optional<std::string> sent(const http::Request& request, std::string_view header) {
  auto value = request.headers.joined(header);
  if (value && value->empty()) return std::nullopt;
  return value;
}

void believe_proxy(http::Request& request) {
  Forwarded said;
  if (const auto header = sent(request, "Forwarded")) {
    said = parse_forwarded(*header);
  } else {
    said = {sent(request, "X-Forwarded-Proto"), sent(request, "X-Forwarded-Host"), sent(request, "X-Forwarded-For")};
  }
  if (auto scheme = said.proto ? forwarded_scheme(*said.proto) : std::nullopt) request.scheme = *std::move(scheme);
  if (auto host = said.host ? forwarded_host(*said.host) : std::nullopt) request.host = *std::move(host);
  if (auto client = said.client ? forwarded_for(*said.client) : std::nullopt) request.remote_addr = *std::move(client);
  const auto before = sent(request, "X-Forwarded-Prefix");
  if (const auto prefix = before ? forwarded_prefix(*before) : std::nullopt) request.script_name.insert(0, *prefix);
}

}  // namespace

Result<std::unique_ptr<pipeline::Filter>> HttpProxyToWsgi::create(const pipeline::FilterOptions& options,
                                                                  const std::shared_ptr<const config::Config>& config) {
  const auto reader = OptionReader::open(options, config, "oslo_middleware");
  if (!reader) return reader.error();
  const auto enabled = reader->flag("enable_proxy_headers_parsing");
  if (!enabled) return enabled.error();
  return std::unique_ptr<pipeline::Filter>(std::make_unique<HttpProxyToWsgi>(*enabled));
}

http::Response HttpProxyToWsgi::handle(http::Request& request, const pipeline::Handler& next) const {
  if (enabled_) believe_proxy(request);
  return next.handle(request);
}

}  // namespace ceilometer::filters
