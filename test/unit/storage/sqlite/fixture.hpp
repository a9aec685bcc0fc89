#pragma once

#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "storage/database_url.hpp"
#include "storage/sqlite/sqlite_driver.hpp"

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

class RecordingLogger : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    const std::lock_guard lock(mutex_);
    text_ += message;
    text_ += '\n';
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
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

inline storage::StoreOptions quick_options() {
  storage::StoreOptions options;
  options.busy_timeout = std::chrono::seconds(10);
  return options;
}

inline std::unique_ptr<storage::MeteringStore> make_store(const std::string& path, Logger& logger,
                                                          const storage::StoreOptions& options = quick_options()) {
  const auto url = storage::DatabaseUrl::parse("sqlite:///" + path);
  auto store = storage::sqlite::make_metering_store(url.value(), options, logger);
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

inline TimePoint at(const std::string& text) { return parse_sqlite_time(text).value(); }

inline model::NewSample new_sample(const std::string& message_id, const std::string& time = "2016-03-01 08:00:00") {
  model::NewSample s;
  s.message_id = message_id;
  s.message_signature = "signature";
  s.meter = "cpu";
  s.type = "cumulative";
  s.unit = "ns";
  s.volume = 1.5;
  s.user_id = "user";
  s.project_id = "project";
  s.resource_id = "resource";
  s.source = "openstack";
  s.timestamp = at(time);
  s.resource_metadata = "{}";
  return s;
}

inline void record(storage::MeteringStore& store, const std::vector<model::NewSample>& samples) {
  store.record(samples);
}

/// The message ids of what is found, in order.
inline std::vector<std::string> found(storage::MeteringStore& store, const query::SampleFilter& filter,
                                      const storage::Scope& scope = storage::Scope::everything(),
                                      std::optional<std::int64_t> limit = std::nullopt) {
  std::vector<std::string> ids;
  const auto cursor = store.samples(filter, scope, limit);
  model::Sample sample;
  while (cursor->next(sample)) ids.emplace_back(sample.message_id);
  return ids;
}

/// Each meter as "name resource project".
inline std::vector<std::string> found_meters(storage::MeteringStore& store, const query::SampleFilter& filter,
                                             bool unique = false,
                                             const storage::Scope& scope = storage::Scope::everything(),
                                             std::optional<std::int64_t> limit = std::nullopt) {
  std::vector<std::string> out;
  const auto cursor = store.meters(filter, unique, scope, limit);
  model::Meter meter;
  while (cursor->next(meter)) {
    std::string row(meter.name);
    if (meter.resource_id) row += " " + std::string(*meter.resource_id);
    if (meter.project_id) row += " " + std::string(*meter.project_id);
    out.push_back(row);
  }
  return out;
}

using Strings = std::vector<std::string>;

}  // namespace ceilometer::test
