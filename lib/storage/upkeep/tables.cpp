#include "storage/upkeep/tables.hpp"

#include <array>

namespace ceilometer::storage::upkeep {

namespace {

using enum ColumnType;

constexpr auto kMeter = std::to_array<Column>({{"id", kInteger}, {"name", kText}, {"type", kText}, {"unit", kText}});
constexpr auto kResource = std::to_array<Column>({{"internal_id", kInteger},
                                                  {"user_id", kText},
                                                  {"project_id", kText},
                                                  {"source_id", kText},
                                                  {"resource_id", kText},
                                                  {"resource_metadata", kText},
                                                  {"metadata_hash", kText}});
constexpr auto kSample = std::to_array<Column>({{"id", kInteger},
                                                {"meter_id", kInteger},
                                                {"resource_id", kInteger},
                                                {"volume", kReal},
                                                {"timestamp", kTime},
                                                {"recorded_at", kTime},
                                                {"message_signature", kText},
                                                {"message_id", kText}});
constexpr auto kEventType = std::to_array<Column>({{"id", kInteger}, {"desc", kText}});
constexpr auto kEvent = std::to_array<Column>(
    {{"id", kInteger}, {"message_id", kText}, {"generated", kTime}, {"raw", kText}, {"event_type_id", kInteger}});

constexpr std::array<Column, 3> metadata(ColumnType type) {
  return {{{"id", kInteger}, {"meta_key", kText}, {"value", type}}};
}
constexpr auto kMetadataText = metadata(kText);
constexpr auto kMetadataBool = metadata(kBoolean);
constexpr auto kMetadataInt = metadata(kInteger);
constexpr auto kMetadataFloat = metadata(kReal);

constexpr std::array<Column, 3> trait(ColumnType type) {
  return {{{"event_id", kInteger}, {"key", kText}, {"value", type}}};
}
constexpr auto kTraitText = trait(kText);
constexpr auto kTraitInt = trait(kInteger);
constexpr auto kTraitFloat = trait(kReal);
constexpr auto kTraitDatetime = trait(kTime);

constexpr auto kTables = std::to_array<Table>({{"meter", kMeter, 1, true},
                                               {"resource", kResource, 1, true},
                                               {"metadata_text", kMetadataText, 2, false},
                                               {"metadata_bool", kMetadataBool, 2, false},
                                               {"metadata_int", kMetadataInt, 2, false},
                                               {"metadata_float", kMetadataFloat, 2, false},
                                               {"sample", kSample, 1, true},
                                               {"event_type", kEventType, 1, true},
                                               {"event", kEvent, 1, true},
                                               {"trait_text", kTraitText, 2, false},
                                               {"trait_int", kTraitInt, 2, false},
                                               {"trait_float", kTraitFloat, 2, false},
                                               {"trait_datetime", kTraitDatetime, 2, false}});

}  // namespace

std::span<const Table> tables() { return kTables; }

/// With their table, which makes quotes needless; in them a column that is not there would be a text to SQLite.
std::string selected(const Table& table) {
  std::string list;
  for (const Column& column : table.columns) {
    if (!list.empty()) list += ", ";
    list.append(table.name).append(".").append(column.name);
  }
  return list;
}

std::string inserted(const Table& table, const sql::Dialect& dialect) {
  std::string list;
  for (const Column& column : table.columns) {
    if (!list.empty()) list += ", ";
    list += dialect.quoted(column.name);
  }
  return list;
}

std::int64_t count_rows(sql::Connection& connection, const Table& table) {
  const auto row = connection.prepare("SELECT count(*) FROM " + std::string(table.name));
  const std::int64_t count = row->step() ? row->integer(0) : 0;
  row->reset();
  return count;
}

bool has_rows(sql::Connection& connection, const Table& table) {
  const auto row = connection.prepare("SELECT 1 FROM " + std::string(table.name) + " LIMIT 1");
  const bool found = row->step();
  row->reset();
  return found;
}

}  // namespace ceilometer::storage::upkeep
