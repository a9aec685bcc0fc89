#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ports/logger.hpp"
#include "storage/metering_store.hpp"
#include "storage/options.hpp"

namespace ceilometer::test {

class RecordingLogger : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    const std::lock_guard lock(mutex_);
    text_ += message;
    text_ += '\n';
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

inline storage::StoreOptions quick_options() {
  storage::StoreOptions options;
  options.busy_timeout = std::chrono::seconds(10);
  return options;
}

inline TimePoint at(const std::string& text) { return parse_sqlite_time(text).value(); }

inline model::NewSample new_sample(const std::string& message_id, const std::string& time = "2016-03-01 08:00:00") {
  model::NewSample s;
  s.message_id = message_id;
  s.message_signature = "signature";
  s.meter = "cpu";
  s.type = "cumulative";
  s.unit = "ns";
  s.volume = 1.5;
  s.user_id = "user";
  s.project_id = "project";
  s.resource_id = "resource";
  s.source = "openstack";
  s.timestamp = at(time);
  s.resource_metadata = "{}";
  return s;
}

inline void record(storage::MeteringStore& store, const std::vector<model::NewSample>& samples) {
  store.record(samples);
}

/// The message ids of what is found, in order.
inline std::vector<std::string> found(storage::MeteringStore& store, const query::SampleFilter& filter,
                                      const storage::Scope& scope = storage::Scope::everything(),
                                      std::optional<std::int64_t> limit = std::nullopt) {
  std::vector<std::string> ids;
  const auto cursor = store.samples(filter, scope, limit);
  model::Sample sample;
  while (cursor->next(sample)) ids.emplace_back(sample.message_id);
  return ids;
}

/// Each meter as "name resource project".
inline std::vector<std::string> found_meters(storage::MeteringStore& store, const query::SampleFilter& filter,
                                             bool unique = false,
                                             const storage::Scope& scope = storage::Scope::everything(),
                                             std::optional<std::int64_t> limit = std::nullopt) {
  std::vector<std::string> out;
  const auto cursor = store.meters(filter, unique, scope, limit);
  model::Meter meter;
  while (cursor->next(meter)) {
    std::string row(meter.name);
    if (meter.resource_id) row += " " + std::string(*meter.resource_id);
    if (meter.project_id) row += " " + std::string(*meter.project_id);
    out.push_back(row);
  }
  return out;
}

using Strings = std::vector<std::string>;

}  // namespace ceilometer::test
