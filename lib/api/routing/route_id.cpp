#include "api/routing/route_id.hpp"

#include <array>

namespace ceilometer::api {

namespace {

constexpr std::array<RouteName, static_cast<std::size_t>(RouteId::kEnd)> kNames = {{
    {"", "other"},
    {"GET", "/"},
    {"GET", "/v2/capabilities"},
    {"GET", "/v2/meters"},
    {"GET", "/v2/meters/{meter_name}"},
    {"POST", "/v2/meters/{meter_name}"},
    {"GET", "/v2/meters/{meter_name}/statistics"},
    {"GET", "/v2/samples"},
    {"GET", "/v2/samples/{sample_id}"},
    {"POST", "/v2/query/samples"},
    {"GET", "/v2/resources"},
    {"GET", "/v2/resources/{resource_id}"},
    {"GET", "/v2/events"},
    {"GET", "/v2/events/{message_id}"},
    {"GET", "/v2/event_types"},
    {"GET", "/v2/event_types/{event_type}"},
    {"GET", "/v2/event_types/{event_type}/traits"},
    {"GET", "/v2/event_types/{event_type}/traits/{trait_name}"},
}};

}  // namespace

std::span<const RouteName> route_names() { return kNames; }

}  // namespace ceilometer::api
