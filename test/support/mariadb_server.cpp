#include "support/mariadb_server.hpp"

#include <filesystem>
#include <utility>

namespace ceilometer::test {

MariadbServer::MariadbServer(std::vector<std::string> more, Tables tables)
    : ServerProcess("mysql"), more_(std::move(more)) {
  if (tables == Tables::kNone) {
    std::filesystem::create_directory(path("data"));
    own(path("data"));
    return;
  }
  std::vector<std::string> install = {"mariadb-install-db", "--no-defaults", "--datadir=" + path("data"),
                                      "--auth-root-authentication-method=normal", "--skip-test-db"};
  if (!user().empty()) install.push_back("--user=" + user());
  checked(install);
}

std::string MariadbServer::url_at(int port, const std::string& database) {
  return "mysql+pymysql://root:@127.0.0.1:" + std::to_string(port) + "/" + database + "?charset=utf8";
}

std::vector<std::string> MariadbServer::command(const std::vector<std::string>& options) const {
  std::vector<std::string> all = {"mariadbd",
                                  "--no-defaults",
                                  "--datadir=" + path("data"),
                                  "--socket=" + path("run/socket"),
                                  "--pid-file=" + path("run/pid"),
                                  "--port=" + std::to_string(port()),
                                  "--bind-address=127.0.0.1",
                                  "--character-set-server=utf8mb4",
                                  "--innodb-flush-log-at-trx-commit=2",
                                  "--innodb-buffer-pool-size=64M",
                                  "--max-connections=200",
                                  "--skip-name-resolve"};
  all.insert(all.end(), more_.begin(), more_.end());
  all.insert(all.end(), options.begin(), options.end());
  return as_user(std::move(all));
}

void MariadbServer::start() {
  start_with({}, [this] { return client("", "SELECT 1", false).code == 0; });
}

void MariadbServer::create(const std::string& database) {
  run("", "CREATE DATABASE " + database + " DEFAULT CHARACTER SET utf8");
}

void MariadbServer::load(const std::string& database, const std::string& file) {
  checked({"sh", "-ec", "xzcat \"$0\" | \"$@\"", file, "mariadb", "--no-defaults", "-uroot", "-h127.0.0.1",
           "-P" + std::to_string(port()), database});
}

std::vector<std::string> MariadbServer::rows(const std::string& database, const std::string& sql) {
  return lines_of(client(database, sql, true).output, '\t');
}

void MariadbServer::end_sessions() {
  for (const std::string& id : rows("",
                                    "SELECT id FROM information_schema.processlist WHERE user = 'root' AND "
                                    "id <> CONNECTION_ID()")) {
    client("", "KILL " + id, false);
  }
}

Finished MariadbServer::client(const std::string& database, const std::string& sql, bool check) const {
  std::vector<std::string> command = {"mariadb",
                                      "--no-defaults",
                                      "-uroot",
                                      "-h127.0.0.1",
                                      "-P" + std::to_string(port()),
                                      "--default-character-set=utf8mb4",
                                      "-N",
                                      "-B",
                                      "--raw"};
  if (!database.empty()) command.push_back(database);
  const Finished finished = with_input(command, sql);
  if (check && finished.code != 0) throw std::runtime_error(sql + ": " + finished.output);
  return finished;
}

}  // namespace ceilometer::test
