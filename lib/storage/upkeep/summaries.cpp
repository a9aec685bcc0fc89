#include "storage/upkeep/summaries.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "storage/sql/database_error.hpp"
#include "storage/sql/schema.hpp"
#include "storage/sql/summary_tables.hpp"
#include "storage/upkeep/sessions.hpp"
#include "storage/upkeep/write_transaction.hpp"

namespace ceilometer::storage::upkeep {

namespace {

constexpr auto kPause = std::chrono::milliseconds(200);

/// Others wait behind who waits for a table: so that is for a short while each time, and they are let by between.
template <class F>
void change_alone(sql::Connection& connection, const sql::Dialect& dialect, F change) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    try {
      WriteTransaction transaction(connection);
      if (!dialect.have_samples_alone().empty()) connection.execute(std::string(dialect.have_samples_alone()));
      change();
      transaction.commit();
      return;
    } catch (const sql::DatabaseError& error) {
      const bool is_over = dialect.have_samples_alone().empty() || std::chrono::steady_clock::now() > end;
      if (is_over || error.kind() != sql::DatabaseError::Kind::kBusy) throw;
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

bool offers_summaries(const sql::Dialect& dialect) { return !dialect.find_summaries().empty(); }

bool has_summaries(sql::Connection& connection, const sql::Dialect& dialect) {
  if (!offers_summaries(dialect)) return false;
  {
    const sql::Running found(connection.cached(std::string(dialect.find_summaries())));
    if (!found->step() || found->integer(0) != 1) return false;
  }
  const sql::Running state(connection.cached(sql::state_query(dialect, "format")));
  return state->step() && state->integer(0) == sql::kSummaryFormat;
}

bool has_remains_of_summaries(sql::Connection& connection, const sql::Dialect& dialect) {
  if (!offers_summaries(dialect)) return false;
  const auto tables = sql::list_tables(connection, dialect);
  return std::any_of(tables.begin(), tables.end(),
                     [](const std::string& name) { return name.starts_with("ceilometer_summary_"); });
}

void install_summaries(sql::Connection& connection, const sql::Dialect& dialect) {
  if (has_summaries(connection, dialect)) return;
  change_alone(connection, dialect, [&] {
    // Where a trigger was gone for a while nobody knows what changed.
    connection.execute(dialect.drop_summaries());
    connection.execute(dialect.create_summaries());
  });
}

void remove_summaries(sql::Connection& connection, const sql::Dialect& dialect) {
  if (!offers_summaries(dialect)) return;
  change_alone(connection, dialect, [&] { connection.execute(dialect.drop_summaries()); });
}

}  // namespace ceilometer::storage::upkeep
