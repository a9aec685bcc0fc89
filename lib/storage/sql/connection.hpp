#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "storage/sql/remembered.hpp"

namespace ceilometer::storage::sql {

class Dialect;

/// What is bound to a placeholder.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

using Deadline = std::chrono::steady_clock::time_point;

/// A prepared statement of one connection. Text that is bound must stay where it is until reset(). Columns count from
/// 0, placeholders from 1. Everything but reset() throws DatabaseError.
class Statement {
 public:
  virtual ~Statement() = default;

  virtual void bind_null(int index) = 0;
  virtual void bind(int index, std::int64_t value) = 0;
  virtual void bind(int index, double value) = 0;
  virtual void bind(int index, std::string_view text) = 0;
  void bind(int index, const std::optional<std::string>& text) {
    text ? bind(index, std::string_view(*text)) : bind_null(index);
  }
  /// Bytes that are no text, where the dialect keeps summaries; they must stay as bound text must.
  virtual void bind_bytes(int index, std::string_view bytes);
  void bind_value(int index, const Value& value);
  void bind_all(const std::vector<Value>& values);

  /// Goes to the next row; false after the last.
  virtual bool step() = 0;
  /// Ends it and releases its locks. The views of its row are gone.
  virtual void reset() noexcept = 0;

  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  /// Good until the next step() or reset(); empty for NULL.
  virtual std::string_view text(int column) const = 0;
  /// The same, nullopt for NULL.
  virtual std::optional<std::string_view> nullable_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
  }
  /// The same for what bind_bytes() took.
  virtual std::string_view bytes(int column) const;

 protected:
  Statement() = default;
  Statement(const Statement&) = default;
  Statement& operator=(const Statement&) = default;
};

/// Resets a statement where its scope ends.
class Running {
 public:
  explicit Running(Statement& statement) : statement_(statement) {}
  ~Running() { statement_.reset(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  Statement* operator->() const { return &statement_; }

 private:
  Statement& statement_;
};

/// One session with a database, with its prepared statements. One thread at a time. Members throw DatabaseError.
class Connection {
 public:
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The statement of that text, prepared once and kept; good until as many others were asked for as are kept (64).
  /// It belongs to the connection and is idle: nobody else may be using it.
  Statement& cached(const std::string& sql);

  virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
  /// Runs statements that answer nothing.
  virtual void execute(const std::string& script) = 0;

  /// A snapshot for several reads; ended by rollback().
  virtual void begin_read() = 0;
  /// A transaction that may write, and that no other writer can be in at once where the engine has one writer.
  virtual void begin_write() = 0;
  /// Durable when it returns. Where it throws, rollback() must follow.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  /// The id that the last INSERT made.
  virtual std::int64_t last_insert_id() const = 0;

  /// Statements that run past it fail with kTimeout; nullopt: no limit.
  virtual void set_deadline(std::optional<Deadline> deadline) noexcept = 0;

  /// Runs a query that costs the server nothing. Throws kTimeout where it has not answered by then.
  virtual void ping(const std::string& sql, Deadline deadline);

  /// A number for the state of the database that this session reads, asked within a snapshot: as long as it is the same
  /// nobody has changed anything but this session itself. nullopt where the engine cannot tell for next to nothing.
  virtual std::optional<std::int64_t> data_version() { return std::nullopt; }
  /// What readers have found in the state of that number; who writes by this session forgets it.
  Remembered& remembered() { return remembered_; }

  /// Where the server is one node of a cluster: what is read from now on is what any of them had committed before, and
  /// reading waits for it. Nothing elsewhere.
  virtual void see_whole_cluster() {}

  /// Frees what it has of the database's pages, since it may not be used for long; what is prepared, and what readers
  /// have found, stays.
  virtual void shrink() noexcept {}

  /// Whether it is worth being used again: asked each time it is taken from the pool.
  virtual bool is_usable() noexcept = 0;

 protected:
  Connection() = default;
  /// For the driver's destructor: statements go before their connection.
  void drop_statements() noexcept;

 private:
  struct Entry {
    std::string sql;
    std::unique_ptr<Statement> statement;
  };
  std::list<Entry> statements_;  // the latest used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_text_;
  Remembered remembered_;
};

/// Opens connections to one database. Thread-safe.
class Driver {
 public:
  virtual ~Driver() = default;
  /// Throws DatabaseError.
  virtual std::unique_ptr<Connection> open() = 0;
  virtual const Dialect& dialect() const = 0;
};

}  // namespace ceilometer::storage::sql
