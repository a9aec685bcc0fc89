#include "storage/sql/connection.hpp"

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::sql {

namespace {

/// A filter has some hundred shapes in theory and a handful in practice.
constexpr std::size_t kKeptStatements = 64;

}  // namespace

void Statement::bind_bytes(int /*index*/, std::string_view /*bytes*/) {
  throw DatabaseError(DatabaseError::Kind::kRefused, "this driver binds no bytes");
}

std::string_view Statement::bytes(int /*column*/) const {
  throw DatabaseError(DatabaseError::Kind::kRefused, "this driver reads no bytes");
}

void Statement::bind_value(int index, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    bind(index, std::string_view(*text));
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    bind(index, *integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    bind(index, *real);
  } else {
    bind_null(index);
  }
}

void Statement::bind_all(const std::vector<Value>& values) {
  int index = 0;
  for (const Value& value : values) bind_value(++index, value);
}

Statement& Connection::cached(const std::string& sql) {
  const auto found = by_text_.find(sql);
  if (found != by_text_.end()) {
    statements_.splice(statements_.begin(), statements_, found->second);
    return *statements_.front().statement;
  }
  auto statement = prepare(sql);
  if (statements_.size() >= kKeptStatements) {
    by_text_.erase(statements_.back().sql);
    statements_.pop_back();
  }
  statements_.push_front({sql, std::move(statement)});
  by_text_.emplace(statements_.front().sql, statements_.begin());
  return *statements_.front().statement;
}

void Connection::ping(const std::string& sql, Deadline deadline) {
  set_deadline(deadline);
  const Running statement(cached(sql));
  statement->step();
}

void Connection::drop_statements() noexcept {
  by_text_.clear();
  statements_.clear();
}

}  // namespace ceilometer::storage::sql
