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

using Answer = identity::ServiceCatalog::Answer;

/// What the catalog says of a service, where the configuration leaves it open. While Keystone cannot be asked, the
/// service is as if it were not there, as in the original.
Answer look_up(const Context& context, bool is_open, std::string_view type) {
  if (!is_open || context.catalog == nullptr) return {};
  return context.catalog->find(type);
}

bool is_under_gnocchi(const Context& context) {
  const Settings& settings = *context.settings;
  if (settings.gnocchi_is_enabled) return true;
  return look_up(context, settings.look_up_gnocchi, "metric").kind == Answer::Kind::kFound;
}

[[noreturn]] void abort_under_gnocchi() {
  throw ApiError::abort(410,
                        "This telemetry installation is configured to use Gnocchi. Please use the Gnocchi API "
                        "available on the metric endpoint to retrieve data.");
}

/// Where the service is, "" where it is not.
std::string url_of(const Context& context, const std::string& configured, bool is_open, std::string_view type) {
  if (!configured.empty()) return configured;
  Answer found = look_up(context, is_open, type);
  if (found.url.ends_with('/')) found.url.pop_back();
  return std::move(found.url);
}

}  // namespace

void refuse_under_gnocchi(const Context& context) {
  if (is_under_gnocchi(context)) abort_under_gnocchi();
}

void refuse_meters_under_gnocchi(const Context& context) {
  if (!is_under_gnocchi(context)) return;
  if (context.request.method != "POST") abort_under_gnocchi();
  const std::string* direct = context.arguments.last("direct");
  if (direct != nullptr && bool_from_string(*direct).value_or(false)) {
    throw ApiError::abort(400, "direct option cannot be true when Gnocchi is enabled.");
  }
}

void leave_to_aodh(const Context& context) {
  const Settings& settings = *context.settings;
  const std::string url = url_of(context, settings.aodh_url, settings.look_up_aodh, "alarming");
  if (!url.empty()) redirect(context, url);
  throw ApiError::abort(410, "alarms URLs is unavailable when Aodh is disabled or unavailable.");
}

void leave_to_panko(const Context& context) {
  const Settings& settings = *context.settings;
  const std::string url = url_of(context, settings.panko_url, settings.look_up_panko, "event");
  if (!url.empty()) redirect(context, url);
}

}  // namespace ceilometer::api::v2
