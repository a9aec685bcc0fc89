#include "support/sqlite_file.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace ceilometer::test {

SqliteFile::~SqliteFile() { sqlite3_close(handle_); }

sqlite3* SqliteFile::handle() {
  if (handle_ == nullptr && sqlite3_open(path_.c_str(), &handle_) != SQLITE_OK) {
    throw std::runtime_error("cannot open " + path_);
  }
  sqlite3_busy_timeout(handle_, 10'000);
  return handle_;
}

void SqliteFile::run(const std::string& sql) {
  if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
  }
}

std::vector<std::string> SqliteFile::rows(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
  }
  std::vector<std::string> out;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    std::string row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      if (i > 0) row += '|';
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row += text != nullptr ? text : "NULL";
    }
    out.push_back(row);
  }
  sqlite3_finalize(statement);
  return out;
}

}  // namespace ceilometer::test
