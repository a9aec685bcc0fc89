#include "storage/upkeep/extras.hpp"

#include <array>

#include "storage/sql/known_indexes.hpp"

namespace ceilometer::storage::upkeep {

namespace {

/// What all names begin with.
constexpr std::string_view kOnSample = "mod_ceilometer_sample_";

constexpr auto kExtras = std::to_array<Extra>({
    {"mod_ceilometer_sample_message_id", "sample", "message_id", "GET /v2/samples/{id}"},
    // Holds all that statistics read. A meter's and a resource's samples are together in it, so that it serves whatever
    // the index on (meter_id, resource_id) does; with the time before the resource, engines took it where that one is
    // the better by far.
    {"mod_ceilometer_sample_statistics", "sample", "meter_id, resource_id, timestamp, volume", "statistics"},
    {sql::kResourceTimeIndex, "sample", "resource_id, timestamp", "lists of resources"},
    {sql::kMeterTimeIndex, "sample", "meter_id, timestamp", "lists of a meter's samples"},
});

}  // namespace

std::string_view Extra::short_name() const { return name.substr(kOnSample.size()); }

std::span<const Extra> extras() { return kExtras; }

}  // namespace ceilometer::storage::upkeep
