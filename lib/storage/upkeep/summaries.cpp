#include "storage/upkeep/summaries.hpp"

#include <string>

#include "storage/sql/summary_tables.hpp"
#include "storage/upkeep/write_transaction.hpp"

namespace ceilometer::storage::upkeep {

bool offers_summaries(const sql::Dialect& dialect) { return !dialect.find_summaries().empty(); }

bool has_summaries(sql::Connection& connection, const sql::Dialect& dialect) {
  if (!offers_summaries(dialect)) return false;
  {
    const sql::Running found(connection.cached(std::string(dialect.find_summaries())));
    if (!found->step() || found->integer(0) != 1) return false;
  }
  const sql::Running state(connection.cached("SELECT format FROM ceilometer_summary_state"));
  return state->step() && state->integer(0) == sql::kSummaryFormat;
}

void install_summaries(sql::Connection& connection, const sql::Dialect& dialect) {
  if (has_summaries(connection, dialect)) return;
  WriteTransaction transaction(connection);
  // Where a trigger was gone for a while nobody knows what changed.
  connection.execute(dialect.drop_summaries());
  connection.execute(dialect.create_summaries());
  transaction.commit();
}

void remove_summaries(sql::Connection& connection, const sql::Dialect& dialect) {
  if (!offers_summaries(dialect)) return;
  WriteTransaction transaction(connection);
  connection.execute(dialect.drop_summaries());
  transaction.commit();
}

}  // namespace ceilometer::storage::upkeep
