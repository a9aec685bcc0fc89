#pragma once

#include <memory>

#include "http/request_trace.hpp"
#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::api {

/// One request's view of a store, which notes in `trace` how long its calls took and how many rows went through them.
/// `store` must outlive it and its cursors; the cursors may outlive the view.
std::unique_ptr<storage::MeteringStore> traced(storage::MeteringStore& store,
                                               std::shared_ptr<http::RequestTrace> trace);
std::unique_ptr<storage::EventStore> traced(storage::EventStore& store, std::shared_ptr<http::RequestTrace> trace);

}  // namespace ceilometer::api
