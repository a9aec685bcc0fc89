#include "storage/postgresql/postgresql_connection.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "storage/postgresql/postgresql_error.hpp"
#include "storage/postgresql/postgresql_statement.hpp"
#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::postgresql {

namespace {

using sql::DatabaseError;
using Kind = DatabaseError::Kind;
using std::chrono::steady_clock;

// A statement that is given up: how long the rest of its rows is waited for before it is cancelled, and how long after.
constexpr auto kNearlyOver = std::chrono::milliseconds(20);
constexpr std::size_t kFewRows = 1'000;
constexpr auto kAfterCancel = std::chrono::seconds(5);

/// Milliseconds until then, for poll(): -1 for never, 0 where it has passed.
int poll_time(std::optional<sql::Deadline> until) {
  if (!until) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

/// What the server has to tell besides its answers is for its own log.
void ignore_notice(void* /*argument*/, const char* /*message*/) {}

}  // namespace

PostgresqlConnection::PostgresqlConnection(const Library& library, const Parameters& parameters,
                                           std::chrono::milliseconds lock_timeout,
                                           std::optional<std::chrono::milliseconds> write_timeout)
    : library_(library), write_timeout_(write_timeout), handle_(nullptr, Finish{&library}) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : parameters) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  handle_.reset(library_.connect(names.data(), values.data(), 0));
  if (!handle_) throw DatabaseError(Kind::kAway, "there is not enough memory for a connection");
  if (library_.status(handle_.get()) != CONNECTION_OK) {
    throw DatabaseError(Kind::kAway, "connecting: " + one_line(library_.error_message(handle_.get())));
  }
  library_.set_notice_processor(handle_.get(), ignore_notice, nullptr);
  library_.set_nonblocking(handle_.get(), 1);
  // Times without a zone are UTC, floats come back to the last digit, bytes as digits.
  execute(
      "SET datestyle TO ISO; SET timezone TO 'UTC'; SET extra_float_digits TO 3; SET bytea_output TO hex; "
      "SET standard_conforming_strings TO on; SET lock_timeout TO " +
      std::to_string(lock_timeout.count()));
}

PostgresqlConnection::~PostgresqlConnection() { drop_statements(); }

void PostgresqlConnection::throw_lost(std::string_view doing) {
  broken_ = true;
  throw DatabaseError(Kind::kLost, std::string(doing) + ": " + one_line(library_.error_message(handle_.get())));
}

bool PostgresqlConnection::wait(std::optional<sql::Deadline> until, std::string_view doing) {
  for (;;) {
    const int unsent = library_.flush(handle_.get());
    if (unsent < 0) throw_lost(doing);
    if (unsent == 0 && library_.is_busy(handle_.get()) == 0) return true;
    pollfd watched{library_.socket(handle_.get()), static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN), 0};
    const int ready = ::poll(&watched, 1, poll_time(until));
    if (ready == 0) return false;
    if (ready < 0 && errno != EINTR) throw_lost(doing);
    if (library_.consume_input(handle_.get()) == 0) throw_lost(doing);
  }
}

void PostgresqlConnection::check(const Answer& answer, std::string_view doing) {
  const ExecStatusType status = library_.result_status(answer.get());
  if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) return;
  const char* state = library_.result_error_field(answer.get(), PG_DIAG_SQLSTATE);
  if (state == nullptr || library_.status(handle_.get()) != CONNECTION_OK) throw_lost(doing);
  const char* message = library_.result_error_field(answer.get(), PG_DIAG_MESSAGE_PRIMARY);
  const std::string said = one_line(message != nullptr ? message : "unknown error");
  const Kind kind = kind_of(state);
  drain(steady_clock::now() + kAfterCancel, kFewRows);
  if (kind == Kind::kValue) throw DatabaseError(kind, said);
  throw DatabaseError(kind, std::string(doing) + ": " + said + " (PostgreSQL error " + state + ")");
}

