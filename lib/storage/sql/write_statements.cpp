#include "storage/sql/write_statements.hpp"

#include <initializer_list>
#include <string_view>

namespace ceilometer::storage::sql {

namespace {

using Columns = std::initializer_list<std::string_view>;

constexpr std::array<std::string_view, 4> kMetadataTables = {"metadata_bool", "metadata_int", "metadata_float",
                                                             "metadata_text"};

std::string insert_into(const Dialect& dialect, std::string_view table, Columns columns, std::size_t rows = 1) {
  std::string sql = "INSERT INTO " + std::string(table) + " (";
  for (const std::string_view& column : columns) {
    if (&column != columns.begin()) sql += ", ";
    sql += column;
  }
  sql += ") VALUES ";
  int index = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    sql += row > 0 ? ", (" : "(";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) sql += ", ";
      sql += dialect.placeholder(++index);
    }
    sql += ")";
  }
  return sql;
}

/// The first column is never NULL, and its index is the one to use. Of the others a NULL equals a NULL: an unowned
/// resource is one resource.
std::string equal(const Dialect& dialect, std::string_view first, const Columns& others) {
  std::string sql = dialect.equal(first, dialect.placeholder(1));
  int index = 1;
  for (const std::string_view column : others) sql += " AND " + dialect.same(column, dialect.placeholder(++index));
  return sql;
}

}  // namespace

WriteStatements::WriteStatements(const Dialect& dialect) {
  const std::string lock(dialect.lock_rows());
  const std::string meter = equal(dialect, "name", {"type", "unit"});
  find_meter = "SELECT id FROM meter WHERE " + meter + " ORDER BY id LIMIT 1" + lock;
  verify_meter = "SELECT 1 FROM meter WHERE " + meter + " AND id = " + dialect.placeholder(4) + lock;
  insert_meter = insert_into(dialect, "meter", {"name", "type", "unit"}) + dialect.returning("id");

  // A metadata hash may be shared by all resources of a kind, a resource's id only by its own versions: the index on
  // the latter is the one to use.
  const std::string hash = dialect.without_index("metadata_hash");
  const std::string resource = equal(dialect, "resource_id", {"user_id", "project_id", "source_id", hash});
  find_resource = "SELECT internal_id FROM resource WHERE " + resource + " ORDER BY internal_id LIMIT 1" + lock;
  verify_resource = "SELECT 1 FROM resource WHERE " + resource + " AND internal_id = " + dialect.placeholder(6) + lock;
  insert_resource =
      insert_into(dialect, "resource",
                  {"resource_id", "user_id", "project_id", "source_id", "metadata_hash", "resource_metadata"}) +
      dialect.returning("internal_id");

  for (std::size_t rows = 1; rows <= dialect.rows_per_insert(); rows *= 2) {
    insert_samples.push_back(insert_into(
        dialect, "sample",
        {"meter_id", "resource_id", "volume", "timestamp", "recorded_at", "message_signature", "message_id"}, rows));
  }
  find_sample = "SELECT 1 FROM sample WHERE timestamp = " + dialect.placeholder(1) +
                " AND recorded_at = " + dialect.placeholder(2) + " AND " +
                dialect.equal("message_id", dialect.placeholder(3));

  const std::string join(dialect.ordered_join());
  find_at = "SELECT s.message_id, m.name, r.resource_id, r.project_id FROM sample s " + join +
            " meter m ON m.id = s.meter_id " + join +
            " resource r ON r.internal_id = s.resource_id WHERE s.timestamp = " + dialect.placeholder(1);
  lock_name = dialect.lock_name();
  unlock_name = dialect.unlock_name();

  for (std::size_t i = 0; i < kMetadataTables.size(); ++i) {
    insert_metadata[i] = insert_into(dialect, kMetadataTables[i], {"id", "meta_key", "value"});
    delete_metadata[i] = "DELETE FROM " + std::string(kMetadataTables[i]) + " WHERE id = " + dialect.placeholder(1);
  }
}

}  // namespace ceilometer::storage::sql
