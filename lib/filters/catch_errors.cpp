#include "filters/catch_errors.hpp"

#include <exception>

#include "filters/logged.hpp"
#include "filters/plain_page.hpp"

namespace ceilometer::filters {

Result<std::unique_ptr<pipeline::Filter>> CatchErrors::create(const pipeline::FilterOptions& /*options*/,
                                                              const std::shared_ptr<const config::Config>& /*config*/,
                                                              Logger& logger) {
  return std::unique_ptr<pipeline::Filter>(std::make_unique<CatchErrors>(logger));
}

http::Response CatchErrors::handle(http::Request& request, const pipeline::Handler& next) const {
  try {
    return next.handle(request);
  } catch (const std::exception& error) {
    return failed(request, error.what());
  } catch (...) {
    return failed(request, "something that is no std::exception");
  }
}

http::Response CatchErrors::failed(const http::Request& request, std::string_view what) const {
  logger_.log(LogLevel::kError, "ceilometer.filters.catch_errors",
              "CEIL0260: an error occurred during " + logged(request) + ": " + std::string(what));
  return plain_page(request, 500, "500 Internal Server Error",
                    "The server has either erred or is incapable of performing\r\nthe requested operation.\r\n");
}

}  // namespace ceilometer::filters
