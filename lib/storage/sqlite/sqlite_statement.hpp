#pragma once

#include <memory>

#include "storage/sql/connection.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ceilometer::storage::sqlite {

class SqliteStatement : public sql::Statement {
 public:
  /// The handle must outlive the statement. Throws DatabaseError.
  SqliteStatement(sqlite3* handle, std::string_view sql);

  using sql::Statement::bind;
  void bind_null(int index) override;
  void bind(int index, std::int64_t value) override;
  void bind(int index, double value) override;
  void bind(int index, std::string_view text) override;
  void bind_bytes(int index, std::string_view bytes) override;
  bool step() override;
  void reset() noexcept override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override;
  std::optional<std::string_view> nullable_text(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  void check(int code);

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };

  sqlite3* handle_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace ceilometer::storage::sqlite
