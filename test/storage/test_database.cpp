#include "storage/test_database.hpp"

#include <cstdlib>
#include <exception>

#include "base/clock.hpp"
#include "support/database_server.hpp"
#include "support/sqlite_file.hpp"

namespace ceilometer::test {
namespace {

class SqliteDatabase final : public TestDatabase {
 public:
  std::string url() const override { return file_.url(); }
  void run(const std::string& sql) override { file_.run(sql); }
  std::vector<std::string> rows(const std::string& sql) override { return file_.rows(sql); }
  std::string time(const std::string& text) const override { return "'" + text + "'"; }
  std::string boolean(bool b) const override { return b ? "1" : "0"; }
  void end_sessions() override {}
  void crash() override {}

 private:
  SqliteFile file_;
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
