#include "storage/mysql/mysql_connection.hpp"

#include <mysqld_error.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>
#include <string_view>

#include "base/strings.hpp"
#include "storage/mysql/mysql_error.hpp"
#include "storage/mysql/mysql_statement.hpp"
#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::mysql {

namespace {

using sql::DatabaseError;
using Kind = DatabaseError::Kind;

/// A server that neither answers nor stops the statement itself is given up this long after the time limit.
constexpr auto kAfterTimeLimit = std::chrono::seconds(10);

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

unsigned seconds_of(std::chrono::milliseconds time) {
  return static_cast<unsigned>(std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count()));
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + "'";
}

}  // namespace

MysqlConnection::MysqlConnection(const Library& library, const Address& address, const SessionOptions& options)
    : library_(library), handle_(library.init(nullptr), Close{&library}) {
  if (!handle_) throw DatabaseError(Kind::kAway, "there is not enough memory for a connection");
  MYSQL* handle = handle_.get();
  const auto set = [&](mysql_option option, const void* value) { library_.options(handle, option, value); };
  // Of four bytes whatever the tables have: the server converts, and says what does not fit.
  set(MYSQL_SET_CHARSET_NAME, "utf8mb4");
  set(MYSQL_OPT_CONNECT_TIMEOUT, &address.connect_timeout);
  if (options.query_timeout) {
    const unsigned limit = seconds_of(*options.query_timeout + kAfterTimeLimit);
    set(MYSQL_OPT_READ_TIMEOUT, &limit);
    set(MYSQL_OPT_WRITE_TIMEOUT, &limit);
  }
  const unsigned no_local_files = 0;
  set(MYSQL_OPT_LOCAL_INFILE, &no_local_files);
  if (address.use_tls) {
    library_.ssl_set(handle, or_null(address.ssl_key), or_null(address.ssl_cert), or_null(address.ssl_ca),
                     or_null(address.ssl_capath), or_null(address.ssl_cipher));
    const my_bool yes = 1;
    const my_bool verify = address.verify_tls ? 1 : 0;
    set(MYSQL_OPT_SSL_ENFORCE, &yes);
    set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  }
  if (library_.connect(handle, or_null(address.host), or_null(address.user), address.password.c_str(),
                       or_null(address.database), address.port, or_null(address.unix_socket), 0) == nullptr) {
    throw DatabaseError(Kind::kAway, std::string("connecting: ") + library_.error_message(handle) + " (MySQL error " +
                                         std::to_string(library_.error_number(handle)) + ")");
  }
  set_up(options);
  if (!address.init_command.empty()) run(address.init_command);
}

MysqlConnection::~MysqlConnection() { drop_statements(); }

void MysqlConnection::set_up(const SessionOptions& options) {
  const bool is_mariadb = std::string_view(library_.server_info(handle_.get())).find("MariaDB") != std::string::npos;
  std::string sql = "SET SESSION autocommit = 1, time_zone = '+00:00', innodb_lock_wait_timeout = " +
                    std::to_string(seconds_of(options.lock_timeout));
  // MariaDB makes a join of EXISTS, for which it reads an index on all samples.
  if (is_mariadb) sql += ", optimizer_switch = 'exists_to_in=off'";
  if (!options.sql_mode.empty()) sql += ", sql_mode = " + quoted(options.sql_mode);
  if (options.query_timeout) {
    const auto limit = options.query_timeout->count();
    sql += is_mariadb ? ", max_statement_time = " + std::to_string(static_cast<double>(limit) / 1000)
                      : ", max_execution_time = " + std::to_string(limit);
  }
  run(sql);
}

void MysqlConnection::fail(unsigned number, const char* message, std::string_view doing) {
  const Kind kind = kind_of(number);
  if (kind == Kind::kLost || kind == Kind::kAway) broken_ = true;
  throw_error(number, message, doing);
}

