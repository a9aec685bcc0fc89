#pragma once

#include <memory>
#include <optional>
#include <string>

#include "storage/event_store.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

// Cursors row by row, table by table. `dialect` must outlive them.

std::unique_ptr<EventTypeCursor> open_event_types(std::unique_ptr<ReadSession> session, const Dialect& dialect);

std::unique_ptr<TraitDescriptionCursor> open_trait_types(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                                         std::string event_type);

std::unique_ptr<TraitCursor> open_traits(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                         std::string event_type, std::optional<std::string> name);

}  // namespace ceilometer::storage::sql
