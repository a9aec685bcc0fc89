#include "storage/sqlite/sqlite_driver.hpp"

#include <atomic>
#include <string>
#include <utility>

#include "base/strings.hpp"
#include "storage/sqlite/sqlite_connection.hpp"
#include "storage/sqlite/sqlite_dialect.hpp"

namespace ceilometer::storage::sqlite {

namespace {

class SqliteDriver : public sql::Driver {
 public:
  SqliteDriver(std::string path, std::chrono::milliseconds busy_timeout, SqliteConnection::Use use, Logger& logger)
      : path_(std::move(path)), busy_timeout_(busy_timeout), use_(use), logger_(logger) {}

  std::unique_ptr<sql::Connection> open() override {
    auto connection = std::make_unique<SqliteConnection>(path_, busy_timeout_, use_);
    if (use_ != SqliteConnection::Use::kLook && !connection->has_wal() && !warned_.exchange(true)) {
      logger_.log(LogLevel::kWarning, "ceilometer.storage",
                  "CEIL0208: the database file " + path_ +
                      " could not be switched to a write-ahead log: readers and writers wait for each other");
    }
    return connection;
  }

  const sql::Dialect& dialect() const override { return dialect_; }

 private:
  const std::string path_;
  const std::chrono::milliseconds busy_timeout_;
  const SqliteConnection::Use use_;
  Logger& logger_;
  const SqliteDialect dialect_;
  std::atomic<bool> warned_ = false;
};

}  // namespace

Result<std::unique_ptr<sql::Driver>> make_driver(const DatabaseUrl& url, const StoreOptions& options, Logger& logger) {
  if (!url.host.empty() || url.user || url.port) {
    return Error{"a SQLite URL has no host: write sqlite:////absolute/path/to/file"};
  }
  if (!url.database || url.database->empty() || *url.database == ":memory:") {
    return Error{
        "a SQLite database in memory is not supported, since every process of the server would have its own: write "
        "sqlite:////absolute/path/to/file"};
  }
  if (url.database->find('\0') != std::string::npos) return Error{"the SQLite URL's path holds the character U+0000"};
  auto busy_timeout = options.busy_timeout;
  if (const std::string* text = url.parameter("timeout")) {
    const auto seconds = parse_python_float(*text);
    // NaN compares false.
    if (!seconds || !(*seconds >= 0 && *seconds <= 86'400)) {
      return Error{"the SQLite URL's timeout is not a number of seconds between 0 and 86400"};
    }
    busy_timeout = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
  }
  if (url.database->front() != '/') {
    logger.log(LogLevel::kWarning, "ceilometer.storage",
               "CEIL0209: the database file " + *url.database +
                   " is looked for in the working directory of each process: better write sqlite:////absolute/path");
  }
  const auto use = options.read_only     ? SqliteConnection::Use::kLook
                   : options.synchronous ? SqliteConnection::Use::kDurable
                                         : SqliteConnection::Use::kHasty;
  return std::unique_ptr<sql::Driver>(std::make_unique<SqliteDriver>(*url.database, busy_timeout, use, logger));
}

}  // namespace ceilometer::storage::sqlite
