#include "storage/upkeep/summary_state.hpp"

#include "storage/sql/query_text.hpp"
#include "storage/sql/summary_tables.hpp"
#include "storage/upkeep/summaries.hpp"
#include "storage/upkeep/write_transaction.hpp"

namespace ceilometer::storage::upkeep {

std::optional<SummaryState> read_summary_state(sql::Driver& driver) {
  const auto connection = driver.open();
  const auto& dialect = driver.dialect();
  const ReadTransaction snapshot(*connection);
  if (!has_summaries(*connection, dialect)) return std::nullopt;
  SummaryState state{sql::kBeginning, 0};
  {
    const sql::Running row(connection->cached(sql::state_query(dialect, "folded_before")));
    if (!row->step()) return std::nullopt;
    state.folded_before = dialect.read_timestamp(*row.operator->(), 0).value_or(sql::kBeginning);
  }
  // A chunk may be marked more than once.
  const sql::Running row(
      connection->cached(sql::with_placeholders(dialect,
                                                "SELECT count(*) FROM (SELECT DISTINCT meter_id, resource_id, day FROM "
                                                "ceilometer_summary_dirty WHERE day <> ?) marked")));
  row->bind(1, sql::kAlwaysRaw);
  if (row->step()) state.marked_chunks = row->integer(0);
  return state;
}

}  // namespace ceilometer::storage::upkeep
