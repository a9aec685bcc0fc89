#include "storage/upkeep/indexes.hpp"

#include <chrono>
#include <thread>

#include "storage/upkeep/sessions.hpp"

namespace ceilometer::storage::upkeep {

std::vector<Index> list_indexes(sql::Connection& connection, const sql::Dialect& dialect) {
  const auto row = connection.prepare(dialect.list_indexes());
  std::vector<Index> indexes;
  while (row->step()) {
    indexes.push_back({std::string(row->text(0)), std::string(row->text(1)), row->integer(2) != 0});
  }
  return indexes;
}

namespace {

bool try_claim(sql::Connection& connection, const sql::Dialect& dialect) {
  const auto row = connection.prepare(dialect.claim_upkeep());
  const bool has_it = row->step() && row->integer(0) == 1;
  while (row->step()) {
  }
  return has_it;
}

}  // namespace

/// A server takes a moment to notice that a client has died.
bool claim_upkeep(sql::Connection& connection, const sql::Dialect& dialect) {
  if (dialect.claim_upkeep().empty()) return true;
  constexpr std::chrono::milliseconds kPause{200};
  const auto give_up = std::chrono::steady_clock::now() + kClaimPatience;
  while (!try_claim(connection, dialect)) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

}  // namespace ceilometer::storage::upkeep
