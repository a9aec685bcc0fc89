#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "storage/mysql/library.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::mysql {

/// Where a server is and how it is spoken to; empty texts are not set.
struct Address {
  std::string host, unix_socket, user, password, database;
  unsigned port = 0;
  bool use_tls = false;
  bool verify_tls = false;
  std::string ssl_ca, ssl_capath, ssl_cert, ssl_key, ssl_cipher;
  unsigned connect_timeout = 10;  ///< seconds
  std::string init_command;
};

/// What a session is told.
struct SessionOptions {
  std::string sql_mode;
  std::chrono::milliseconds lock_timeout{};
  std::optional<std::chrono::milliseconds> query_timeout;
};

/// One session with a server. One thread at a time. The server ends a statement that passes the time limit.
/// `library` must outlive it.
class MysqlConnection final : public sql::Connection {
 public:
  /// Throws DatabaseError.
  MysqlConnection(const Library& library, const Address& address, const SessionOptions& options);
  ~MysqlConnection() override;

  std::unique_ptr<sql::Statement> prepare(std::string_view sql) override;
  void execute(const std::string& script) override;
  void begin_read() override;
  void begin_write() override;
  void commit() override;
  void rollback() noexcept override;
  std::int64_t last_insert_id() const override { return last_insert_id_; }
  /// The server was told the time limit at the start; what comes after it is the reader's to notice.
  void set_deadline(std::optional<sql::Deadline> /*deadline*/) noexcept override {}
  void ping(const std::string& sql, sql::Deadline deadline) override;
  void see_whole_cluster() override;
  bool is_usable() noexcept override;

  // For its statements.
  const Library& library() const { return library_; }
  MYSQL* handle() const { return handle_.get(); }
  void remember_insert_id(std::int64_t id) { last_insert_id_ = id; }
  /// Breaks the connection: the way out of a result that nobody wants the rest of.
  void hang_up() noexcept;
  bool is_broken() const { return broken_; }
  /// Throws what the library says.
  [[noreturn]] void fail(unsigned number, const char* message, std::string_view doing);

 private:
  struct Close {
    const Library* library = nullptr;
    void operator()(MYSQL* handle) const noexcept { library->close(handle); }
  };

  void set_up(const SessionOptions& options);
  void run(const std::string& sql);

  const Library& library_;
  std::unique_ptr<MYSQL, Close> handle_;
  std::int64_t last_insert_id_ = 0;
  bool in_transaction_ = false;
  bool broken_ = false;
};

}  // namespace ceilometer::storage::mysql
