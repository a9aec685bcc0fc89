#pragma once

#include <string>
#include <vector>

#include "support/server_process.hpp"

namespace ceilometer::test {

/// A MariaDB server, or one node of a cluster of them.
class MariadbServer : public ServerProcess {
 public:
  enum class Tables { kOwn, kNone };

  /// `more`: options of mariadbd. Without tables of its own it must get another's before it can be used.
  explicit MariadbServer(std::vector<std::string> more = {}, Tables tables = Tables::kOwn);
  ~MariadbServer() override { stop(); }

  std::string url(const std::string& database) const override { return url_at(port(), database); }
  /// The same at another port, which leads here.
  static std::string url_at(int port, const std::string& database);
  void start() override;
  void stop() override { end(SIGTERM); }
  void create(const std::string& database) override;
  void drop(const std::string& database) override { run("", "DROP DATABASE " + database); }
  void load(const std::string& database, const std::string& file) override;
  void run(const std::string& database, const std::string& sql) override { client(database, sql, true); }
  std::vector<std::string> rows(const std::string& database, const std::string& sql) override;
  void end_sessions() override;

 protected:
  /// Starts it with options besides those that it always has, and returns when `is_ready` holds.
  template <class IsReady>
  void start_with(const std::vector<std::string>& options, const IsReady& is_ready) {
    begin(command(options), is_ready);
  }
  std::vector<std::string> command(const std::vector<std::string>& options) const;
  /// What its client says to these statements.
  Finished client(const std::string& database, const std::string& sql, bool check) const;

 private:
  const std::vector<std::string> more_;
};

}  // namespace ceilometer::test
