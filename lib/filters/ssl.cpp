#include "filters/ssl.hpp"

#include <algorithm>

#include "filters/forwarded.hpp"
#include "filters/option_reader.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::filters {
namespace {

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

Result<std::unique_ptr<pipeline::Filter>> Ssl::create(const pipeline::FilterOptions& options,
                                                      const std::shared_ptr<const config::Config>& config) {
  constexpr std::string_view kHeader = "secure_proxy_ssl_header";
  const auto reader = OptionReader::open(options, config, "oslo_middleware");
  if (!reader) return reader.error();
  auto header = reader->text(kHeader);
  // An environ's key has "_" for "-".
  std::replace(header.begin(), header.end(), '_', '-');
  if (!is_header_name(header)) return reader->error(kHeader, pipeline::in_quotes(header) + " is no header's name");
  return std::unique_ptr<pipeline::Filter>(std::make_unique<Ssl>(std::move(header)));
}

http::Response Ssl::handle(http::Request& request, const pipeline::Handler& next) const {
  if (const auto sent = request.headers.joined(header_)) {
    if (auto scheme = forwarded_scheme(*sent)) request.scheme = *std::move(scheme);
  }
  return next.handle(request);
}

}  // namespace ceilometer::filters
