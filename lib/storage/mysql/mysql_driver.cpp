#include "storage/mysql/mysql_driver.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/strings.hpp"
#include "storage/mysql/mysql_connection.hpp"
#include "storage/mysql/mysql_dialect.hpp"

namespace ceilometer::storage::mysql {

namespace {

class MysqlDriver final : public sql::Driver {
 public:
  MysqlDriver(const Library& library, Address address, SessionOptions options)
      : library_(library), address_(std::move(address)), options_(std::move(options)) {}

  std::unique_ptr<sql::Connection> open() override {
    return std::make_unique<MysqlConnection>(library_, address_, options_);
  }
  const sql::Dialect& dialect() const override { return dialect_; }

 private:
  const Library library_;
  const Address address_;
  const SessionOptions options_;
  const MysqlDialect dialect_;
};

/// Parameters of Python's drivers that said how Python was to see what the server sent.
constexpr std::array<std::string_view, 9> kPythons = {"charset",       "use_unicode", "binary_prefix",
                                                      "local_infile",  "autocommit",  "read_timeout",
                                                      "write_timeout", "compress",    "plugin_name"};

Result<void> set_parameter(Address& address, const std::string& name, const std::string& value) {
  const std::array<std::pair<std::string_view, std::string*>, 7> texts = {{{"unix_socket", &address.unix_socket},
                                                                           {"ssl_ca", &address.ssl_ca},
                                                                           {"ssl_capath", &address.ssl_capath},
                                                                           {"ssl_cert", &address.ssl_cert},
                                                                           {"ssl_key", &address.ssl_key},
                                                                           {"ssl_cipher", &address.ssl_cipher},
                                                                           {"init_command", &address.init_command}}};
  for (const auto& [known, place] : texts) {
    if (name != known) continue;
    *place = value;
    if (name.starts_with("ssl")) address.use_tls = true;
    // As Python's driver did: who names an authority wants it to be asked.
    if (name == "ssl_ca" || name == "ssl_capath") address.verify_tls = true;
    return {};
  }
  if (name == "host") {
    address.host = value;
  } else if (name == "connect_timeout") {
    const auto seconds = parse_python_int(value);
    if (!seconds || *seconds < 1 || *seconds > 3'600) {
      return Error{"the MySQL URL's connect_timeout is not a number of seconds between 1 and 3600"};
    }
    address.connect_timeout = static_cast<unsigned>(*seconds);
  } else if (name == "ssl_verify_cert" || name == "ssl_verify_identity" || name == "ssl_check_hostname" ||
             name == "ssl") {
    const auto yes = bool_from_string(value);
    if (!yes) return Error{"the MySQL URL's " + name + " is neither true nor false"};
    if (name == "ssl") {
      address.use_tls = *yes;
    } else {
      address.use_tls = true;
      address.verify_tls = *yes;
    }
  } else if (std::find(kPythons.begin(), kPythons.end(), name) == kPythons.end()) {
    return Error{"the MySQL URL's parameter \"" + name + "\" is not known here"};
  }
  return {};
}

Result<Address> to_address(const DatabaseUrl& url) {
  Address address;
  address.host = url.host;
  address.port = static_cast<unsigned>(url.port.value_or(0));
  address.user = url.user.value_or("");
  address.password = url.password.value_or("");
  address.database = url.database.value_or("");
  for (const auto& [name, value] : url.parameters) {
    if (auto set = set_parameter(address, name, value); !set) return set.error();
  }
  if (address.database.empty()) return Error{"the MySQL URL names no database: write mysql://user:password@host/name"};
  if (address.host.empty()) address.host = "localhost";
  // To the client library localhost is the server's socket, as it was to MySQLdb; the others took it for a host.
  const bool is_mysqldb = url.driver.empty() || url.driver == "mysqldb";
  if (address.host == "localhost" && address.unix_socket.empty() && !is_mysqldb) address.host = "127.0.0.1";
  return address;
}

}  // namespace

Result<std::unique_ptr<sql::Driver>> make_driver(const DatabaseUrl& url, const StoreOptions& options,
                                                 Logger& /*logger*/) {
  const auto library = Library::load();
  if (!library) return library.error();
  auto address = to_address(url);
  if (!address) return address.error();
  return std::unique_ptr<sql::Driver>(std::make_unique<MysqlDriver>(
      *library, *std::move(address), SessionOptions{options.sql_mode, options.busy_timeout, options.query_timeout}));
}

}  // namespace ceilometer::storage::mysql
