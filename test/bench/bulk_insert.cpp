#include "bench/bulk_insert.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>
#include <utility>

namespace ceilometer::test {

BulkInsert::BulkInsert(const std::string& path, int samples, std::string minute)
    : samples_(samples), minute_(std::move(minute)) {
  check(sqlite3_open(path.c_str(), &handle_), "opening");
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000");
  check(sqlite3_prepare_v2(handle_,
                           "INSERT INTO sample (meter_id, resource_id, volume, timestamp, recorded_at, "
                           "message_signature, message_id) VALUES (?, ?, ?, ?, '2016-03-02 08:17:43.123456', ?, ?)",
                           -1, &insert_, nullptr),
        "preparing");
}

BulkInsert::~BulkInsert() {
  sqlite3_finalize(insert_);
  sqlite3_close(handle_);
}

void BulkInsert::write() {
  const std::string signature(64, 's');
  run("BEGIN IMMEDIATE");
  for (int i = 0; i < samples_; ++i) {
    std::array<char, 37> id{};
    std::snprintf(id.data(), id.size(), "%08lx-0000-11e6-8000-000000000000", ++last_);
    const std::string time = minute_ + ":" + std::to_string(10 + i % 50) + ".000000";
    sqlite3_bind_int(insert_, 1, 1);
    sqlite3_bind_int(insert_, 2, 1 + i % 10);
    sqlite3_bind_double(insert_, 3, i + 0.5);
    sqlite3_bind_text(insert_, 4, time.data(), static_cast<int>(time.size()), SQLITE_STATIC);
    sqlite3_bind_text(insert_, 5, signature.data(), static_cast<int>(signature.size()), SQLITE_STATIC);
    sqlite3_bind_text(insert_, 6, id.data(), static_cast<int>(id.size()) - 1, SQLITE_STATIC);
    if (sqlite3_step(insert_) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(handle_));
    sqlite3_reset(insert_);
  }
  run("COMMIT");
}

void BulkInsert::check(int code, const char* what) const {
  if (code != SQLITE_OK) throw std::runtime_error(std::string(what) + ": " + sqlite3_errmsg(handle_));
}

}  // namespace ceilometer::test
