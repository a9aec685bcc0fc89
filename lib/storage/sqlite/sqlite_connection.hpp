#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "storage/sql/connection.hpp"

struct sqlite3;

namespace ceilometer::storage::sqlite {

/// One sqlite3 handle, in multi-thread mode: the pool sees to it that one thread uses it at a time.
class SqliteConnection final : public sql::Connection {
 public:
  enum class Use { kDurable, kHasty, kLook };
  /// Opens the file, and makes it if there is none. kHasty: a commit does not wait for the disk; kLook: nothing is
  /// written, and a file that is not there is an empty database. Throws DatabaseError.
  SqliteConnection(const std::string& path, std::chrono::milliseconds busy_timeout, Use use);
  ~SqliteConnection() override;

  std::unique_ptr<sql::Statement> prepare(std::string_view sql) override;
  void execute(const std::string& script) override;
  void begin_read() override;
  void begin_write() override;
  void commit() override;
  void rollback() noexcept override;
  std::int64_t last_insert_id() const override;
  std::optional<std::int64_t> data_version() override;
  void set_deadline(std::optional<sql::Deadline> deadline) noexcept override { deadline_ = deadline; }
  void shrink() noexcept override;
  /// False too where the path no longer names the open file: what is written to a deleted file is lost.
  bool is_usable() noexcept override;

  /// Whether readers and the writer leave each other alone.
  bool has_wal() const { return has_wal_; }

 private:
  void set_up(Use use);
  bool reads_wal();
  /// The primary result code of asking for a write-ahead log.
  int ask_for_wal();
  static int on_progress(void* self);
  static int on_busy(void* self, int tries);

  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };

  std::unique_ptr<sqlite3, Close> handle_;
  const std::chrono::milliseconds busy_timeout_;
  bool has_wal_ = false;
  std::optional<sql::Deadline> deadline_;
  sql::Deadline busy_until_{};
};

}  // namespace ceilometer::storage::sqlite
