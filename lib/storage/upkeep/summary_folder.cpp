#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/sql/query_text.hpp"
#include "storage/sql/summary_tables.hpp"
#include "storage/upkeep/chunk_writer.hpp"
#include "storage/upkeep/summaries.hpp"
#include "storage/upkeep/summary_lease.hpp"
#include "storage/upkeep/write_transaction.hpp"

namespace ceilometer::storage::upkeep {

namespace {

using sql::Bound;
using sql::ChunkKey;
using sql::Point;

/// As many marked chunks of a day are read series by series; more, in one pass over the day.
constexpr std::size_t kFewSeries = 8;
/// Rows between two questions whether to stop.
constexpr std::int64_t kRowsPerLook = 10'000;

struct Stopped {};

/// A day's stretch of time.
struct Window {
  TimePoint from, until;
  std::int64_t day() const { return sql::day_of(sql::microseconds_of(from)); }
};

Window whole_day(std::int64_t day) { return {sql::time_of(day * sql::kDay), sql::time_of((day + 1) * sql::kDay)}; }

struct State {
  std::int64_t generation;
  bool is_checked;
  TimePoint folded_before;
};

}  // namespace

class SummaryFolder::Work {
 public:
  Work(sql::Connection& reader, sql::Connection& writer, const sql::Dialect& dialect, Progress& progress,
       const std::function<bool()>& stop, std::chrono::milliseconds lease)
      : reader_(reader), writer_(writer), dialect_(dialect), progress_(progress), stop_(stop), lease_(writer, lease) {}

  bool take_lease() { return lease_.take(); }

  void run(TimePoint until) {
    check();
    read_raw_series();
    take_up_changes();
    fold(until);
  }

 private:
  using Series = std::pair<std::int64_t, std::int64_t>;

  void look() {
    if (stop_()) throw Stopped();
  }

  /// Runs `f` in a transaction that only the holder of the lease can commit.
  template <class F>
  void write(F f) {
    WriteTransaction transaction(writer_);
    lease_.extend();
    f();
    transaction.commit();
  }

  void execute(const std::string& sql, const std::vector<sql::Value>& values) {
    const sql::Running statement(writer_.cached(sql));
    statement->bind_value(1, values[0]);
    for (std::size_t i = 1; i < values.size(); ++i) statement->bind_value(static_cast<int>(i) + 1, values[i]);
    statement->step();
  }

  State state() {
    const sql::Running row(
        writer_.cached("SELECT generation, is_checked, folded_before FROM ceilometer_summary_state"));
    if (!row->step()) throw LeaseLost();
    const auto before = dialect_.read_timestamp(*row.operator->(), 2);
    return {row->integer(0), row->integer(1) != 0, before.value_or(sql::kBeginning)};
  }

  /// Triggers see what comes; what was there before them is looked through once.
  void check() {
    if (state().is_checked) return;
    std::vector<Series> found;
    progress_.begin("looking through the samples", "series", std::nullopt);
    {
      const ReadTransaction snapshot(reader_);
      const auto rows =
          reader_.prepare("SELECT DISTINCT meter_id, resource_id FROM sample WHERE " + dialect_.cannot_be_packed() +
                          " AND meter_id IS NOT NULL AND resource_id IS NOT NULL");
      while (rows->step()) found.emplace_back(rows->integer(0), rows->integer(1));
    }
    progress_.end();
    write([&] {
      for (const auto& [meter, resource] : found) {
        execute(
            "INSERT INTO ceilometer_summary_dirty (meter_id, resource_id, day, generation) SELECT ?1, ?2, ?3, ?4 WHERE "
            "NOT EXISTS (SELECT 1 FROM ceilometer_summary_dirty WHERE meter_id = ?1 AND resource_id = ?2 AND day = ?3)",
            {meter, resource, sql::kAlwaysRaw, std::int64_t{0}});
      }
      execute("UPDATE ceilometer_summary_state SET is_checked = ?", {std::int64_t{1}});
    });
  }

  /// The series that have no chunks, to make none in vain: whether they are used is decided by the marks.
  void read_raw_series() {
    raw_.clear();
    const sql::Running rows(
        writer_.cached("SELECT DISTINCT meter_id, resource_id FROM ceilometer_summary_dirty WHERE day = ?"));
    rows->bind(1, sql::kAlwaysRaw);
    while (rows->step()) raw_.emplace(rows->integer(0), rows->integer(1));
  }

