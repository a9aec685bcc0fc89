#include "storage/upkeep/upgrade.hpp"

#include <algorithm>

#include "storage/sql/known_indexes.hpp"
#include "storage/sql/schema.hpp"
#include "storage/upkeep/extras.hpp"
#include "storage/upkeep/indexes.hpp"
#include "storage/upkeep/installed.hpp"

namespace ceilometer::storage::upkeep {

namespace {

Step removal(const sql::Dialect& dialect, const Index& index) {
  return {std::string(index.is_whole ? "removing the index " : "removing the unfinished index ") + index.name,
          dialect.drop_index(index.name, index.table)};
}

bool is_of_use(const Extra& extra, const sql::Dialect& dialect) {
  return extra.name != sql::kMeterTimeIndex || dialect.follows_meter_time();
}

void plan_extras(Plan& plan, const std::vector<Index>& indexes, const sql::Dialect& dialect,
                 const std::vector<std::string>& only) {
  for (const Extra& extra : extras()) {
    if (!only.empty() && std::find(only.begin(), only.end(), extra.short_name()) == only.end()) continue;
    if (!is_of_use(extra, dialect)) {
      if (!only.empty()) plan.notes.push_back("the index " + std::string(extra.name) + " is of use on SQLite only");
      continue;
    }
    const auto found =
        std::find_if(indexes.begin(), indexes.end(), [&](const Index& index) { return index.name == extra.name; });
    if (found != indexes.end() && found->is_whole) continue;
    if (found != indexes.end()) plan.steps.push_back(removal(dialect, *found));
    plan.steps.push_back({"making the index " + std::string(extra.name) + " (for " + std::string(extra.gain) + ")",
                          dialect.create_index(extra.name, extra.table, extra.columns)});
  }
}

}  // namespace

Result<Plan> plan_upgrade(sql::Connection& connection, const sql::Dialect& dialect, const Extras& extras) {
  Plan plan;
  const auto found = inspect(connection, dialect);
  if (!found) return found.error();
  if (*found == Installed::kUnversioned) {
    plan.notes.emplace_back(
        "Ceilometer's tables are there and are as its last migration left them, but migrate_version does not say so: "
        "it is left as it is, and the original's own ceilometer-dbsync would begin at its first migration");
  }
  if (extras.fate == Extras::Fate::kRemove) {
    for (const Index& index : list_indexes(connection, dialect)) {
      if (index.name.starts_with(kOurPrefix)) plan.steps.push_back(removal(dialect, index));
    }
    return plan;
  }
  auto schema = missing_schema(connection, dialect);
  if (!schema) return schema.error();
  plan.schema = *std::move(schema);
  if (extras.fate == Extras::Fate::kAdd) plan_extras(plan, list_indexes(connection, dialect), dialect, extras.only);
  return plan;
}

Result<Plan> upgrade(sql::Connection& connection, const sql::Dialect& dialect, const Extras& extras, Progress& progress,
                     Logger& logger) {
  if (!claim_upkeep(connection, dialect)) {
    return Error{
        "another upgrade or copy is at work on this database, or its session, whose client has ended, is still being "
        "ended by the server: try again later"};
  }
  auto plan = plan_upgrade(connection, dialect, extras);
  if (!plan) return plan;
  const auto count = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
  if (!plan->schema.empty()) {
    progress.begin("making Ceilometer's tables", "statements", count(plan->schema));
    // All at once where there is nothing yet; what is left of a run that was broken off is completed.
    if (sql::list_tables(connection, dialect).empty()) {
      sql::ensure_schema(connection, dialect, logger);
      progress.advance(count(plan->schema));
    } else {
      for (const auto& statement : plan->schema) {
        connection.execute(statement);
        progress.advance(1);
      }
    }
    progress.end();
  }
  for (const Step& step : plan->steps) {
    progress.begin(step.what, "statements", count(step.statements));
    for (const auto& statement : step.statements) {
      connection.execute(statement);
      progress.advance(1);
    }
    progress.end();
  }
  return plan;
}

}  // namespace ceilometer::storage::upkeep
