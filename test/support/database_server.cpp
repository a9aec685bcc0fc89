#include "support/database_server.hpp"

#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {
namespace {

const std::vector<std::string> kEnvironment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/"};

bool is_there(const std::string& program) { return ::access(program.c_str(), X_OK) == 0; }

/// The directory of the newest version's programs; "" where there is none.
std::string postgresql_programs() {
  for (const auto* version : {"17", "16", "15", "14", "13"}) {
    std::string programs = std::string("/usr/lib/postgresql/") + version + "/bin";
    if (is_there(programs + "/initdb")) return programs;
  }
  return "";
}

/// Runs a client program with these statements, which may be longer than an argument can be.
Finished with_input(const std::vector<std::string>& client, const std::string& sql) {
  const TempDir scratch;
  write_file(scratch.path("sql"), sql);
  std::vector<std::string> command = {"sh", "-c", "exec \"$@\" <\"$0\"", scratch.path("sql")};
  command.insert(command.end(), client.begin(), client.end());
  return run(command, kEnvironment);
}

std::string checked(const std::vector<std::string>& argv) {
  const Finished finished = run(argv, kEnvironment);
  if (finished.code != 0) throw std::runtime_error(argv.front() + ": " + finished.output);
  return finished.output;
}

std::vector<std::string> lines_of(const std::string& text, char separator) {
  std::vector<std::string> rows;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    for (char& c : line) {
      if (c == separator) c = '|';
    }
    rows.push_back(line);
  }
  return rows;
}

/// What both have: a directory that belongs to the server's own user where tests run as root, and a process.
class ServerProcess : public DatabaseServer {
 public:
  explicit ServerProcess(std::string user) : user_(::geteuid() == 0 ? std::move(user) : "") {
    own(directory_.root());
    std::filesystem::create_directory(path("run"));
    own(path("run"));
  }
  ~ServerProcess() override { end(); }

 protected:
  std::string path(const std::string& name) const { return directory_.path(name); }
  int port() const { return port_; }
  const std::string& user() const { return user_; }

  void own(const std::string& file) const {
    const passwd* entry = user_.empty() ? nullptr : ::getpwnam(user_.c_str());
    if (entry != nullptr && ::chown(file.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
      throw std::runtime_error("cannot chown " + file);
    }
  }
  /// The command as the server's user.
  std::vector<std::string> as_user(std::vector<std::string> command) const {
    if (user_.empty()) return command;
    std::vector<std::string> all = {"setpriv", "--reuid", user_, "--regid", user_, "--init-groups"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
  }
  template <class IsReady>
  void begin(const std::vector<std::string>& command, const IsReady& is_ready) {
    pid_ = spawn(command, kEnvironment, path("output"));
    if (eventually(is_ready, std::chrono::seconds(60))) return;
    end();
    throw std::runtime_error("the database server did not start:\n" + read_file(path("output")));
  }
  void end(int signal = SIGTERM) {
    if (pid_ == 0) return;
    ::kill(pid_, signal);
    if (!wait_for(pid_, std::chrono::seconds(30))) {
      ::kill(pid_, SIGKILL);
      wait_for(pid_, std::chrono::seconds(10));
    }
    pid_ = 0;
  }

 private:
  TempDir directory_;
  const std::string user_;
  const int port_ = free_port();
  pid_t pid_ = 0;
};

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
                   "-c", "max_connections=200", "-c", "full_page_writes=off"}),
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

class MariadbServer final : public ServerProcess {
 public:
  MariadbServer() : ServerProcess("mysql") {
    std::vector<std::string> install = {"mariadb-install-db", "--no-defaults", "--datadir=" + path("data"),
                                        "--auth-root-authentication-method=normal", "--skip-test-db"};
    if (!user().empty()) install.push_back("--user=" + user());
    checked(install);
  }
  ~MariadbServer() override { stop(); }

  std::string url(const std::string& database) const override {
    return "mysql+pymysql://root:@127.0.0.1:" + std::to_string(port()) + "/" + database + "?charset=utf8";
  }
  void start() override {
    std::vector<std::string> command = {"mariadbd",
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
    if (!user().empty()) command.push_back("--user=" + user());
    begin(command, [this] { return client("", "SELECT 1", false).code == 0; });
  }
  void stop() override { end(); }
  void create(const std::string& database) override {
    run("", "CREATE DATABASE " + database + " DEFAULT CHARACTER SET utf8");
  }
  void drop(const std::string& database) override { run("", "DROP DATABASE " + database); }
  void load(const std::string& database, const std::string& file) override {
    checked({"sh", "-ec", "xzcat \"$0\" | \"$@\"", file, "mariadb", "--no-defaults", "-uroot", "-h127.0.0.1",
             "-P" + std::to_string(port()), database});
  }
  void run(const std::string& database, const std::string& sql) override { client(database, sql, true); }
  std::vector<std::string> rows(const std::string& database, const std::string& sql) override {
    return lines_of(client(database, sql, true).output, '\t');
  }
  void end_sessions() override {
    for (const std::string& id : rows("",
                                      "SELECT id FROM information_schema.processlist WHERE user = 'root' AND "
                                      "id <> CONNECTION_ID()")) {
      client("", "KILL " + id, false);
    }
  }

 private:
  Finished client(const std::string& database, const std::string& sql, bool check) const {
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
