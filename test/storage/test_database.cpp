#include "storage/test_database.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <stdexcept>

#include "base/clock.hpp"
#include "support/database_server.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {
namespace {

class SqliteDatabase final : public TestDatabase {
 public:
  SqliteDatabase() = default;
  ~SqliteDatabase() override { sqlite3_close(handle_); }

  std::string url() const override { return "sqlite:///" + file_; }
  void run(const std::string& sql) override {
    if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
    }
  }
  std::vector<std::string> rows(const std::string& sql) override {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
    }
    std::vector<std::string> out;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      std::string row;
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        if (i > 0) row += '|';
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        row += text != nullptr ? text : "NULL";
      }
      out.push_back(row);
    }
    sqlite3_finalize(statement);
    return out;
  }
  std::string time(const std::string& text) const override { return "'" + text + "'"; }
  std::string boolean(bool b) const override { return b ? "1" : "0"; }
  void end_sessions() override {}
  void crash() override {}

 private:
  sqlite3* handle() {
    if (handle_ == nullptr && sqlite3_open(file_.c_str(), &handle_) != SQLITE_OK) {
      throw std::runtime_error("cannot open " + file_);
    }
    sqlite3_busy_timeout(handle_, 10'000);
    return handle_;
  }

  TempDir directory_;
  const std::string file_ = directory_.path("ceilometer.sqlite");
  sqlite3* handle_ = nullptr;
};

/// One for the whole run: to start it takes a second or two.
DatabaseServer& server() {
  static const std::unique_ptr<DatabaseServer> started = [] {
    auto made = make_database_server(engine());
    made->start();
    return made;
  }();
  return *started;
}

class ServerDatabase final : public TestDatabase {
 public:
  ServerDatabase() : server_(server()) {
    static int count = 0;
    name_ = "test" + std::to_string(++count);
    server_.create(name_);
  }
  ~ServerDatabase() override {
    try {
      server_.drop(name_);
    } catch (const std::exception&) {  // the server goes with all of them
    }
  }

  std::string url() const override { return server_.url(name_); }
  void run(const std::string& sql) override { server_.run(name_, without_rules() + sql); }
  std::vector<std::string> rows(const std::string& sql) override { return server_.rows(name_, without_rules() + sql); }
  std::string time(const std::string& text) const override {
    if (engine() != "mariadb") return "'" + text + "'";
    const auto all = parse_sqlite_time(text).value().time_since_epoch().count();
    std::string fraction = std::to_string(all % 1'000'000);
    fraction.insert(0, 6 - fraction.size(), '0');
    return std::to_string(all / 1'000'000) + "." + fraction;
  }
  std::string boolean(bool b) const override {
    if (engine() == "mariadb") return b ? "1" : "0";
    return b ? "true" : "false";
  }
  void end_sessions() override { server_.end_sessions(); }
  void crash() override {
    server_.kill();
    server_.start();
  }

 private:
  static std::string without_rules() {
    return engine() == "mariadb" ? "SET sql_mode = 'ANSI', foreign_key_checks = 0; "
                                 : "SET session_replication_role = replica; ";
  }

  DatabaseServer& server_;
  std::string name_;
};

}  // namespace

std::string engine() {
  const char* name = std::getenv("CEILOMETER_TEST_ENGINE");
  return name != nullptr ? name : "sqlite";
}

std::unique_ptr<TestDatabase> make_test_database() {
  if (engine() == "sqlite") return std::make_unique<SqliteDatabase>();
  return std::make_unique<ServerDatabase>();
}

std::string absent_database() {
  return engine() == "sqlite" ? "sqlite:////not/there/ceilometer.sqlite" : server().url("not_there");
}

}  // namespace ceilometer::test
