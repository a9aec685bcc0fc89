#pragma once

#include <memory>
#include <string>
#include <vector>

namespace ceilometer::test {

/// A private database server: its own directory, a free loopback port, stopped by its own pid. Nobody needs a password.
class DatabaseServer {
 public:
  virtual ~DatabaseServer() = default;
  DatabaseServer(const DatabaseServer&) = delete;
  DatabaseServer& operator=(const DatabaseServer&) = delete;

  /// The URL of one of its databases, as it stands in ceilometer.conf.
  virtual std::string url(const std::string& database) const = 0;
  virtual void create(const std::string& database) = 0;
  virtual void drop(const std::string& database) = 0;
  /// Runs a dump in a compressed file.
  virtual void load(const std::string& database, const std::string& file) = 0;
  virtual void run(const std::string& database, const std::string& sql) = 0;
  /// Each row as "a|b|NULL".
  virtual std::vector<std::string> rows(const std::string& database, const std::string& sql) = 0;
  std::string value(const std::string& database, const std::string& sql) { return rows(database, sql).at(0); }

  virtual void start() = 0;
  virtual void stop() = 0;
  /// Ends it with -9, as if it had crashed. start() brings it back.
  virtual void kill() = 0;
  /// Ends all sessions but our own, as a failover does.
  virtual void end_sessions() = 0;

 protected:
  DatabaseServer() = default;
};

/// Whether the programs of that engine ("postgresql", "mariadb") are installed.
bool is_installed(const std::string& engine);

/// A server of that engine, not yet started. Throws where its programs are not installed.
std::unique_ptr<DatabaseServer> make_database_server(const std::string& engine);

}  // namespace ceilometer::test
