#pragma once

#include <string>
#include <variant>
#include <vector>

#include "storage/event_store.hpp"
#include "storage/sqlite/sqlite_dialect.hpp"
#include "unit/storage/sqlite/fixture.hpp"

namespace ceilometer::test {

inline std::unique_ptr<storage::EventStore> make_event_store(const std::string& path, Logger& logger) {
  const auto url = storage::DatabaseUrl::parse("sqlite:///" + path);
  auto store = storage::sqlite::make_event_store(url.value(), quick_options(), logger);
  if (!store) throw std::runtime_error(store.error().message);
  return std::move(store).value();
}

/// A store of events on a file of its own, that another program fills.
struct EventFixture {
  EventFixture() : path(dir.path("events.sqlite")), store(make_event_store(path, logger)) {
    Database(path).run(std::string(storage::sqlite::SqliteDialect().create_schema()));
  }

  /// An event with text traits of an owner, unless it is "".
  void add(int id, const std::string& type, const std::string& time, const std::string& project = "",
           const std::string& user = "") const {
    const Database database(path);
    database.run("INSERT OR IGNORE INTO event_type (\"desc\") VALUES ('" + type + "')");
    database.run("INSERT INTO event (id, message_id, generated, raw, event_type_id) VALUES (" + std::to_string(id) +
                 ", 'm-" + std::to_string(id) + "', " + (time.empty() ? "NULL" : "'" + time + "'") +
                 ", '{}', (SELECT id FROM event_type WHERE \"desc\" = '" + type + "'))");
    if (!project.empty()) trait("text", id, "project_id", "'" + project + "'");
    if (!user.empty()) trait("text", id, "user_id", "'" + user + "'");
  }
  void trait(const std::string& table, int id, const std::string& key, const std::string& value) const {
    Database(path).run("INSERT INTO trait_" + table + " VALUES (" + std::to_string(id) + ", '" + key + "', " + value +
                       ")");
  }

  /// The message ids of what is found, in order.
  std::vector<std::string> found(const query::EventFilter& filter, const storage::EventScope& scope,
                                 std::optional<std::int64_t> limit = std::nullopt) const {
    std::vector<std::string> ids;
    const auto cursor = store->events(filter, scope, limit);
    model::Event event;
    while (cursor->next(event)) ids.emplace_back(event.message_id.value_or("NULL"));
    return ids;
  }

  ScratchDir dir;
  std::string path;
  RecordingLogger logger;
  std::unique_ptr<storage::EventStore> store;
};

/// "name type value".
inline std::string shown(const model::Trait& trait) {
  std::string out = std::string(trait.name) + " " + std::string(model::name_of(trait.type)) + " ";
  if (const auto* text = std::get_if<std::string_view>(&trait.value)) out += *text;
  if (const auto* number = std::get_if<std::int64_t>(&trait.value)) out += std::to_string(*number);
  if (const auto* number = std::get_if<double>(&trait.value)) out += std::to_string(*number);
  if (const auto* time = std::get_if<TimePoint>(&trait.value)) out += isoformat(*time);
  if (std::holds_alternative<std::monostate>(trait.value)) out += "NULL";
  return out;
}

}  // namespace ceilometer::test
