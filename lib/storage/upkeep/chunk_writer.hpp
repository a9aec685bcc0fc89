#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/sql/query_text.hpp"
#include "storage/sql/summary_tables.hpp"
#include "storage/upkeep/summary_lease.hpp"

namespace ceilometer::storage::upkeep {

/// Writes chunks in transactions that are short for others, and leaves these as much time between them as it took. One
/// thread. Members throw DatabaseError and LeaseLost; what was not written then is forgotten.
class ChunkWriter {
 public:
  /// What they are given must outlive it.
  ChunkWriter(sql::Connection& connection, const sql::Dialect& dialect, SummaryLease& lease);

  /// All of a chunk's points, in order of time; none: it is removed. Written now or by a later call.
  void add(const sql::ChunkKey& day, std::span<const sql::Point> points);
  /// Writes what has been added, and does `more` in the same transaction.
  void flush(const std::function<void()>& more = {});
  /// Marks up to this generation go with the chunk that is written.
  void remove_marks_until(std::int64_t generation) { generation_ = generation; }
  /// Chunks written so far.
  std::int64_t count() const { return count_; }

 private:
  struct Chunk {
    sql::ChunkKey day;
    sql::PointStatistics::Stored statistics;
    std::string points;
  };

  sql::Statement& cached(const std::string& sql) { return connection_.cached(sql::with_placeholders(dialect_, sql)); }
  void write(const Chunk& chunk);
  std::int64_t write_points(const std::string& points, std::optional<std::int64_t> id);
  void remove(const sql::ChunkKey& day);
  void write_span(const sql::ChunkKey& span);

  sql::Connection& connection_;
  const sql::Dialect& dialect_;
  SummaryLease& lease_;
  const std::string put_day_, put_span_;
  std::vector<Chunk> chunks_;
  std::size_t bytes_ = 0;
  std::int64_t generation_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace ceilometer::storage::upkeep