void MysqlConnection::run(const std::string& sql) {
  constexpr std::string_view kDoing = "running a statement";
  if (broken_) throw DatabaseError(Kind::kLost, "the connection is broken");
  if (library_.query(handle_.get(), sql.c_str(), sql.size()) != 0) {
    fail(library_.error_number(handle_.get()), library_.error_message(handle_.get()), kDoing);
  }
  if (MYSQL_RES* answer = library_.store_result(handle_.get())) library_.free_result(answer);
}

std::unique_ptr<sql::Statement> MysqlConnection::prepare(std::string_view sql) {
  if (broken_) throw DatabaseError(Kind::kLost, "the connection is broken");
  return std::make_unique<MysqlStatement>(*this, sql);
}

/// None of our scripts has a semicolon within a statement.
void MysqlConnection::execute(const std::string& script) {
  for (const std::string_view part : split(script, ';')) {
    const std::string_view statement = trim(part);
    if (!statement.empty()) run(std::string(statement));
  }
}

void MysqlConnection::begin_read() {
  run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  in_transaction_ = true;
}

/// READ COMMITTED: each look sees what others have committed meanwhile, and only rows are locked, not the gaps between.
void MysqlConnection::begin_write() {
  run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
  run("START TRANSACTION");
  in_transaction_ = true;
}

/// A conflict is the one failure that says that nothing was committed. A node of a cluster that loses the others in the
/// middle of it, for one, has an error for that, and does not know what they have got.
void MysqlConnection::commit() {
  try {
    run("COMMIT");
    in_transaction_ = false;
  } catch (const DatabaseError& error) {
    if (error.kind() == Kind::kConflict) throw;
    broken_ = true;
    throw DatabaseError(Kind::kUnknown, error.what());
  }
}

void MysqlConnection::rollback() noexcept {
  if (!in_transaction_ || broken_) return;
  in_transaction_ = false;
  try {
    run("ROLLBACK");
  } catch (const std::exception&) {
    broken_ = true;
  }
}

void MysqlConnection::hang_up() noexcept {
  broken_ = true;
  ::shutdown(library_.socket(handle_.get()), SHUT_RDWR);
}

/// The library's own limits are whole seconds, and fixed when it connects.
void MysqlConnection::ping(const std::string& sql, sql::Deadline deadline) {
  constexpr std::string_view kDoing = "asking whether it is there";
  MYSQL* handle = handle_.get();
  const auto fail_unless = [&](bool good) {
    if (!good) fail(library_.error_number(handle), library_.error_message(handle), kDoing);
  };
  if (broken_) throw DatabaseError(Kind::kLost, "the connection is broken");
  fail_unless(library_.send_query(handle, sql.c_str(), sql.size()) == 0);
  pollfd watched{library_.socket(handle), POLLIN, 0};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  if (::poll(&watched, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()))) == 0) {
    hang_up();
    throw DatabaseError(Kind::kTimeout, std::string(kDoing) + ": it did not answer within the time limit");
  }
  fail_unless(library_.read_query_result(handle) == 0);
  if (MYSQL_RES* answer = library_.store_result(handle)) library_.free_result(answer);
}

/// Galera's. MySQL does not know the variable.
void MysqlConnection::see_whole_cluster() {
  constexpr std::string_view kWait = "SET SESSION wsrep_sync_wait = 1";
  if (library_.query(handle_.get(), kWait.data(), kWait.size()) == 0) return;
  const unsigned number = library_.error_number(handle_.get());
  if (number != ER_UNKNOWN_SYSTEM_VARIABLE) fail(number, library_.error_message(handle_.get()), "running a statement");
}

bool MysqlConnection::is_usable() noexcept {
  if (broken_ || in_transaction_) return false;
  // The server says nothing unless it is asked: what is there to be read is its farewell.
  pollfd watched{library_.socket(handle_.get()), POLLIN, 0};
  return ::poll(&watched, 1, 0) == 0;
}

}  // namespace ceilometer::storage::mysql
