#pragma once

#include <memory>
#include <vector>

#include "api/hooks/hook.hpp"
#include "api/routing/controller.hpp"
#include "base/ports/logger.hpp"
#include "pipeline/filter.hpp"

namespace ceilometer::api {

class Dispatch;

/// The application at the end of the pipeline: parsable errors around hooks around routing around a controller (the
/// original's setup_app). Never lets an exception out: what is not an ApiError is logged and answered 500 without a
/// word of what went wrong inside.
class ApiServer final : public pipeline::Handler {
 public:
  /// `hooks` in the order of their before(). `logger` must outlive the server. `log_requests` ([api] pecan_debug)
  /// writes a line for every request, and changes nothing that a client sees.
  ApiServer(std::vector<std::unique_ptr<Hook>> hooks, Logger& logger, bool log_requests = false);
  ~ApiServer() override;
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  http::Response handle(http::Request& request) const override;

 private:
  http::Response answer(Dispatch& dispatch, const http::Request& request) const;
  void log(LogLevel level, std::string_view id, const http::Request& request, const std::string& text) const;

  std::vector<std::unique_ptr<Hook>> hooks_;
  std::unique_ptr<const Controller> root_;
  std::unique_ptr<MetadataTexts> metadata_texts_;
  Logger& logger_;
  bool log_requests_;
};

}  // namespace ceilometer::api
