#include "storage/sqlite/sqlite_connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

#include <sys/stat.h>

#include "storage/sql/database_error.hpp"
#include "storage/sqlite/regexp.hpp"
#include "storage/sqlite/sqlite_error.hpp"
#include "storage/sqlite/sqlite_functions.hpp"
#include "storage/sqlite/sqlite_statement.hpp"

namespace ceilometer::storage::sqlite {

namespace {

/// Between two looks at the clock, a fraction of a millisecond.
constexpr int kStepsPerLook = 4'000;

constexpr auto kFirstPoll = std::chrono::microseconds(500);
constexpr auto kLongestPoll = std::chrono::microseconds(5'000);
constexpr int kSwitchTries = 100;

/// What SQLite's "unable to open database file" mostly means.
std::string why_not_opened(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  struct stat found {};
  if (stat(directory.c_str(), &found) != 0) {
    return "the directory " + directory + " of the database file cannot be used (" +
           std::generic_category().message(errno) + ")";
  }
  if (!S_ISDIR(found.st_mode)) return directory + " is no directory, but the database file should be in it";
  return "the database file " + path + " cannot be opened or made: is it, and its directory, this user's to write?";
}

/// Not there, in a directory that is.
bool is_absent(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) == 0 || errno != ENOENT) return false;
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  return stat(directory.c_str(), &found) == 0;
}

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }

SqliteConnection::SqliteConnection(const std::string& path, std::chrono::milliseconds busy_timeout, Use use)
    : busy_timeout_(busy_timeout) {
  sqlite3* handle = nullptr;
  const bool looks = use == Use::kLook;
  const int flags = looks ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const char* const name = looks && is_absent(path) ? ":memory:" : path.c_str();
  const int code = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK || !handle) {
    throw sql::DatabaseError(sql::DatabaseError::Kind::kAway,
                             why_not_opened(path) + " (SQLite error " + std::to_string(code) + ")");
  }
  sqlite3_extended_result_codes(handle, 1);
  add_functions(handle);
  add_regexp(handle);
  sqlite3_busy_handler(handle, &SqliteConnection::on_busy, this);
  sqlite3_progress_handler(handle, kStepsPerLook, &SqliteConnection::on_progress, this);
  set_up(use);
}

SqliteConnection::~SqliteConnection() {
  rollback();
  drop_statements();
}

int SqliteConnection::ask_for_wal() {
  return sqlite3_exec(handle_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr) & 0xff;
}

bool SqliteConnection::reads_wal() {
  const auto mode = prepare("PRAGMA journal_mode");
  return mode->step() && mode->text(0) == "wal";
}

void SqliteConnection::set_up(Use use) {
  if (use == Use::kLook) {
    has_wal_ = reads_wal();
    return;
  }
  // While another process makes the same switch SQLite does not ask the busy handler: it might be a deadlock.
  int code = ask_for_wal();
  for (int i = 0; code == SQLITE_BUSY && i < kSwitchTries; ++i) {
    std::this_thread::sleep_for(kLongestPoll);
    code = ask_for_wal();
  }
  // Where somebody holds the file in another mode, or it is only ours to read, that mode has to serve.
  if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_READONLY) {
    throw_error(handle_.get(), sqlite3_extended_errcode(handle_.get()), "reading the database file");
  }
  has_wal_ = reads_wal();
  execute(use == Use::kDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
}

int SqliteConnection::on_progress(void* self) {
  const auto& deadline = static_cast<SqliteConnection*>(self)->deadline_;
  return deadline && std::chrono::steady_clock::now() > *deadline ? 1 : 0;
}

int SqliteConnection::on_busy(void* self, int tries) {
  auto& connection = *static_cast<SqliteConnection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) connection.busy_until_ = now + connection.busy_timeout_;
  if (now >= connection.busy_until_ || (connection.deadline_ && now >= *connection.deadline_)) return 0;
  std::this_thread::sleep_for(std::min(kFirstPoll * (tries + 1), kLongestPoll));
  return 1;
}

std::unique_ptr<sql::Statement> SqliteConnection::prepare(std::string_view sql) {
  return std::make_unique<SqliteStatement>(handle_.get(), sql);
}

void SqliteConnection::execute(const std::string& script) {
  const int code = sqlite3_exec(handle_.get(), script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(handle_.get(), code, "running a statement");
}

void SqliteConnection::begin_read() { execute("BEGIN"); }

void SqliteConnection::begin_write() {
  execute("BEGIN IMMEDIATE");
  remembered().clear();  // what this session commits does not change the number that it sees
}

void SqliteConnection::commit() { execute("COMMIT"); }

void SqliteConnection::rollback() noexcept {
  if (!sqlite3_get_autocommit(handle_.get())) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

std::int64_t SqliteConnection::last_insert_id() const { return sqlite3_last_insert_rowid(handle_.get()); }

/// Opens the snapshot where it is the first to read in it.
std::optional<std::int64_t> SqliteConnection::data_version() {
  const sql::Running statement(cached("PRAGMA data_version"));
  if (!statement->step()) return std::nullopt;
  return statement->integer(0);
}

void SqliteConnection::shrink() noexcept { sqlite3_db_release_memory(handle_.get()); }

bool SqliteConnection::is_usable() noexcept {
  if (!sqlite3_get_autocommit(handle_.get())) return false;
  int moved = 0;
  return sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved == 0;
}

}  // namespace ceilometer::storage::sqlite
