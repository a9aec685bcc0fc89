#include "storage/postgresql/postgresql_driver.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "storage/postgresql/postgresql_connection.hpp"
#include "storage/postgresql/postgresql_dialect.hpp"

namespace ceilometer::storage::postgresql {

namespace {

class PostgresqlDriver final : public sql::Driver {
 public:
  PostgresqlDriver(const Library& library, Parameters parameters, const StoreOptions& options)
      : library_(library),
        parameters_(std::move(parameters)),
        lock_timeout_(options.busy_timeout),
        write_timeout_(options.query_timeout) {}

  std::unique_ptr<sql::Connection> open() override {
    return std::make_unique<PostgresqlConnection>(library_, parameters_, lock_timeout_, write_timeout_);
  }
  const sql::Dialect& dialect() const override { return dialect_; }

 private:
  const Library library_;
  const Parameters parameters_;
  const std::chrono::milliseconds lock_timeout_;
  const std::optional<std::chrono::milliseconds> write_timeout_;
  const PostgresqlDialect dialect_;
};

bool is_keyword(const Library& library, const std::string& name) {
  PQconninfoOption* options = library.conndefaults();
  if (options == nullptr) return true;
  bool found = false;
  for (const auto* option = options; option->keyword != nullptr; ++option) found = found || name == option->keyword;
  library.conninfo_free(options);
  return found;
}

/// A parameter of the URL holds before its other parts, as it did for psycopg2.
void set(Parameters& parameters, const std::string& name, std::string value) {
  const auto same = [&](const auto& parameter) { return parameter.first == name; };
  const auto found = std::find_if(parameters.begin(), parameters.end(), same);
  if (found != parameters.end()) {
    found->second = std::move(value);
  } else {
    parameters.emplace_back(name, std::move(value));
  }
}

Result<Parameters> to_parameters(const Library& library, const DatabaseUrl& url) {
  Parameters parameters{{"connect_timeout", "10"}, {"application_name", "mod_ceilometer"}};
  if (!url.host.empty()) set(parameters, "host", url.host);
  if (url.port) set(parameters, "port", std::to_string(*url.port));
  if (url.user) set(parameters, "user", *url.user);
  if (url.password) set(parameters, "password", *url.password);
  if (url.database && !url.database->empty()) set(parameters, "dbname", *url.database);
  for (const auto& [name, value] : url.parameters) {
    if (!is_keyword(library, name)) {
      return Error{"the PostgreSQL URL's parameter \"" + name + "\" is none of libpq's"};
    }
    set(parameters, name, value);
  }
  set(parameters, "client_encoding", "UTF8");
  const bool has_nul = std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
    return parameter.second.find('\0') != std::string::npos;
  });
  if (has_nul) return Error{"the PostgreSQL URL holds the character U+0000"};
  return parameters;
}

}  // namespace

Result<std::unique_ptr<sql::Driver>> make_driver(const DatabaseUrl& url, const StoreOptions& options,
                                                 Logger& /*logger*/) {
  const auto library = Library::load();
  if (!library) return library.error();
  auto parameters = to_parameters(*library, url);
  if (!parameters) return parameters.error();
  return std::unique_ptr<sql::Driver>(std::make_unique<PostgresqlDriver>(*library, *std::move(parameters), options));
}

}  // namespace ceilometer::storage::postgresql
