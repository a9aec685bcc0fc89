#include "storage/upkeep/extras.hpp"

#include <array>

namespace ceilometer::storage::upkeep {

namespace {

constexpr auto kExtras = std::to_array<Extra>({
    {"mod_ceilometer_sample_message_id", "sample", "message_id", "GET /v2/samples/{id}"},
});

}  // namespace

std::span<const Extra> extras() { return kExtras; }

}  // namespace ceilometer::storage::upkeep
