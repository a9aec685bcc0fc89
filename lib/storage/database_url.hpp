#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::storage {

/// A database URL as SQLAlchemy reads it: dialect+driver://user:password@host:port/database?key=value.
///
/// User and password are percent-decoded, the database is taken as written (sqlalchemy.engine.url.make_url). A
/// password reaches up to the last "@", so it may hold "/", ":" and "@".
struct DatabaseUrl {
  std::string dialect;  ///< lower case; what chooses the driver: "sqlite" of sqlite+pysqlite
  std::string driver;   ///< the Python driver behind "+", which means nothing here
  std::optional<std::string> user;
  std::optional<std::string> password;
  std::string host;
  std::optional<int> port;
  std::optional<std::string> database;                          ///< what follows the "/" behind the host
  std::vector<std::pair<std::string, std::string>> parameters;  ///< decoded, in order

  /// The error never holds any of the text: it may be a password that stands in the wrong place.
  static Result<DatabaseUrl> parse(std::string_view text);

  /// The last value of that parameter, or null.
  const std::string* parameter(std::string_view name) const;
};

}  // namespace ceilometer::storage
