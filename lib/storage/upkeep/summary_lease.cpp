#include "storage/upkeep/summary_lease.hpp"

#include "base/uuid.hpp"
#include "storage/sql/query_text.hpp"
#include "storage/sql/summary_tables.hpp"
#include "storage/upkeep/write_transaction.hpp"

namespace ceilometer::storage::upkeep {

namespace {

constexpr auto kLongest = std::chrono::hours(1);

}  // namespace

SummaryLease::SummaryLease(sql::Connection& connection, const sql::Dialect& dialect, std::chrono::milliseconds length)
    : connection_(connection), dialect_(dialect), length_(length), owner_(uuid4()) {}

sql::Statement& SummaryLease::cached(const std::string& columns) const {
  return connection_.cached("SELECT " + columns + " FROM ceilometer_summary_state" +
                            std::string(dialect_.lock_rows_alone()));
}

bool SummaryLease::take() {
  WriteTransaction transaction(connection_);
  {
    const sql::Running row(cached("lease_owner, lease_until"));
    if (!row->step()) return false;
    // One that runs on for much longer than any does was taken by a clock that was wrong.
    const TimePoint now = utc_now();
    const bool is_free = row->is_null(0) || row->integer(1) <= sql::microseconds_of(now) ||
                         row->integer(1) > sql::microseconds_of(now + kLongest);
    if (!is_free) return false;
  }
  set(true);
  transaction.commit();
  held_ = true;
  return true;
}

bool SummaryLease::is_held() const {
  const sql::Running row(cached("lease_owner"));
  return row->step() && !row->is_null(0) && row->text(0) == owner_;
}

void SummaryLease::extend() {
  if (!is_held()) throw LeaseLost();
  set(true);
}

void SummaryLease::set(bool held) {
  const sql::Running update(connection_.cached(
      sql::with_placeholders(dialect_, "UPDATE ceilometer_summary_state SET lease_owner = ?, lease_until = ?")));
  if (held) {
    update->bind(1, std::string_view(owner_));
    update->bind(2, sql::microseconds_of(utc_now() + length_));
  } else {
    update->bind_null(1);
    update->bind_null(2);
  }
  update->step();
}

void SummaryLease::release() noexcept {
  if (!held_) return;
  held_ = false;
  try {
    WriteTransaction transaction(connection_);
    if (!is_held()) return;
    set(false);
    transaction.commit();
  } catch (const std::exception&) {  // then it runs out
  }
}

}  // namespace ceilometer::storage::upkeep
