#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace ceilometer::test {

/// A database of the test's own on one of the engines, empty at first and gone at the end. Takes standard SQL.
class Database {
 public:
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  virtual std::string engine() const = 0;
  virtual std::string url() const = 0;
  virtual void run(const std::string& sql) = 0;
  /// Each row as "a|b|NULL".
  virtual std::vector<std::string> rows(const std::string& sql) = 0;
  std::string value(const std::string& sql) { return rows(sql).at(0); }
  /// Everything that is in it besides rows, as the engine tells it.
  virtual std::vector<std::string> schema() = 0;
  /// Fills it with what the original made and recorded.
  virtual void load_original() = 0;

 protected:
  Database() = default;
};

/// "sqlite", "postgresql" or "mariadb". A server is started for the first of its databases.
std::unique_ptr<Database> make_database(const std::string& engine);

/// The engine that the tests are run for, by CEILOMETER_TEST_ENGINE.
std::string tested_engine();

/// Whether a database of that name has been mentioned: the password that every URL of a server holds.
bool tells_password(const std::string& output);

/// Runs ceilometer-copy, ceilometer-upgrade, ... to its end.
Finished run_tool(const std::string& name, const std::vector<std::string>& arguments);

/// A file with that database in it, for --config-file.
class ConfigFile {
 public:
  explicit ConfigFile(const Database& database);
  ~ConfigFile();
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A tool's path.
std::string tool(const std::string& name);

}  // namespace ceilometer::test
