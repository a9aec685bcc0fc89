#include "storage/sql/summary_tables.hpp"

#include <cmath>

namespace ceilometer::storage::sql {

PointStatistics::Stored read_statistics(const Statement& row, int column) {
  PointStatistics::Stored stored;
  stored.samples = row.integer(column);
  stored.volumes = row.integer(column + 1);
  stored.total = row.is_null(column + 2) ? kNoVolume : row.real(column + 2);
  stored.least = row.real(column + 3);
  stored.most = row.real(column + 4);
  stored.squares = row.is_null(column + 5) ? kNoVolume : row.real(column + 5);
  stored.earliest = row.integer(column + 6);
  stored.latest = row.integer(column + 7);
  return stored;
}

void bind_statistics(Statement& statement, int index, const PointStatistics::Stored& stored) {
  const auto bind_number = [&](int at, double number) {
    std::isnan(number) ? statement.bind_null(at) : statement.bind(at, number);
  };
  statement.bind(index, stored.samples);
  statement.bind(index + 1, stored.volumes);
  bind_number(index + 2, stored.total);
  bind_number(index + 3, stored.least);
  bind_number(index + 4, stored.most);
  bind_number(index + 5, stored.squares);
  statement.bind(index + 6, stored.earliest);
  statement.bind(index + 7, stored.latest);
}

bool are_there(ReadSession& session, const Dialect& dialect) {
  session.run({std::string(dialect.find_summaries()), {}});
  return session.step() && session.row().integer(0) == 1;
}

std::string state_query(const Dialect& dialect, std::string_view columns) {
  std::string sql = "SELECT " + std::string(columns) + " FROM ceilometer_summary_state";
  if (!dialect.is_of_this_sample().empty()) sql += " WHERE " + std::string(dialect.is_of_this_sample());
  return sql;
}

std::optional<TimePoint> folded_before(ReadSession& session, const Dialect& dialect) {
  if (dialect.find_summaries().empty() || !are_there(session, dialect)) return std::nullopt;
  session.run({state_query(dialect, "format, folded_before"), {}});
  if (!session.step() || session.row().integer(0) != kSummaryFormat) return std::nullopt;
  const auto before = dialect.read_timestamp(session.row(), 1);
  if (!before || *before <= kBeginning) return std::nullopt;
  return before;
}

}  // namespace ceilometer::storage::sql
