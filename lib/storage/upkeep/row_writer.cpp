#include "storage/upkeep/row_writer.hpp"

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::upkeep {

namespace {

using sql::DatabaseError;
using Kind = DatabaseError::Kind;

// A transaction ends at the first of these.
constexpr std::size_t kRowsPerCommit = 8'192;
constexpr std::size_t kBytesPerCommit = 8'000'000;
/// Beyond what the API inserts at once: nobody waits for these rows, and the round trip counts.
constexpr std::size_t kTimesRowsPerInsert = 4;

std::string insert_of(const Table& table, const sql::Dialect& dialect, std::size_t rows) {
  std::string sql = "INSERT INTO " + std::string(table.name) + " (" + inserted(table, dialect) + ") VALUES ";
  int index = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    sql += row > 0 ? ", (" : "(";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) sql += ", ";
      sql += dialect.placeholder(++index);
    }
    sql += ")";
  }
  return sql;
}

/// Whether it is about a row, not about the database.
bool is_about_a_row(Kind kind) { return kind == Kind::kValue || kind == Kind::kConflict || kind == Kind::kDuplicate; }

std::size_t bytes_of(const Row& row) {
  std::size_t bytes = row.size() * sizeof(sql::Value);
  for (const auto& value : row) {
    if (const auto* text = std::get_if<std::string>(&value)) bytes += text->size();
  }
  return bytes;
}

}  // namespace

RowWriter::RowWriter(sql::Connection& connection, const sql::Dialect& dialect, const Table& table)
    : connection_(connection), dialect_(dialect), table_(table) {
  const std::size_t most = dialect.rows_per_insert() > 1 ? dialect.rows_per_insert() * kTimesRowsPerInsert : 1;
  for (std::size_t rows = 1; rows <= most; rows *= 2) statements_.push_back(insert_of(table, dialect, rows));
}

void RowWriter::add(const Row& row) {
  if (count_ == pending_.size()) pending_.emplace_back();
  pending_[count_++] = row;
  bytes_ += bytes_of(row);
  if (count_ >= kRowsPerCommit || bytes_ >= kBytesPerCommit) commit();
}

void RowWriter::finish() {
  if (count_ > 0) commit();
}

void RowWriter::insert(std::size_t begin, std::size_t count) {
  while (count > 0) {
    std::size_t power = statements_.size() - 1;
    while ((std::size_t{1} << power) > count) --power;
    const std::size_t rows = std::size_t{1} << power;
    bound_.clear();
    for (std::size_t i = 0; i < rows; ++i) append_bound(table_, pending_[begin + i], dialect_, bound_);
    const sql::Running statement(connection_.cached(statements_[power]));
    statement->bind_all(bound_);
    statement->step();
    begin += rows;
    count -= rows;
  }
}

void RowWriter::commit() {
  connection_.begin_write();
  try {
    insert(0, count_);
    connection_.commit();
  } catch (const DatabaseError& error) {
    connection_.rollback();
    if (!is_about_a_row(error.kind())) throw;
    commit_one_by_one();
  }
  written_ += static_cast<std::int64_t>(count_);
  count_ = 0;
  bytes_ = 0;
}

/// Finds the row that kept the others from being stored; those before it are.
void RowWriter::commit_one_by_one() {
  for (std::size_t i = 0; i < count_; ++i) {
    connection_.begin_write();
    try {
      insert(i, 1);
      connection_.commit();
    } catch (const DatabaseError& error) {
      connection_.rollback();
      if (!is_about_a_row(error.kind())) throw;
      std::string said = error.what();
      const std::string name = name_of(table_, pending_[i]);
      if (!said.starts_with(name)) said.insert(0, name + ": ");
      throw DatabaseError(Kind::kValue, said);
    }
  }
}

}  // namespace ceilometer::storage::upkeep
