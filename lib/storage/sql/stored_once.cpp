#include "storage/sql/stored_once.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::sql {

namespace {

/// Few names, so that a batch of any size holds few locks.
constexpr std::uint64_t kNames = 64;

/// The same in all processes and versions: FNV-1a.
std::int64_t name_of(std::string_view message_id) {
  constexpr std::uint64_t kBasis = 14'695'981'039'346'656'037U;
  constexpr std::uint64_t kPrime = 1'099'511'628'211U;
  std::uint64_t hash = kBasis;
  for (const char c : message_id) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return static_cast<std::int64_t>(hash % kNames);
}

/// No text of a sample holds U+0000.
std::string identity(std::string_view message_id, TimePoint time, std::string_view meter, std::string_view resource,
                     const std::optional<std::string_view>& project) {
  std::string text(message_id);
  const auto append = [&](std::string_view part) {
    text += '\0';
    text += part;
  };
  append(std::to_string(time.time_since_epoch().count()));
  append(meter);
  append(resource);
  append(project ? "+" : "-");
  append(project.value_or(""));
  return text;
}

}  // namespace

StoredOnce::StoredOnce(Connection& connection, const Dialect& dialect, const WriteStatements& sql,
                       const std::vector<Batch::Item>& items)
    : connection_(connection), dialect_(dialect), sql_(sql) {
  // In order, so that no two wait for each other.
  std::set<std::int64_t> names;
  std::set<TimePoint> times;
  for (const Batch::Item& item : items) {
    if (!item.sample->once) continue;
    names.insert(name_of(item.sample->message_id));
    times.insert(item.sample->timestamp);
  }
  try {
    for (const std::int64_t name : names) hold(name);
    for (const TimePoint time : times) look(time);
  } catch (...) {
    let_go();
    throw;
  }
}

StoredOnce::~StoredOnce() { let_go(); }

void StoredOnce::hold(std::int64_t name) {
  if (sql_.lock_name.empty()) return;
  Statement& statement = connection_.cached(sql_.lock_name);
  const Running running(statement);
  statement.bind(1, name);
  statement.step();
  if (sql_.unlock_name.empty()) return;
  if (statement.is_null(0) || statement.integer(0) != 1) {
    throw DatabaseError(DatabaseError::Kind::kBusy, "others who write the same samples were not done in time");
  }
  held_.push_back(name);
}

void StoredOnce::let_go() noexcept {
  for (const std::int64_t name : held_) {
    try {
      Statement& statement = connection_.cached(sql_.unlock_name);
      const Running running(statement);
      statement.bind(1, name);
      statement.step();
    } catch (const std::exception&) {  // a session that is gone holds nothing
    }
  }
  held_.clear();
}

void StoredOnce::look(TimePoint time) {
  const Value bound = dialect_.timestamp(time);
  Statement& statement = connection_.cached(sql_.find_at);
  const Running running(statement);
  statement.bind_value(1, bound);
  while (statement.step()) {
    const auto project = statement.is_null(3) ? std::nullopt : std::optional(statement.text(3));
    stored_.insert(identity(statement.text(0), time, statement.text(1), statement.text(2), project));
  }
}

bool StoredOnce::take(const model::NewSample& sample) {
  if (!sample.once) return true;
  return stored_
      .insert(identity(sample.message_id, sample.timestamp, sample.meter, sample.resource_id, sample.project_id))
      .second;
}

}  // namespace ceilometer::storage::sql
