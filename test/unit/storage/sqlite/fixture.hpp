#pragma once

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/database_url.hpp"
#include "storage/sql/stores.hpp"
#include "storage/sqlite/sqlite_driver.hpp"
#include "support/storage_helpers.hpp"

namespace ceilometer::test {

/// A directory of the test's own, removed at the end.
class ScratchDir {
 public:
  ScratchDir() {
    std::string name = (std::filesystem::temp_directory_path() / "ceilometer-storage-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed");
    root_ = name;
  }
  ~ScratchDir() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;
  std::string path(const std::string& name) const { return root_ + "/" + name; }

 private:
  std::string root_;
};

/// Another program's view of the file.
class Database {
 public:
  explicit Database(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("cannot open " + path);
    sqlite3_busy_timeout(handle_, 10'000);
  }
  ~Database() { sqlite3_close(handle_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  sqlite3* handle() const { return handle_; }

  void run(const std::string& sql) const {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
    }
  }

  /// Each row as "a|b|NULL".
  std::vector<std::string> rows(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
    }
    std::vector<std::string> out;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      std::string row;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        if (i > 0) row += '|';
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        row += text ? text : "NULL";
      }
      out.push_back(row);
    }
    sqlite3_finalize(statement);
    return out;
  }
  std::string value(const std::string& sql) const { return rows(sql).at(0); }

 private:
  sqlite3* handle_ = nullptr;
};

inline std::unique_ptr<storage::MeteringStore> make_store(const std::string& path, Logger& logger,
                                                          const storage::StoreOptions& options = quick_options()) {
  const auto url = storage::DatabaseUrl::parse("sqlite:///" + path);
  auto store = storage::sql::metering_store<storage::sqlite::make_driver>(url.value(), options, logger);
  if (!store) throw std::runtime_error(store.error().message);
  return std::move(store).value();
}

/// A store on a file of its own, that is not there yet.
struct StoreFixture {
  explicit StoreFixture(const storage::StoreOptions& options = quick_options())
      : path(dir.path("ceilometer.sqlite")), store(make_store(path, logger, options)) {}

  ScratchDir dir;
  std::string path;
  RecordingLogger logger;
  std::unique_ptr<storage::MeteringStore> store;
};

}  // namespace ceilometer::test
