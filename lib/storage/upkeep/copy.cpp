#include "storage/upkeep/copy.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "storage/sql/schema.hpp"
#include "storage/upkeep/copy_end.hpp"
#include "storage/upkeep/copy_mark.hpp"
#include "storage/upkeep/copy_tables.hpp"
#include "storage/upkeep/indexes.hpp"
#include "storage/upkeep/installed.hpp"

namespace ceilometer::storage::upkeep {

namespace {

/// The source, in the snapshot that is copied. Throws WrongEnd.
std::unique_ptr<sql::Connection> open_source(const CopyEnds& ends) {
  return at_end(kSource, [&] {
    auto connection = ends.source.open();
    const auto& dialect = ends.source.dialect();
    if (!dialect.begin_long_work().empty()) connection->execute(std::string(dialect.begin_long_work()));
    const auto found = inspect(*connection, dialect);
    if (!found) throw WrongEnd(kSource, found.error().message);
    if (*found == Installed::kNothing || *found == Installed::kPart)
      throw WrongEnd(kSource, "it has no tables to copy");
    connection->begin_read();
    return connection;
  });
}

std::unique_ptr<sql::Connection> open_target(const CopyEnds& ends) {
  return at_end(kTarget, [&] {
    auto connection = ends.target.open();
    const auto& dialect = ends.target.dialect();
    if (!dialect.begin_long_work().empty()) connection->execute(std::string(dialect.begin_long_work()));
    if (!claim_upkeep(*connection, dialect)) {
      throw WrongEnd(
          kTarget,
          "another copy or upgrade is at work on it, or its session, whose client has ended, is still being ended by "
          "the server: try again later");
    }
    return connection;
  });
}

/// Makes the tables where there are none.
void make_tables(sql::Connection& target, const sql::Dialect& dialect, Logger& logger) {
  at_end(kTarget, [&] {
    const auto schema = missing_schema(target, dialect);
    if (!schema) throw WrongEnd(kTarget, schema.error().message);
    if (schema->empty()) return;
    if (sql::list_tables(target, dialect).empty()) return sql::ensure_schema(target, dialect, logger);
    for (const auto& statement : *schema) target.execute(statement);
  });
}

bool is_empty(sql::Connection& target) {
  return std::none_of(tables().begin(), tables().end(), [&](const Table& table) { return has_rows(target, table); });
}

void continue_ids(sql::Connection& target, const sql::Dialect& dialect) {
  at_end(kTarget, [&] {
    for (const Table& table : tables()) {
      if (!table.makes_ids) continue;
      const std::string sql = dialect.continue_ids(table.name, table.columns[0].name);
      if (!sql.empty()) target.execute(sql);
    }
  });
}

Result<void> complaint_of(const std::vector<CopiedTable>& copied) {
  std::string sentence;
  for (const auto& table : copied) {
    if (table.source == table.target) continue;
    if (!sentence.empty()) sentence += "; ";
    sentence += table.name + ": " + std::to_string(table.source.rows()) + " rows in the source, " +
                std::to_string(table.target.rows()) + " in the target";
    if (table.source.rows() == table.target.rows()) sentence += ", with other values";
  }
  if (sentence.empty()) return {};
  return Error{"the target does not hold what the source holds: " + sentence};
}

std::vector<CopiedTable> all_tables() {
  std::vector<CopiedTable> copied;
  for (const Table& table : tables()) copied.push_back({std::string(table.name), 0, {}, {}});
  return copied;
}

}  // namespace

Result<std::vector<CopiedTable>> copy_database(const CopyEnds& ends, Progress& progress, Logger& logger) {
  try {
    const auto source = open_source(ends);
    const auto target = open_target(ends);
    make_tables(*target, ends.target.dialect(), logger);
    CopyMark mark(*target, ends.target.dialect());
    const auto marked = at_end(kTarget, [&] { return mark.source(); });
    CopyTables work(ends, *source, progress);
    if (marked != ends.source_name) {
      if (!at_end(kTarget, [&] { return is_empty(*target); })) work.require_part_of_source();
      at_end(kTarget, [&] { mark.set(ends.source_name); });
    }
    auto copied = all_tables();
    for (std::size_t i = 0; i < copied.size(); ++i) work.copy(tables()[i], *target, copied[i]);
    continue_ids(*target, ends.target.dialect());
    for (std::size_t i = 0; i < copied.size(); ++i) work.read_back(tables()[i], copied[i]);
    if (auto right = complaint_of(copied); !right) return right.error();
    at_end(kTarget, [&] { mark.remove(); });
    return copied;
  } catch (const WrongEnd& error) {
    return Error{error.what()};
  }
}

Result<std::vector<CopiedTable>> verify_copy(const CopyEnds& ends, Progress& progress) {
  try {
    const auto source = open_source(ends);
    at_end(kTarget, [&] {
      const auto found = inspect(*ends.target.open(), ends.target.dialect());
      if (!found) throw WrongEnd(kTarget, found.error().message);
      if (*found == Installed::kNothing || *found == Installed::kPart) throw WrongEnd(kTarget, "it has no tables");
    });
    CopyTables work(ends, *source, progress);
    auto compared = all_tables();
    std::string first;
    for (std::size_t i = 0; i < compared.size(); ++i) {
      const auto difference = work.compare(tables()[i], compared[i]);
      if (difference) first += (first.empty() ? "" : "; ") + *difference;
    }
    if (auto right = complaint_of(compared); !right) return Error{right.error().message + " (" + first + ")"};
    return compared;
  } catch (const WrongEnd& error) {
    return Error{error.what()};
  }
}

Result<CopyPlan> plan_copy(const CopyEnds& ends) {
  try {
    CopyPlan plan;
    const auto source = open_source(ends);
    for (const Table& table : tables()) {
      plan.tables.push_back({std::string(table.name), at_end(kSource, [&] { return count_rows(*source, table); }), 0});
    }
    at_end(kTarget, [&] {
      const auto target = ends.target.open();
      const auto& dialect = ends.target.dialect();
      auto schema = missing_schema(*target, dialect);
      if (!schema) throw WrongEnd(kTarget, schema.error().message);
      plan.schema = *std::move(schema);
      if (!plan.schema.empty()) return;
      plan.goes_on = CopyMark(*target, dialect).source() == ends.source_name;
      for (std::size_t i = 0; i < plan.tables.size(); ++i) plan.tables[i].target = count_rows(*target, tables()[i]);
    });
    return plan;
  } catch (const WrongEnd& error) {
    return Error{error.what()};
  }
}

}  // namespace ceilometer::storage::upkeep