  /// Makes the chunks anew that were marked before now. Whoever changes them again marks them by the next generation.
  void take_up_changes() {
    std::int64_t generation = 0;
    write([&] {
      generation = state().generation;
      execute("UPDATE ceilometer_summary_state SET generation = ?", {generation + 1});
    });
    const TimePoint folded = state().folded_before;
    ChunkWriter chunks(writer_, lease_);
    chunks.remove_marks_until(generation);
    progress_.begin("taking up changes", "chunks", std::nullopt);
    for (auto day = next_marked_day(generation, sql::kAlwaysRaw + 1); day;
         day = next_marked_day(generation, *day + 1)) {
      look();
      const std::set<Series> series = marked_series(generation, *day);
      Window window = whole_day(*day);
      window.until = std::min(window.until, folded);
      if (window.from >= window.until) {
        for (const auto& [meter, resource] : series) chunks.add({meter, resource, *day}, {});
      } else if (series.size() <= kFewSeries) {
        for (const auto& one : series) make_anew(chunks, window, {one}, true);
      } else {
        make_anew(chunks, window, series, false);
      }
      chunks.flush();
      progress_.advance(static_cast<std::int64_t>(series.size()));
    }
    progress_.end();
  }

  std::optional<std::int64_t> next_marked_day(std::int64_t generation, std::int64_t from) {
    const sql::Running row(
        writer_.cached("SELECT min(day) FROM ceilometer_summary_dirty WHERE day >= ? AND generation <= ?"));
    row->bind(1, from);
    row->bind(2, generation);
    if (!row->step() || row->is_null(0)) return std::nullopt;
    return row->integer(0);
  }

  std::set<Series> marked_series(std::int64_t generation, std::int64_t day) {
    std::set<Series> series;
    const sql::Running rows(writer_.cached(
        "SELECT DISTINCT meter_id, resource_id FROM ceilometer_summary_dirty WHERE day = ? AND generation <= ?"));
    rows->bind(1, day);
    rows->bind(2, generation);
    while (rows->step()) series.emplace(rows->integer(0), rows->integer(1));
    return series;
  }

  /// `series` is not empty; `by_series`: it is one, and is found by its own index.
  void make_anew(ChunkWriter& chunks, const Window& window, std::set<Series> series, bool by_series) {
    const ReadTransaction snapshot(reader_);
    const auto one = by_series ? std::optional(*series.begin()) : std::nullopt;
    each_series(window, one, [&](const Series& which, const std::vector<Point>& points) {
      if (series.erase(which) > 0) chunks.add({which.first, which.second, window.day()}, points);
    });
    for (const auto& [meter, resource] : series) chunks.add({meter, resource, window.day()}, {});
  }

  /// A day at a time, from where folding last ended.
  void fold(TimePoint until) {
    TimePoint from = state().folded_before;
    if (until <= from) return;
    write([&] {
      execute("UPDATE ceilometer_summary_state SET marked_before = ? WHERE marked_before < ?",
              {dialect_.timestamp(until), dialect_.timestamp(until)});
    });
    progress_.begin("folding samples", "samples", std::nullopt);
    ChunkWriter chunks(writer_, lease_);
    while (from < until) {
      look();
      const auto first = first_sample(from, until);
      Window window{until, until};
      if (first) {
        window = whole_day(sql::day_of(sql::microseconds_of(*first)));
        window.from = std::max(window.from, from);
        window.until = std::min(window.until, until);
        fold_window(chunks, window);
      }
      chunks.flush([&] {
        execute("UPDATE ceilometer_summary_state SET folded_before = ?", {dialect_.timestamp(window.until)});
      });
      from = window.until;
    }
    progress_.end();
  }

  std::optional<TimePoint> first_sample(TimePoint from, TimePoint until) {
    sql::QueryText sql(dialect_);
    sql << "SELECT timestamp FROM sample WHERE timestamp >= " << Bound{dialect_.timestamp(from)} << " AND timestamp < "
        << Bound{dialect_.timestamp(until)} << " ORDER BY timestamp";
    const auto query = sql.take();
    const sql::Running rows(reader_.cached(query.text));
    sql::Statement& row = *rows.operator->();
    row.bind_all(query.values);
    while (row.step()) {
      if (const auto time = dialect_.read_timestamp(row, 0)) return std::max(*time, from);
    }
    return std::nullopt;
  }

