#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/postgresql/library.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::postgresql {

/// libpq's keywords and values, by which a connection is opened.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// One session with a server. One thread at a time. Waits are bounded by the deadline: a statement that passes it is
/// cancelled in the server too. `library` must outlive it.
class PostgresqlConnection final : public sql::Connection {
 public:
  struct Clear {
    const Library* library = nullptr;
    void operator()(PGresult* result) const noexcept { library->clear(result); }
  };
  using Answer = std::unique_ptr<PGresult, Clear>;

  /// `write_timeout`: what a transaction that writes may take. Throws DatabaseError.
  PostgresqlConnection(const Library& library, const Parameters& parameters, std::chrono::milliseconds lock_timeout,
                       std::optional<std::chrono::milliseconds> write_timeout);
  ~PostgresqlConnection() override;

  std::unique_ptr<sql::Statement> prepare(std::string_view sql) override;
  void execute(const std::string& script) override;
  void begin_read() override;
  void begin_write() override;
  void commit() override;
  void rollback() noexcept override;
  /// The statements themselves bring their ids along (PostgresqlDialect::returning).
  std::int64_t last_insert_id() const override { return 0; }
  void set_deadline(std::optional<sql::Deadline> deadline) noexcept override { deadline_ = deadline; }
  bool is_usable() noexcept override;

  // For its statements.
  const Library& library() const { return library_; }
  PGconn* handle() const { return handle_.get(); }
  /// Sends what was queued and waits for its next result; null after the last. Throws DatabaseError for an error that
  /// the server answers, and after a cancel where the deadline passed.
  Answer next_answer(std::string_view doing);
  /// Ends what runs and forgets its rows: what is nearly over is read, what is not is cancelled.
  void stop() noexcept;
  /// Throws what libpq says of a call that failed.
  [[noreturn]] void throw_lost(std::string_view doing);
  std::string next_name() { return "c" + std::to_string(++names_); }

 private:
  struct Finish {
    const Library* library = nullptr;
    void operator()(PGconn* handle) const noexcept { library->finish(handle); }
  };

  Answer run(const std::string& sql);
  /// False where it had to wait past `until`. Throws where the connection broke.
  bool wait(std::optional<sql::Deadline> until, std::string_view doing);
  void cancel() noexcept;
  bool drain(sql::Deadline until, std::size_t rows) noexcept;
  void check(const Answer& answer, std::string_view doing);

  const Library& library_;
  const std::optional<std::chrono::milliseconds> write_timeout_;
  std::unique_ptr<PGconn, Finish> handle_;
  std::optional<sql::Deadline> deadline_;
  bool broken_ = false;
  int names_ = 0;
};

}  // namespace ceilometer::storage::postgresql
