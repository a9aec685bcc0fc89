#pragma once

#include <string>
#include <variant>
#include <vector>

#include "storage/fixture.hpp"

namespace ceilometer::test {

/// A store of events on a database of its own, that another program fills.
struct EventFixture {
  EventFixture() : database(make_test_database()), store(make_event_store(database->url(), logger)) {
    model::EventType none;
    store->event_types()->next(none);  // makes the tables
  }

  /// An event with text traits of an owner, unless it is "".
  void add(int id, const std::string& type, const std::string& time, const std::string& project = "",
           const std::string& user = "") const {
    std::string sql = "INSERT INTO event_type (\"desc\") SELECT '" + type +
                      "' FROM (SELECT 1 AS one) o WHERE NOT EXISTS " + "(SELECT 1 FROM event_type WHERE \"desc\" = '" +
                      type + "'); ";
    sql += "INSERT INTO event (id, message_id, generated, raw, event_type_id) VALUES (" + std::to_string(id) + ", 'm-" +
           std::to_string(id) + "', " + (time.empty() ? "NULL" : database->time(time)) +
           ", '{}', (SELECT id FROM event_type WHERE \"desc\" = '" + type + "')); ";
    if (!project.empty()) sql += trait_sql("text", id, "project_id", "'" + project + "'");
    if (!user.empty()) sql += trait_sql("text", id, "user_id", "'" + user + "'");
    database->run(sql);
  }
  void trait(const std::string& table, int id, const std::string& key, const std::string& value) const {
    database->run(trait_sql(table, id, key, value));
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

  static std::string trait_sql(const std::string& table, int id, const std::string& key, const std::string& value) {
    return "INSERT INTO trait_" + table + " VALUES (" + std::to_string(id) + ", '" + key + "', " + value + "); ";
  }

  std::unique_ptr<TestDatabase> database;
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