  void fold_window(ChunkWriter& chunks, const Window& window) {
    const bool goes_on = sql::microseconds_of(window.from) % sql::kDay != 0;
    const ReadTransaction snapshot(reader_);
    each_series(window, std::nullopt, [&](const Series& which, std::vector<Point>& points) {
      const ChunkKey day{which.first, which.second, window.day()};
      if (goes_on) put_before(points, day, window.from);
      chunks.add(day, points);
    });
  }

  /// Adds the chunk's points that were folded before. Later ones are left from folding that was broken off.
  void put_before(std::vector<Point>& points, const ChunkKey& day, TimePoint end) {
    const sql::Running row(
        reader_.cached("SELECT p.points FROM ceilometer_summary_day d JOIN ceilometer_summary_points p ON p.id = "
                       "d.points_id WHERE d.meter_id = ? AND d.resource_id = ? AND d.day = ?"));
    row->bind(1, day.meter);
    row->bind(2, day.resource);
    row->bind(3, day.at);
    if (!row->step()) return;
    sql::PackedPoints packed(row->bytes(0));
    std::vector<Point> all;
    all.reserve(packed.size() + points.size());
    for (Point point; packed.next(point) && point.at < sql::microseconds_of(end);) all.push_back(point);
    all.insert(all.end(), points.begin(), points.end());
    points = std::move(all);
  }

  /// Calls f(series, points in order of time) for each series that has samples in the window, or for that one.
  template <class F>
  void each_series(const Window& window, const std::optional<Series>& one, F f) {
    sql::QueryText sql(dialect_);
    const auto id = [&](std::string_view column) { return one ? std::string(column) : dialect_.without_index(column); };
    const auto time = one ? dialect_.without_index("timestamp") : std::string("timestamp");
    sql << "SELECT meter_id, resource_id, timestamp, volume FROM sample";
    if (one) {
      sql.where() << "meter_id = " << Bound{one->first};
      sql.where() << "resource_id = " << Bound{one->second};
    }
    sql.where() << time << " >= " << Bound{dialect_.timestamp(window.from)};
    sql.where() << time << " < " << Bound{dialect_.timestamp(window.until)};
    sql.where() << id("meter_id") << " = CAST(meter_id AS INTEGER)";
    sql.where() << id("resource_id") << " = CAST(resource_id AS INTEGER)";
    sql << " ORDER BY " << id("meter_id") << ", " << id("resource_id") << ", timestamp";
    const auto query = sql.take();
    const sql::Running rows(reader_.cached(query.text));
    sql::Statement& row = *rows.operator->();
    row.bind_all(query.values);
    std::optional<Series> current;
    std::vector<Point> points;
    std::int64_t count = 0;
    const auto end_series = [&] {
      if (current && !points.empty() && raw_.count(*current) == 0) f(*current, points);
      points.clear();
    };
    while (row.step()) {
      const Series which{row.integer(0), row.integer(1)};
      if (which != current) {
        end_series();
        current = which;
      }
      const auto at = dialect_.read_timestamp(row, 2);
      if (!at) continue;  // its series is marked as one without chunks
      points.push_back({sql::microseconds_of(*at), row.is_null(3) ? sql::kNoVolume : row.real(3)});
      if (++count % kRowsPerLook == 0) {
        look();
        progress_.advance(kRowsPerLook);
      }
    }
    end_series();
    progress_.advance(count % kRowsPerLook);
  }

  sql::Connection& reader_;
  sql::Connection& writer_;
  const sql::Dialect& dialect_;
  Progress& progress_;
  const std::function<bool()>& stop_;
  SummaryLease lease_;
  std::set<Series> raw_;
};

SummaryFolder::SummaryFolder(sql::Driver& driver, Logger& logger, std::chrono::milliseconds lease)
    : driver_(driver), logger_(logger), lease_(lease) {}

SummaryFolder::Outcome SummaryFolder::run(TimePoint until, Progress& progress, const std::function<bool()>& stop) {
  const auto writer = driver_.open();
  if (!has_summaries(*writer, driver_.dialect())) return Outcome::kAbsent;
  const auto reader = driver_.open();
  Work work(*reader, *writer, driver_.dialect(), progress, stop, lease_);
  if (!work.take_lease()) return Outcome::kBusy;
  try {
    work.run(until);
  } catch (const LeaseLost&) {
    logger_.log(LogLevel::kWarning, "ceilometer.storage",
                "CEIL0470: another process took over the folding of summaries: this one was too slow");
    return Outcome::kBusy;
  } catch (const Stopped&) {
    return Outcome::kStopped;
  }
  return Outcome::kDone;
}

}  // namespace ceilometer::storage::upkeep
