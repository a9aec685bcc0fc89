#include "storage/upkeep/turns.hpp"

#include <algorithm>
#include <string>
#include <thread>

#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

namespace {

using Kind = sql::DatabaseError::Kind;
using std::chrono::steady_clock;

constexpr std::size_t kFirstRows = 100;
constexpr std::size_t kFewestRows = 10;
constexpr auto kLong = std::chrono::milliseconds(100);
constexpr auto kShort = std::chrono::milliseconds(50);

constexpr auto kFirstWait = std::chrono::milliseconds(20);
constexpr auto kLongestWait = std::chrono::milliseconds(2'000);
constexpr int kDoublings = 8;

std::chrono::milliseconds wait_after(int attempt) {
  return std::min<std::chrono::milliseconds>(kFirstWait * (1 << std::min(attempt, kDoublings)), kLongestWait);
}

}  // namespace

Turns::Turns(sql::Driver& driver, const TurnOptions& options)
    : driver_(driver), options_(options), rows_(std::min(kFirstRows, options.rows)) {}

bool Turns::may_try_again(const sql::DatabaseError& error, int attempt) const {
  if (options_.retries >= 0 && attempt > options_.retries) return false;
  switch (error.kind()) {
    case Kind::kBusy:
    case Kind::kConflict:
    case Kind::kDuplicate:
    case Kind::kLost:
    case Kind::kUnknown:  // what is deleted again is not there
      return true;
    case Kind::kAway:  // a failover; but a wrong URL is said at once
      return has_worked_;
    default:
      return false;
  }
}

void Turns::insist(const Work& attempt) {
  for (int tries = 1;; ++tries) {
    try {
      if (!connection_) {
        connection_ = driver_.open();
        const std::string_view settings = driver_.dialect().prefer_indexes();
        if (!settings.empty()) connection_->execute(std::string(settings));
      }
      attempt(*connection_);
      has_worked_ = true;
      return;
    } catch (const sql::DatabaseError& error) {
      if (connection_ && !error.connection_is_sound()) connection_.reset();
      if (!may_try_again(error, tries)) throw;
    }
    std::this_thread::sleep_for(wait_after(tries));
  }
}

void Turns::adapt(steady_clock::duration taken) {
  if (taken > kLong) rows_ = std::max(rows_ / 2, std::min(kFewestRows, options_.rows));
  if (taken < kShort) rows_ = std::min(rows_ * 2, options_.rows);
}

void Turns::write(const Work& work) {
  insist([&](sql::Connection& connection) {
    connection.begin_write();
    const auto begun = steady_clock::now();
    try {
      work(connection);
      connection.commit();
    } catch (...) {
      connection.rollback();
      throw;
    }
    adapt(steady_clock::now() - begun);
  });
  std::this_thread::sleep_for(options_.pause);
}

void Turns::read(const Work& work) { insist(work); }

}  // namespace ceilometer::storage::upkeep
