#include "support/service.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

namespace ceilometer::test {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};

std::unique_ptr<sqlite3, Close> open(const std::string& path) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
  std::unique_ptr<sqlite3, Close> owned(database);
  if (code != SQLITE_OK) throw std::runtime_error("cannot open " + path);
  sqlite3_busy_timeout(database, 20000);
  return owned;
}

}  // namespace

ServiceFiles write_service(HttpdServer& server, const std::string& name, const std::string& more) {
  const std::string database = server.path(name + ".sqlite");
  std::filesystem::copy_file(TEST_DATABASE, database);
  std::filesystem::permissions(database, std::filesystem::perms(0644));
  give_to_server(database);
  ServiceFiles files = write_service_of(server, name, "sqlite:///" + database, more);
  files.database = database;
  return files;
}

ServiceFiles write_service_of(HttpdServer& server, const std::string& name, const std::string& url,
                              const std::string& more) {
  ServiceFiles files{"", server.path(name + ".conf"), server.path(name + ".ini")};
  server.write(name + ".conf", "[DEFAULT]\n[database]\nconnection = " + url +
                                   "\n[publisher_notifier]\ntelemetry_driver = noop\n"
                                   "[api]\ngnocchi_is_enabled = False\naodh_is_enabled = False\n" +
                                   more);
  server.write(name + ".ini",
               "[pipeline:main]\npipeline = cors request_id api-server\n"
               "[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n"
               "[filter:request_id]\npaste.filter_factory = oslo_middleware:RequestId.factory\n"
               "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"
               "oslo_config_project = ceilometer\n");
  return files;
}

std::string serve(const ServiceFiles& files, const std::string& prefix) {
  return "CeilometerAlias " + prefix + "\nCeilometerConfigFile " + files.config + "\nCeilometerPasteConfig " +
         files.paste + "\nAllowEncodedSlashes On";
}

void execute(const std::string& path, const std::string& sql) {
  const auto database = open(path);
  char* message = nullptr;
  if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
    const std::string said = message != nullptr ? message : "unknown error";
    sqlite3_free(message);
    throw std::runtime_error(said);
  }
}

void grow(const ServiceFiles& files, long samples) {
  execute(files.database,
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(samples) +
              ") INSERT INTO sample (meter_id, resource_id, timestamp, recorded_at, volume, message_signature, "
              "message_id) SELECT s.meter_id, s.resource_id, s.timestamp, s.recorded_at, n.i, s.message_signature, "
              "'grown-' || n.i FROM n, (SELECT * FROM sample ORDER BY id LIMIT 1) s");
}

namespace {

/// Gives the first row's first column to `take`, if there is one.
template <class F>
void take_first(const std::string& path, const std::string& sql, F&& take) {
  const auto database = open(path);
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(database.get()));
  }
  if (sqlite3_step(statement) == SQLITE_ROW) take(statement);
  sqlite3_finalize(statement);
}

}  // namespace

long ask(const std::string& path, const std::string& sql) {
  long number = -1;
  take_first(path, sql, [&](sqlite3_stmt* row) { number = static_cast<long>(sqlite3_column_int64(row, 0)); });
  return number;
}

std::string ask_text(const std::string& path, const std::string& sql) {
  std::string text;
  take_first(path, sql, [&](sqlite3_stmt* row) {
    const auto* found = sqlite3_column_text(row, 0);
    if (found != nullptr) text = reinterpret_cast<const char*>(found);
  });
  return text;
}

}  // namespace ceilometer::test
