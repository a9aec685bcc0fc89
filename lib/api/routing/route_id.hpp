#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ceilometer::api {

/// Where a request can lead, for what is counted and logged of it: few, whatever clients ask for.
enum class RouteId : std::uint8_t {
  kOther,  ///< nowhere: what a filter answered, and paths and methods that there are none of
  kVersions,
  kCapabilities,
  kMeters,
  kMeterSamples,
  kPostSamples,
  kStatistics,
  kSamples,
  kSample,
  kQuerySamples,
  kResources,
  kResource,
  kEvents,
  kEvent,
  kEventTypes,
  kEventType,
  kTraitDescriptions,
  kTraits,
  kEnd
};

struct RouteName {
  std::string_view method;
  std::string_view path;  ///< a template: "/v2/meters/{meter_name}"
};

/// The names, by RouteId.
std::span<const RouteName> route_names();

inline const RouteName& name_of(RouteId id) { return route_names()[static_cast<std::size_t>(id)]; }

}  // namespace ceilometer::api
