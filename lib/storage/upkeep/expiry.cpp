#include "storage/upkeep/expiry.hpp"

#include <string>

#include "storage/upkeep/expired_rows.hpp"
#include "storage/upkeep/unused_rows.hpp"

namespace ceilometer::storage::upkeep {

namespace {

/// Ends a stage also where it fails.
class Stage {
 public:
  Stage(Progress& progress, std::string_view what, std::string_view units, std::optional<std::int64_t> total)
      : progress_(progress) {
    progress_.begin(what, units, total);
  }
  ~Stage() { progress_.end(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

 private:
  Progress& progress_;
};

std::int64_t expire(ExpiredRows rows, Progress& progress, const std::string& units, bool dry) {
  std::int64_t count = 0;
  {
    const Stage stage(progress, "counting expired " + units, units, std::nullopt);
    count = rows.count();
    progress.advance(count);
  }
  if (dry) return count;
  const Stage stage(progress, "deleting expired " + units, units, count);
  return rows.erase(progress);
}

std::int64_t tidy(UnusedRows rows, TimePoint before, Progress& progress, const std::string& units, bool dry) {
  const Stage stage(progress, (dry ? "looking for unused " : "deleting unused ") + units, units, rows.all());
  return dry ? rows.count(before, progress) : rows.erase(progress);
}

}  // namespace

std::optional<TimePoint> oldest_kept(TimePoint now, std::int64_t seconds_to_live) {
  // The first moment of the year 1, where Python's calendar begins.
  constexpr std::int64_t kBeginning = -62'135'596'800;
  const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  if (seconds_to_live <= 0 || seconds_to_live > seconds - kBeginning) return std::nullopt;
  return now - std::chrono::seconds(seconds_to_live);
}

ExpiredSamples Expiry::samples(TimePoint before, bool only_samples, bool dry) {
  ExpiredSamples expired;
  expired.samples =
      expire(ExpiredRows(turns_, dialect_, {"sample", "timestamp", {}}, before), progress_, "samples", dry);
  if (only_samples) return expired;
  expired.meters = tidy(UnusedRows(turns_, dialect_, {"meter", "id", {}}, {"sample", "meter_id", "timestamp"}), before,
                        progress_, "meters", dry);
  const UnusedRows::Table resource{
      "resource",
      "internal_id",
      {{"metadata_text", "id"}, {"metadata_int", "id"}, {"metadata_float", "id"}, {"metadata_bool", "id"}}};
  expired.resources = tidy(UnusedRows(turns_, dialect_, resource, {"sample", "resource_id", "timestamp"}), before,
                           progress_, "resources", dry);
  return expired;
}

ExpiredEvents Expiry::events(TimePoint before, bool dry) {
  const ExpiredRows::Table event{"event",
                                 "generated",
                                 {{"trait_text", "event_id"},
                                  {"trait_int", "event_id"},
                                  {"trait_float", "event_id"},
                                  {"trait_datetime", "event_id"}}};
  ExpiredEvents expired;
  expired.events = expire(ExpiredRows(turns_, dialect_, event, before), progress_, "events", dry);
  expired.types = tidy(UnusedRows(turns_, dialect_, {"event_type", "id", {}}, {"event", "event_type_id", "generated"}),
                       before, progress_, "event types", dry);
  return expired;
}

}  // namespace ceilometer::storage::upkeep
