#pragma once

#include <string>
#include <vector>

#include "support/temp_dir.hpp"

struct sqlite3;

namespace ceilometer::test {

/// A SQLite database of the test's own, seen as another program sees it: not there at first, gone at the end. Its calls
/// throw std::runtime_error.
class SqliteFile {
 public:
  SqliteFile() = default;
  ~SqliteFile();
  SqliteFile(const SqliteFile&) = delete;
  SqliteFile& operator=(const SqliteFile&) = delete;

  const std::string& path() const { return path_; }
  std::string url() const { return "sqlite:///" + path_; }
  void run(const std::string& sql);
  /// Each row as "a|b|NULL".
  std::vector<std::string> rows(const std::string& sql);

 private:
  sqlite3* handle();

  TempDir directory_;
  const std::string path_ = directory_.path("ceilometer.sqlite");
  sqlite3* handle_ = nullptr;
};

}  // namespace ceilometer::test
