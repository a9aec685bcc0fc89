#include "support/database_server.hpp"

#include <signal.h>
#include <unistd.h>

#include <stdexcept>

#include "support/mariadb_server.hpp"
#include "support/server_process.hpp"

namespace ceilometer::test {
namespace {

bool is_there(const std::string& program) { return ::access(program.c_str(), X_OK) == 0; }

/// The directory of the newest version's programs; "" where there is none.
std::string postgresql_programs() {
  for (const auto* version : {"17", "16", "15", "14", "13"}) {
    std::string programs = std::string("/usr/lib/postgresql/") + version + "/bin";
    if (is_there(programs + "/initdb")) return programs;
  }
  return "";
}

class PostgresqlServer final : public ServerProcess {
 public:
  explicit PostgresqlServer(std::string programs) : ServerProcess("postgres"), programs_(std::move(programs)) {
    checked(as_user({programs_ + "/initdb", "-D", path("data"), "-A", "trust", "-U", "ceilometer", "--no-sync",
                     "--locale=C.UTF-8", "-E", "UTF8"}));
  }
  ~PostgresqlServer() override { stop(); }

  std::string url(const std::string& database) const override {
    return "postgresql+psycopg2://ceilometer:not%2Fneeded@127.0.0.1:" + std::to_string(port()) + "/" + database;
  }
  void start() override {
    begin(as_user({programs_ + "/postgres", "-D", path("data"), "-p", std::to_string(port()), "-c",
                   "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + path("run"), "-c", "fsync=off",
                   "-c", "max_connections=200", "-c", "max_prepared_transactions=10", "-c", "full_page_writes=off"}),
          [this] { return psql("postgres", "SELECT 1", false).code == 0; });
  }
  void stop() override { end(SIGINT); }
  void create(const std::string& database) override { run("postgres", "CREATE DATABASE " + database); }
  void drop(const std::string& database) override { run("postgres", "DROP DATABASE " + database + " WITH (FORCE)"); }
  void load(const std::string& database, const std::string& file) override {
    checked({"sh", "-ec", "xzcat \"$0\" | \"$@\" >/dev/null", file, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h",
             "127.0.0.1", "-p", std::to_string(port()), "-U", "ceilometer", database});
  }
  void run(const std::string& database, const std::string& sql) override { psql(database, sql, true); }
  std::vector<std::string> rows(const std::string& database, const std::string& sql) override {
    return lines_of(psql(database, sql, true).output, '|');
  }
  void end_sessions() override {
    run("postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
        "backend_type = 'client backend'");
  }

 private:
  Finished psql(const std::string& database, const std::string& sql, bool check) const {
    const Finished finished =
        with_input({"psql", "-X", "-q", "-A", "-t", "-F", "|", "-P", "null=NULL", "-v", "ON_ERROR_STOP=1", "-h",
                    "127.0.0.1", "-p", std::to_string(port()), "-U", "ceilometer", database},
                   sql);
    if (check && finished.code != 0) throw std::runtime_error(sql + ": " + finished.output);
    return finished;
  }

  const std::string programs_;
};

}  // namespace

bool is_installed(const std::string& engine) {
  if (engine == "sqlite") return true;
  if (engine == "mariadb") return is_there("/usr/sbin/mariadbd");
  if (engine == "postgresql") return !postgresql_programs().empty();
  throw std::runtime_error("there is no engine " + engine);
}

std::unique_ptr<DatabaseServer> make_database_server(const std::string& engine) {
  if (!is_installed(engine)) throw std::runtime_error("there is no " + engine + " server on this machine");
  if (engine == "mariadb") return std::make_unique<MariadbServer>();
  return std::make_unique<PostgresqlServer>(postgresql_programs());
}

}  // namespace ceilometer::test
