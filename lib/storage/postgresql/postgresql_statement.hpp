#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/postgresql/postgresql_connection.hpp"

namespace ceilometer::storage::postgresql {

/// A prepared statement whose rows come one by one as they are asked for; values go and come as text.
class PostgresqlStatement final : public sql::Statement {
 public:
  /// The connection must outlive it. Throws DatabaseError.
  PostgresqlStatement(PostgresqlConnection& connection, std::string_view sql);
  ~PostgresqlStatement() override { reset(); }
  PostgresqlStatement(const PostgresqlStatement&) = delete;
  PostgresqlStatement& operator=(const PostgresqlStatement&) = delete;

  using sql::Statement::bind;
  void bind_null(int index) override { value_at(index).reset(); }
  void bind(int index, std::int64_t value) override { value_at(index) = std::to_string(value); }
  /// What is no number is NULL, as on SQLite.
  void bind(int index, double value) override;
  /// PostgreSQL's text holds no U+0000: one that is asked for becomes U+0001, which sorts there too.
  void bind(int index, std::string_view text) override;
  void bind_bytes(int index, std::string_view bytes) override;
  bool step() override;
  void reset() noexcept override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  std::optional<std::string>& value_at(int index);
  void send();

  PostgresqlConnection& connection_;
  const std::string name_;
  std::vector<std::optional<std::string>> values_;
  PostgresqlConnection::Answer row_;
  mutable std::string bytes_;  // the last that bytes() was asked for
  bool running_ = false;
};

}  // namespace ceilometer::storage::postgresql
