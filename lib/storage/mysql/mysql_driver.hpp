#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "storage/database_url.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::mysql {

/// The driver of mysql://user:password@host:port/database?name=value, with the parameters of Python's drivers: charset
/// (any: what is spoken is UTF-8 of four bytes), unix_socket, connect_timeout, init_command and those of TLS (ssl_ca
/// and others). Loads libmariadb, and opens nothing yet. Also of mariadb://.
Result<std::unique_ptr<sql::Driver>> make_driver(const DatabaseUrl& url, const StoreOptions& options, Logger& logger);

}  // namespace ceilometer::storage::mysql
