#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "storage/mysql/mysql_connection.hpp"

namespace ceilometer::storage::mysql {

/// A prepared statement whose rows come one by one as they are asked for, none of them kept.
class MysqlStatement final : public sql::Statement {
 public:
  /// Placeholders are $1, $2 ...: one may stand in several places. The connection must outlive it. Throws
  /// DatabaseError.
  MysqlStatement(MysqlConnection& connection, std::string_view sql);
  ~MysqlStatement() override { reset(); }
  MysqlStatement(const MysqlStatement&) = delete;
  MysqlStatement& operator=(const MysqlStatement&) = delete;

  using sql::Statement::bind;
  void bind_null(int index) override;
  void bind(int index, std::int64_t value) override;
  /// What is no number is NULL, as on SQLite.
  void bind(int index, double value) override;
  void bind(int index, std::string_view text) override;
  bool step() override;
  void reset() noexcept override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  double real(int column) const override;
  std::string_view text(int column) const override;

 private:
  struct Close {
    const Library* library = nullptr;
    void operator()(MYSQL_STMT* statement) const noexcept { library->stmt_close(statement); }
  };
  struct Parameter {
    enum_field_types type = MYSQL_TYPE_NULL;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text;
  };
  struct Column {
    enum_field_types type = MYSQL_TYPE_STRING;
    std::int64_t integer = 0;
    double real = 0;
    std::string text;    ///< what is bound
    std::string longer;  ///< a row's text that did not fit there
    unsigned long length = 0;
    my_bool is_null = 0;
    my_bool is_cut = 0;
  };

  Parameter& parameter(int index);
  void find_columns();
  void execute();
  void fetch_long_texts();
  [[noreturn]] void fail(std::string_view doing);

  MysqlConnection& connection_;
  std::unique_ptr<MYSQL_STMT, Close> statement_;
  std::vector<std::size_t> places_;  ///< which parameter stands in each place, from 0
  std::vector<Parameter> parameters_;
  std::vector<Column> columns_;
  bool running_ = false;
};

}  // namespace ceilometer::storage::mysql
