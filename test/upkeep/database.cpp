#include "upkeep/database.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "support/database_server.hpp"
#include "support/sqlite_file.hpp"

namespace ceilometer::test {
namespace {

class SqliteDatabase final : public Database {
 public:
  std::string engine() const override { return "sqlite"; }
  std::string url() const override { return file_.url(); }
  void run(const std::string& sql) override { file_.run(sql); }
  std::vector<std::string> rows(const std::string& sql) override { return file_.rows(sql); }
  std::vector<std::string> schema() override {
    return rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name");
  }
  void load_original() override {
    std::filesystem::copy_file(std::string(DATA) + "/telemetry-20161.sqlite", file_.path());
  }

 private:
  SqliteFile file_;
};

/// One of each engine for the whole run: to start it takes a second or two.
DatabaseServer& server_of(const std::string& engine) {
  static std::map<std::string, std::unique_ptr<DatabaseServer>> started;
  auto& server = started[engine];
  if (!server) {
    server = make_database_server(engine);
    server->start();
  }
  return *server;
}

class ServerDatabase final : public Database {
 public:
  explicit ServerDatabase(std::string engine) : engine_(std::move(engine)), server_(server_of(engine_)) {
    static int count = 0;
    name_ = "upkeep" + std::to_string(++count);
    server_.create(name_);
  }
  ~ServerDatabase() override {
    try {
      server_.drop(name_);
    } catch (const std::exception&) {  // the server goes with all of them
    }
  }

  std::string engine() const override { return engine_; }
  std::string url() const override { return server_.url(name_); }
  void run(const std::string& sql) override { server_.run(name_, setting() + sql); }
  std::vector<std::string> rows(const std::string& sql) override { return server_.rows(name_, setting() + sql); }
  std::vector<std::string> schema() override {
    std::vector<std::string> all;
    const auto add = [&](const std::string& sql) {
      for (auto& row : server_.rows(name_, sql)) all.push_back(std::move(row));
    };
    if (engine_ == "postgresql") {
      add("SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length, is_nullable, "
          "column_default FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 3");
      add("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1");
      add("SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = "
          "'public'::regnamespace ORDER BY 1, 2");
      add("SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1");
      add("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1");
      add("SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
    } else {
      add("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1");
      for (const auto& table : std::vector<std::string>(all)) add("SHOW CREATE TABLE " + table);
    }
    return all;
  }
  void load_original() override {
    server_.load(name_, std::string(DATA) + "/telemetry-20161." + (engine_ == "mariadb" ? "mysql" : "pgsql") + ".xz");
  }

 private:
  std::string setting() const { return engine_ == "mariadb" ? "SET sql_mode = 'ANSI'; " : ""; }

  const std::string engine_;
  DatabaseServer& server_;
  std::string name_;
};

}  // namespace

std::unique_ptr<Database> make_database(const std::string& engine) {
  if (engine == "sqlite") return std::make_unique<SqliteDatabase>();
  return std::make_unique<ServerDatabase>(engine);
}

std::string tested_engine() {
  const char* name = std::getenv("CEILOMETER_TEST_ENGINE");
  return name != nullptr ? name : "sqlite";
}

bool tells_password(const std::string& output) {
  return output.find("not%2Fneeded") != std::string::npos || output.find("not/needed") != std::string::npos;
}

std::string tool(const std::string& name) { return std::string(TOOLS_DIR) + "/" + name; }

Finished run_tool(const std::string& name, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {tool(name)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return ceilometer::test::run(command, {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"});
}

ConfigFile::ConfigFile(const Database& database) {
  static int count = 0;
  path_ = std::filesystem::temp_directory_path().string() + "/ceilometer-upkeep-" + std::to_string(::getpid()) + "-" +
          std::to_string(++count) + ".conf";
  write_file(path_, "[database]\nconnection = " + database.url() + "\n");
}

ConfigFile::~ConfigFile() { std::filesystem::remove(path_); }

}  // namespace ceilometer::test
