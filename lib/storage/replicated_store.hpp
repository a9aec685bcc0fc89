#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::storage {

/// A store that reads from a replica and writes to the primary ([database] slave_connection). While the replica is away
/// reads go to the primary; it is tried again when what its 503 said has passed. What was just written may not be there
/// yet: a replica lags. Takes what both throw. `logger` must outlive it.
std::unique_ptr<MeteringStore> with_replica(std::unique_ptr<MeteringStore> primary,
                                            std::unique_ptr<MeteringStore> replica, Logger& logger);
std::unique_ptr<EventStore> with_replica(std::unique_ptr<EventStore> primary, std::unique_ptr<EventStore> replica,
                                         Logger& logger);

}  // namespace ceilometer::storage