PostgresqlConnection::Answer PostgresqlConnection::next_answer(std::string_view doing) {
  if (!wait(deadline_, doing)) {
    cancel();
    if (!drain(steady_clock::now() + kAfterCancel, std::numeric_limits<std::size_t>::max())) broken_ = true;
    throw DatabaseError(Kind::kTimeout, std::string(doing) + ": it did not answer within the time limit");
  }
  Answer answer(library_.get_result(handle_.get()), Clear{&library_});
  if (answer) check(answer, doing);
  return answer;
}

void PostgresqlConnection::cancel() noexcept {
  PGcancel* request = library_.get_cancel(handle_.get());
  if (request == nullptr) return;
  char said[256] = {};
  library_.cancel(request, said, sizeof said);
  library_.free_cancel(request);
}

/// Reads what is left of a statement's answers; false where that takes longer, or more rows, or the connection broke.
bool PostgresqlConnection::drain(sql::Deadline until, std::size_t rows) noexcept {
  try {
    for (;;) {
      if (!wait(until, "ending a statement")) return false;
      const Answer answer(library_.get_result(handle_.get()), Clear{&library_});
      if (!answer) return true;
      if (library_.status(handle_.get()) != CONNECTION_OK) return false;
      if (library_.result_status(answer.get()) == PGRES_SINGLE_TUPLE && rows-- == 0) return false;
    }
  } catch (const std::exception&) {
    return false;
  }
}

void PostgresqlConnection::stop() noexcept {
  if (broken_ || drain(steady_clock::now() + kNearlyOver, kFewRows)) return;
  cancel();
  if (!drain(steady_clock::now() + kAfterCancel, std::numeric_limits<std::size_t>::max())) broken_ = true;
}

PostgresqlConnection::Answer PostgresqlConnection::run(const std::string& sql) {
  constexpr std::string_view kDoing = "running a statement";
  if (broken_ || library_.send_query(handle_.get(), sql.c_str()) == 0) throw_lost(kDoing);
  Answer last(nullptr, Clear{&library_});
  while (Answer answer = next_answer(kDoing)) last = std::move(answer);
  return last;
}

std::unique_ptr<sql::Statement> PostgresqlConnection::prepare(std::string_view sql) {
  return std::make_unique<PostgresqlStatement>(*this, sql);
}

void PostgresqlConnection::execute(const std::string& script) { run(script); }

void PostgresqlConnection::begin_read() { run("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"); }

void PostgresqlConnection::begin_write() {
  if (write_timeout_) deadline_ = steady_clock::now() + *write_timeout_;
  run("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE");
}

void PostgresqlConnection::commit() {
  try {
    const Answer answer = run("COMMIT");
    // Where the transaction had failed before, the server rolls it back and says so.
    if (answer && std::string_view(library_.command_status(answer.get())) == "COMMIT") return;
  } catch (const DatabaseError& error) {
    const bool is_decided = error.kind() != Kind::kLost && error.kind() != Kind::kTimeout;
    if (is_decided) throw;
    broken_ = true;
    throw DatabaseError(Kind::kUnknown, error.what());
  }
  throw DatabaseError(Kind::kConflict, "the transaction was rolled back");
}

void PostgresqlConnection::rollback() noexcept {
  if (broken_ || library_.transaction_status(handle_.get()) == PQTRANS_IDLE) return;
  // Its own limit is for the ROLLBACK alone: what comes next has the time that it had.
  const auto before = deadline_;
  try {
    if (library_.transaction_status(handle_.get()) == PQTRANS_ACTIVE) stop();
    deadline_ = steady_clock::now() + kAfterCancel;
    run("ROLLBACK");
  } catch (const std::exception&) {
    broken_ = true;
  }
  deadline_ = before;
}

bool PostgresqlConnection::is_usable() noexcept {
  if (broken_ || library_.status(handle_.get()) != CONNECTION_OK) return false;
  if (library_.transaction_status(handle_.get()) != PQTRANS_IDLE) return false;
  // Nobody is to say anything while nothing is asked: a server that has gone has closed its end.
  pollfd watched{library_.socket(handle_.get()), POLLIN, 0};
  if (::poll(&watched, 1, 0) == 0) return true;
  return library_.consume_input(handle_.get()) != 0 && library_.status(handle_.get()) == CONNECTION_OK;
}

}  // namespace ceilometer::storage::postgresql
