#pragma once

#include <memory>
#include <string>
#include <vector>

namespace ceilometer::test {

/// Another program's view of a database of the test's own, which is empty at first and removed at the end.
///
/// It takes standard SQL ("quoted" names, || between texts), and no rule of the tables' but their unique keys is in its
/// way: a test may leave rows behind that point nowhere.
class TestDatabase {
 public:
  virtual ~TestDatabase() = default;
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  virtual std::string url() const = 0;
  virtual void run(const std::string& sql) = 0;
  /// Each row as "a|b|NULL".
  virtual std::vector<std::string> rows(const std::string& sql) = 0;
  std::string value(const std::string& sql) { return rows(sql).at(0); }

  /// Literals: of 2016-03-01 08:00:00.000000, of a boolean.
  virtual std::string time(const std::string& text) const = 0;
  virtual std::string boolean(bool b) const = 0;

  /// Ends all other sessions, as a failover does. Not on SQLite, which has none.
  virtual void end_sessions() = 0;
  /// Ends the engine's server with -9 and brings it back. Not on SQLite, which has none.
  virtual void crash() = 0;

 protected:
  TestDatabase() = default;
};

/// Which engine the tests run on: "sqlite", "postgresql" or "mariadb", by CEILOMETER_TEST_ENGINE.
std::string engine();

/// On the engine's server, which is started for the first.
std::unique_ptr<TestDatabase> make_test_database();

/// The URL of a database that is not there.
std::string absent_database();

}  // namespace ceilometer::test
