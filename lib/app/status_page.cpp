#include "app/status_page.hpp"

#include <array>

#include "api/routing/route_id.hpp"
#include "status/page.hpp"
#include "status/renderings.hpp"

namespace ceilometer::app {

namespace {

constexpr std::size_t kRoutes = static_cast<std::size_t>(api::RouteId::kEnd);
static_assert(kRoutes <= kMaxRoutes);

std::array<status::RouteName, kRoutes> names() {
  std::array<status::RouteName, kRoutes> all;
  for (std::size_t i = 0; i < kRoutes; ++i) {
    const auto& name = api::route_names()[i];
    all[i] = {name.method, name.path};
  }
  return all;
}

status::Reading read(const MetricSlots& slots, std::span<const status::RouteName> routes) {
  return {slots.totals(),
          slots.processes(),
          slots.started(),
          slots.loaded(),
          CEILOMETER_VERSION,
          routes,
          std::chrono::system_clock::now()};
}

StatusPage refusal(int code, std::string_view sentence) {
  return {code, "text/plain; charset=utf-8", std::string(sentence) + "\n"};
}

}  // namespace

std::uint64_t metrics_layout() { return status::layout_of(names()); }

StatusPage status_page(const MetricSlots& slots, std::string_view query, std::string_view accept) {
  const auto format = status::choose_format(query, accept);
  if (!format && query.find("format=") != std::string_view::npos) {
    return refusal(400, "format is one of text, json, prometheus and openmetrics");
  }
  if (!format) {
    return refusal(406,
                   "There are text/plain, application/json, text/plain; version=0.0.4 and "
                   "application/openmetrics-text; version=1.0.0");
  }
  const auto routes = names();
  return {200, std::string(status::content_type_of(*format)), status::render(*format, read(slots, routes))};
}

std::string status_auto_lines(const MetricSlots& slots) {
  const auto routes = names();
  const auto reading = read(slots, routes);
  return status::as_auto_lines(status::families(reading));
}

std::string status_html_piece(const MetricSlots& slots, bool tables) {
  const auto routes = names();
  const auto reading = read(slots, routes);
  return status::as_html_piece(status::families(reading), tables);
}

}  // namespace ceilometer::app
