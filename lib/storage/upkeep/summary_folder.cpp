#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <thread>
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

/// Between two questions whether others' transactions have ended.
constexpr auto kPause = std::chrono::milliseconds(50);
/// As many chunks are worth telling the engine of them.
constexpr std::int64_t kManyChunks = 10'000;

struct State {
  bool is_checked;
  TimePoint marked_before;
  TimePoint folded_before;
};

}  // namespace

class SummaryFolder::Work {
 public:
  Work(sql::Connection& reader, sql::Connection& writer, const sql::Dialect& dialect, Progress& progress,
       const std::function<bool()>& stop, const Patience& patience)
      : reader_(reader),
        writer_(writer),
        dialect_(dialect),
        steps_(dialect.summary_steps()),
        progress_(progress),
        stop_(stop),
        patience_(patience),
        lease_(writer, dialect, patience.lease),
        chunks_(writer, dialect, lease_) {}

  bool take_lease() { return lease_.take(); }

  /// False where it was held up.
  bool run(TimePoint until) {
    check();
    read_raw_series();
    take_up_changes();
    const bool is_done = fold(until);
    if (chunks_.count() >= kManyChunks && !steps_.analyze.empty()) writer_.execute(std::string(steps_.analyze));
    return is_done;
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

  sql::Statement& cached(std::string_view sql) { return writer_.cached(sql::with_placeholders(dialect_, sql)); }

  void execute(sql::Statement& statement, const std::vector<sql::Value>& values) {
    const sql::Running running(statement);
    running->bind_all(values);
    running->step();
  }

  /// The number that a query has for an answer.
  std::int64_t number(std::string_view query) {
    const sql::Running row(writer_.cached(std::string(query)));
    if (!row->step()) throw LeaseLost();
    return row->integer(0);
  }

  State state() {
    const sql::Running row(
        writer_.cached("SELECT is_checked, marked_before, folded_before FROM ceilometer_summary_state"));
    if (!row->step()) throw LeaseLost();
    const sql::Statement& columns = *row.operator->();
    return {row->integer(0) != 0, dialect_.read_timestamp(columns, 1).value_or(sql::kBeginning),
            dialect_.read_timestamp(columns, 2).value_or(sql::kBeginning)};
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
        execute(cached("INSERT INTO ceilometer_summary_dirty (meter_id, resource_id, day, generation) VALUES (?, ?, ?, "
                       "0)"),
                {meter, resource, sql::kAlwaysRaw});
      }
      execute(cached("UPDATE ceilometer_summary_state SET is_checked = 1"), {});
    });
  }

  /// The series that have no chunks, to make none in vain: whether they are used is decided by the marks.
  void read_raw_series() {
    raw_.clear();
    const sql::Running rows(
        cached("SELECT DISTINCT meter_id, resource_id FROM ceilometer_summary_dirty WHERE day = ?"));
    rows->bind(1, sql::kAlwaysRaw);
    while (rows->step()) raw_.emplace(rows->integer(0), rows->integer(1));
  }

  /// Makes the chunks anew that were marked before now. Whoever changes them again marks them by another generation.
  void take_up_changes() {
    std::int64_t generation = 0;
    write([&] {
      if (!steps_.end_generation.empty()) execute(cached(steps_.end_generation), {});
      generation = number(steps_.generation);
    });
    const TimePoint folded = state().folded_before;
    chunks_.remove_marks_until(generation);
    progress_.begin("taking up changes", "chunks", std::nullopt);
    for (auto day = next_marked_day(generation, sql::kAlwaysRaw + 1); day;
         day = next_marked_day(generation, *day + 1)) {
      look();
      const std::set<Series> series = marked_series(generation, *day);
      Window window = whole_day(*day);
      window.until = std::min(window.until, folded);
      if (window.from >= window.until) {
        for (const auto& [meter, resource] : series) chunks_.add({meter, resource, *day}, {});
      } else if (series.size() <= kFewSeries) {
        for (const auto& one : series) make_anew(window, {one}, true);
      } else {
        make_anew(window, series, false);
      }
      chunks_.flush();
      progress_.advance(static_cast<std::int64_t>(series.size()));
    }
    chunks_.remove_marks_until(0);
    progress_.end();
  }

  std::optional<std::int64_t> next_marked_day(std::int64_t generation, std::int64_t from) {
    const sql::Running row(cached("SELECT min(day) FROM ceilometer_summary_dirty WHERE day >= ? AND generation <= ?"));
    row->bind(1, from);
    row->bind(2, generation);
    if (!row->step() || row->is_null(0)) return std::nullopt;
    return row->integer(0);
  }

  std::set<Series> marked_series(std::int64_t generation, std::int64_t day) {
    std::set<Series> series;
    const sql::Running rows(cached(
        "SELECT DISTINCT meter_id, resource_id FROM ceilometer_summary_dirty WHERE day = ? AND generation <= ?"));
    rows->bind(1, day);
    rows->bind(2, generation);
    while (rows->step()) series.emplace(rows->integer(0), rows->integer(1));
    return series;
  }

  /// `series` is not empty; `by_series`: it is one, and is found by its own index.
  void make_anew(const Window& window, std::set<Series> series, bool by_series) {
    const ReadTransaction snapshot(reader_);
    const auto one = by_series ? std::optional(*series.begin()) : std::nullopt;
    each_series(window, one, [&](const Series& which, const std::vector<Point>& points) {
      if (series.erase(which) > 0) chunks_.add({which.first, which.second, window.day()}, points);
    });
    for (const auto& [meter, resource] : series) chunks_.add({meter, resource, window.day()}, {});
  }

  /// False where it was held up.
  bool fold(TimePoint until) {
    const State before = state();
    if (until <= before.folded_before) return true;
    if (until > before.marked_before) {
      // What one left who was held up or killed.
      if (before.marked_before > before.folded_before && is_settled()) fold_marked(before.marked_before);
      mark_before(until);
    }
    if (!wait_for_writers()) return false;
    fold_marked(until);
    return true;
  }

  void mark_before(TimePoint until) {
    const sql::Value time = dialect_.timestamp(until);
    if (!steps_.announce.empty()) {
      write([&] { execute(writer_.cached(std::string(steps_.announce)), {time}); });
    }
    write([&] { execute(writer_.cached(std::string(steps_.record)), {time}); });
  }

  bool is_settled() { return steps_.is_settled.empty() || number(steps_.is_settled) == 1; }

  bool wait_for_writers() {
    const auto end = std::chrono::steady_clock::now() + patience_.writers;
    while (!is_settled()) {
      if (std::chrono::steady_clock::now() > end) return false;
      look();
      std::this_thread::sleep_for(kPause);
    }
    return true;
  }

  /// A day at a time, from where folding last ended, up to what is marked and settled.
  void fold_marked(TimePoint until) {
    TimePoint from = state().folded_before;
    progress_.begin("folding samples", "samples", std::nullopt);
    while (from < until) {
      look();
      const auto first = first_sample(from, until);
      Window window{until, until};
      if (first) {
        window = whole_day(sql::day_of(sql::microseconds_of(*first)));
        window.from = std::max(window.from, from);
        window.until = std::min(window.until, until);
        fold_window(window);
      }
      chunks_.flush([&] {
        execute(cached("UPDATE ceilometer_summary_state SET folded_before = ?"), {dialect_.timestamp(window.until)});
      });
      from = window.until;
    }
    progress_.end();
  }

  /// The first that there is; those whose timestamp is no time are passed over.
  std::optional<TimePoint> first_sample(TimePoint from, TimePoint until) {
    sql::Value after = dialect_.timestamp(from);
    for (const char* bound = " >= ";; bound = " > ") {
      sql::QueryText sql(dialect_);
      sql << "SELECT timestamp FROM sample WHERE timestamp" << bound << Bound{after} << " AND timestamp < "
          << Bound{dialect_.timestamp(until)} << " ORDER BY timestamp LIMIT 1";
      const auto query = sql.take();
      const sql::Running rows(reader_.cached(query.text));
      sql::Statement& row = *rows.operator->();
      row.bind_all(query.values);
      if (!row.step()) return std::nullopt;
      if (const auto time = dialect_.read_timestamp(row, 0)) return std::max(*time, from);
      after = dialect_.copy_timestamp(row, 0);
    }
  }

  void fold_window(const Window& window) {
    const bool goes_on = sql::microseconds_of(window.from) % sql::kDay != 0;
    const ReadTransaction snapshot(reader_);
    each_series(window, std::nullopt, [&](const Series& which, std::vector<Point>& points) {
      const ChunkKey day{which.first, which.second, window.day()};
      if (goes_on) put_before(points, day, window.from);
      chunks_.add(day, points);
    });
  }

  /// Adds the chunk's points that were folded before. Later ones are left from folding that was broken off. Nobody else
  /// writes chunks, so that the writer sees what the reader's snapshot holds, while that one has its hands full.
  void put_before(std::vector<Point>& points, const ChunkKey& day, TimePoint end) {
    const sql::Running row(
        cached("SELECT p.points FROM ceilometer_summary_day d JOIN ceilometer_summary_points p ON p.id = d.points_id "
               "WHERE d.meter_id = ? AND d.resource_id = ? AND d.day = ?"));
    row->bind(1, day.meter);
    row->bind(2, day.resource);
    row->bind(3, day.at);
    if (!row->step()) return;
    sql::Points packed;
    sql::unpack(row->bytes(0), packed);
    std::vector<Point> all;
    all.reserve(packed.size() + points.size());
    const std::int64_t until = sql::microseconds_of(end);
    for (std::size_t i = 0; i < packed.size() && packed.at[i] < until; ++i) all.push_back(packed[i]);
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
  const sql::Dialect::SummarySteps steps_;
  Progress& progress_;
  const std::function<bool()>& stop_;
  const Patience& patience_;
  SummaryLease lease_;
  ChunkWriter chunks_;
  std::set<Series> raw_;
};

SummaryFolder::SummaryFolder(sql::Driver& driver, Logger& logger, Patience patience)
    : driver_(driver), logger_(logger), patience_(patience) {}

SummaryFolder::Outcome SummaryFolder::run(TimePoint until, Progress& progress, const std::function<bool()>& stop) {
  const auto writer = driver_.open();
  if (!has_summaries(*writer, driver_.dialect())) return Outcome::kAbsent;
  const auto reader = driver_.open();
  Work work(*reader, *writer, driver_.dialect(), progress, stop, patience_);
  if (!work.take_lease()) return Outcome::kBusy;
  try {
    return work.run(until) ? Outcome::kDone : Outcome::kHeldUp;
  } catch (const LeaseLost&) {
    logger_.log(LogLevel::kWarning, "ceilometer.storage",
                "CEIL0470: another process took over the folding of summaries: this one was too slow");
    return Outcome::kBusy;
  } catch (const Stopped&) {
    return Outcome::kStopped;
  }
}

}  // namespace ceilometer::storage::upkeep
