#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ceilometer {

/// UTC, to the microsecond, without leap seconds, as Python's naive datetime holds it: years 1 to 9999.
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// A parsed ISO 8601 time: the wall clock as written and its offset from UTC, if one was written.
struct IsoTime {
  TimePoint local;
  std::optional<std::chrono::minutes> offset;

  /// The instant in UTC (oslo timeutils.normalize_time).
  TimePoint utc() const { return offset ? local - *offset : local; }
};

TimePoint utc_now();

/// Parses what oslo timeutils.parse_isotime (the iso8601 module) takes: 2016-03, 2016-03-01, 20160301T0817,
/// "2016-03-01 08:17:42,5", ...Z, ...+02:00. nullopt for anything else. No offset means UTC: `offset` is then zero
/// minutes. Fractions beyond microseconds are cut.
std::optional<IsoTime> parse_isotime(std::string_view text);

/// Appends 2016-03-01T08:17:42.123456, without the fraction where it is zero (Python's datetime.isoformat()).
void append_isoformat(std::string& out, TimePoint t, char separator = 'T');
std::string isoformat(TimePoint t);

/// As isoformat, with the offset that was written: "+02:00", "+00:00" (Python's aware datetime.isoformat()).
std::string isoformat(const IsoTime& t);

/// 2016-03-01 08:17:42.123456, always with the fraction: how SQLAlchemy stores a DateTime in SQLite, so it sorts as
/// text.
void append_sqlite_time(std::string& out, TimePoint t);
/// Reads the form above, with or without the fraction.
std::optional<TimePoint> parse_sqlite_time(std::string_view text);

}  // namespace ceilometer
