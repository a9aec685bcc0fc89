#include "storage/upkeep/chunk_writer.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <thread>

#include "base/strings.hpp"
#include "storage/upkeep/write_transaction.hpp"

namespace ceilometer::storage::upkeep {

namespace {

// A transaction's size: ten milliseconds or so.
constexpr std::size_t kMostChunks = 256;
constexpr std::size_t kMostBytes = 1024 * 1024;
constexpr auto kLongestPause = std::chrono::milliseconds(100);

void bind_key(const sql::Running& statement, const sql::ChunkKey& key) {
  statement->bind(1, key.meter);
  statement->bind(2, key.resource);
  statement->bind(3, key.at);
}

/// An INSERT of a row by its key, which takes the place of one that is there.
std::string put(const sql::Dialect& dialect, const std::string& table, const std::string& at,
                const std::string& more = "") {
  const std::string columns = std::string(sql::kStatisticsColumns) + (more.empty() ? "" : ", " + more);
  std::string places = "?, ?, ?";
  std::string updates;
  for (const std::string_view column : split(columns, ',')) {
    const std::string name(trim(column));
    places += ", ?";
    if (!updates.empty()) updates += ", ";
    updates += name;
    updates += " = excluded.";
    updates += name;
  }
  return sql::with_placeholders(dialect, "INSERT INTO " + table + " (meter_id, resource_id, " + at + ", " + columns +
                                             ") VALUES (" + places + ") ON CONFLICT (meter_id, " + at +
                                             ", resource_id) DO UPDATE SET " + updates);
}

}  // namespace

ChunkWriter::ChunkWriter(sql::Connection& connection, const sql::Dialect& dialect, SummaryLease& lease)
    : connection_(connection),
      dialect_(dialect),
      lease_(lease),
      put_day_(put(dialect, "ceilometer_summary_day", "day", "points_id")),
      put_span_(put(dialect, "ceilometer_summary_span", "span")) {}

void ChunkWriter::add(const sql::ChunkKey& day, std::span<const sql::Point> points) {
  chunks_.push_back({day, sql::PointStatistics::of(points), points.empty() ? std::string() : sql::pack(points)});
  bytes_ += chunks_.back().points.size();
  if (chunks_.size() >= kMostChunks || bytes_ >= kMostBytes) flush();
}

void ChunkWriter::flush(const std::function<void()>& more) {
  if (chunks_.empty() && !more) return;
  const auto chunks = std::move(chunks_);
  chunks_.clear();
  bytes_ = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    WriteTransaction transaction(connection_);
    lease_.extend();
    std::set<sql::ChunkKey> spans;
    for (const Chunk& chunk : chunks) {
      write(chunk);
      spans.insert({chunk.day.meter, chunk.day.resource, sql::span_of(chunk.day.at)});
    }
    for (const auto& span : spans) write_span(span);
    if (more) more();
    transaction.commit();
  }
  const auto took = std::chrono::steady_clock::now() - start;
  std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(took, kLongestPause));
}

void ChunkWriter::write(const Chunk& chunk) {
  if (generation_ > 0) {
    const sql::Running marks(
        cached("DELETE FROM ceilometer_summary_dirty WHERE meter_id = ? AND resource_id = ? AND day = ? "
               "AND generation <= ?"));
    bind_key(marks, chunk.day);
    marks->bind(4, generation_);
    marks->step();
  }
  if (chunk.points.empty()) return remove(chunk.day);
  ++count_;
  std::optional<std::int64_t> id;
  {
    const sql::Running found(
        cached("SELECT points_id FROM ceilometer_summary_day WHERE meter_id = ? AND resource_id = ? AND day = ?"));
    bind_key(found, chunk.day);
    if (found->step()) id = found->integer(0);
  }
  id = write_points(chunk.points, id);
  const sql::Running day(connection_.cached(put_day_));
  bind_key(day, chunk.day);
  sql::Statement& statement = *day.operator->();
  sql::bind_statistics(statement, 4, chunk.statistics);
  statement.bind(4 + sql::kStatisticsColumnCount, *id);
  statement.step();
}

/// In the row of that id, or a new one; which it is.
std::int64_t ChunkWriter::write_points(const std::string& points, std::optional<std::int64_t> id) {
  const std::string returning = dialect_.returning("id");
  const sql::Running row(cached(id ? "UPDATE ceilometer_summary_points SET points = ? WHERE id = ?"
                                   : "INSERT INTO ceilometer_summary_points (points) VALUES (?)" + returning));
  row->bind_bytes(1, points);
  if (id) row->bind(2, *id);
  const bool has_answer = row->step();
  if (id) return *id;
  return has_answer ? row->integer(0) : connection_.last_insert_id();
}

void ChunkWriter::remove(const sql::ChunkKey& day) {
  {
    const sql::Running points(
        cached("DELETE FROM ceilometer_summary_points WHERE id = (SELECT points_id FROM ceilometer_summary_day WHERE "
               "meter_id = ? AND resource_id = ? AND day = ?)"));
    bind_key(points, day);
    points->step();
  }
  const sql::Running row(
      cached("DELETE FROM ceilometer_summary_day WHERE meter_id = ? AND resource_id = ? AND day = ?"));
  bind_key(row, day);
  row->step();
}

void ChunkWriter::write_span(const sql::ChunkKey& span) {
  sql::PointStatistics all;
  {
    const sql::Running days(cached("SELECT " + std::string(sql::kStatisticsColumns) +
                                   " FROM ceilometer_summary_day WHERE meter_id = ? AND resource_id = ? "
                                   "AND day >= ? AND day < ?"));
    days->bind(1, span.meter);
    days->bind(2, span.resource);
    days->bind(3, span.at * sql::kDaysPerSpan);
    days->bind(4, (span.at + 1) * sql::kDaysPerSpan);
    while (days->step()) all.add(sql::read_statistics(*days.operator->(), 0));
  }
  if (all.is_empty()) {
    const sql::Running row(
        cached("DELETE FROM ceilometer_summary_span WHERE meter_id = ? AND resource_id = ? AND span = ?"));
    bind_key(row, span);
    row->step();
    return;
  }
  const sql::Running row(connection_.cached(put_span_));
  bind_key(row, span);
  sql::bind_statistics(*row.operator->(), 4, all.stored());
  row->step();
}

}  // namespace ceilometer::storage::upkeep
