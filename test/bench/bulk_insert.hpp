#pragma once

#include <sqlite3.h>

#include <string>

namespace ceilometer::test {

/// What posts are measured by: samples into Ceilometer's tables by SQLite alone, with one prepared statement, and so
/// many of them to a transaction that waits for the disk; of one meter and ten resources, as the posts bring them.
/// Throws std::runtime_error.
class BulkInsert {
 public:
  /// `minute`: as the column for times spells it, without seconds; the samples are spread over it.
  BulkInsert(const std::string& path, int samples, std::string minute);
  ~BulkInsert();
  BulkInsert(const BulkInsert&) = delete;
  BulkInsert& operator=(const BulkInsert&) = delete;

  void write();

 private:
  void check(int code, const char* what) const;
  void run(const char* sql) const { check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr), sql); }

  const int samples_;
  const std::string minute_;
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  long last_ = 0;
};

}  // namespace ceilometer::test
