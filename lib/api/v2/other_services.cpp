#include "api/v2/other_services.hpp"

#include "base/api_error.hpp"
#include "base/strings.hpp"

namespace ceilometer::api::v2 {

namespace {

[[noreturn]] void redirect(const Context& context, const std::string& service) {
  const auto& request = context.request;
  // What webob calls path_qs: the path with its mount point, encoded again, and the query as it came.
  std::string location = service + http::percent_encode(request.script_name + request.path_info, "/~!$&'()*+,;=:@");
  if (!request.query.empty()) location += "?" + std::string(request.query);
  throw ApiError::redirect(context.settings->redirect_status, std::move(location));
}

}  // namespace

void refuse_under_gnocchi(const Context& context) {
  if (!context.settings->gnocchi_is_enabled) return;
  throw ApiError::abort(410,
                        "This telemetry installation is configured to use Gnocchi. Please use the Gnocchi API "
                        "available on the metric endpoint to retrieve data.");
}

void refuse_meters_under_gnocchi(const Context& context) {
  if (!context.settings->gnocchi_is_enabled) return;
  if (context.request.method != "POST") refuse_under_gnocchi(context);
  const std::string* direct = context.arguments.last("direct");
  if (direct != nullptr && bool_from_string(*direct).value_or(false)) {
    throw ApiError::abort(400, "direct option cannot be true when Gnocchi is enabled.");
  }
}

void leave_to_aodh(const Context& context) {
  if (!context.settings->aodh_url.empty()) redirect(context, context.settings->aodh_url);
  throw ApiError::abort(410, "alarms URLs is unavailable when Aodh is disabled or unavailable.");
}

void leave_to_panko(const Context& context) {
  if (!context.settings->panko_url.empty()) redirect(context, context.settings->panko_url);
}

}  // namespace ceilometer::api::v2
