#include "storage/upkeep/chunk_writer.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <thread>

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

}  // namespace

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
        connection_.cached("DELETE FROM ceilometer_summary_dirty WHERE meter_id = ? AND resource_id = ? AND day = ? "
                           "AND generation <= ?"));
    bind_key(marks, chunk.day);
    marks->bind(4, generation_);
    marks->step();
  }
  if (chunk.points.empty()) return remove(chunk.day);
  std::optional<std::int64_t> id;
  {
    const sql::Running found(connection_.cached(
        "SELECT points_id FROM ceilometer_summary_day WHERE meter_id = ? AND resource_id = ? AND day = ?"));
    bind_key(found, chunk.day);
    if (found->step()) id = found->integer(0);
  }
  {
    const sql::Running points(connection_.cached(id ? "UPDATE ceilometer_summary_points SET points = ? WHERE id = ?"
                                                    : "INSERT INTO ceilometer_summary_points (points) VALUES (?)"));
    points->bind_bytes(1, chunk.points);
    if (id) points->bind(2, *id);
    points->step();
  }
  if (!id) id = connection_.last_insert_id();
  const sql::Running day(connection_.cached(
      "INSERT OR REPLACE INTO ceilometer_summary_day (meter_id, resource_id, day, " +
      std::string(sql::kStatisticsColumns) + ", points_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  bind_key(day, chunk.day);
  sql::Statement& statement = *day.operator->();
  sql::bind_statistics(statement, 4, chunk.statistics);
  statement.bind(4 + sql::kStatisticsColumnCount, *id);
  statement.step();
}

void ChunkWriter::remove(const sql::ChunkKey& day) {
  {
    const sql::Running points(connection_.cached(
        "DELETE FROM ceilometer_summary_points WHERE id = (SELECT points_id FROM ceilometer_summary_day WHERE "
        "meter_id = ? AND resource_id = ? AND day = ?)"));
    bind_key(points, day);
    points->step();
  }
  const sql::Running row(
      connection_.cached("DELETE FROM ceilometer_summary_day WHERE meter_id = ? AND resource_id = ? AND day = ?"));
  bind_key(row, day);
  row->step();
}

void ChunkWriter::write_span(const sql::ChunkKey& span) {
  sql::PointStatistics all;
  {
    const sql::Running days(connection_.cached("SELECT " + std::string(sql::kStatisticsColumns) +
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
        connection_.cached("DELETE FROM ceilometer_summary_span WHERE meter_id = ? AND resource_id = ? AND span = ?"));
    bind_key(row, span);
    row->step();
    return;
  }
  const sql::Running row(
      connection_.cached("INSERT OR REPLACE INTO ceilometer_summary_span (meter_id, resource_id, span, " +
                         std::string(sql::kStatisticsColumns) + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  bind_key(row, span);
  sql::bind_statistics(*row.operator->(), 4, all.stored());
  row->step();
}

}  // namespace ceilometer::storage::upkeep
