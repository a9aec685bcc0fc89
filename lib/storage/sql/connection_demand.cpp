#include "storage/sql/connection_demand.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace ceilometer::storage::sql {

void ConnectionDemand::compare(Connection& connection, const Dialect& dialect) {
  if (options_.processes <= 0 || options_.threads <= 0 || dialect.connection_limit().empty()) return;
  if (compared_.exchange(true)) return;
  const auto statement = connection.prepare(dialect.connection_limit());
  if (!statement->step()) return;
  const std::int64_t limit = statement->integer(0);
  // A thread uses one at a time.
  const std::int64_t each = std::min(options_.max_connections().value_or(options_.threads), options_.threads);
  const std::int64_t all = options_.processes * each;
  if (all <= limit || !said_.is_first()) return;
  logger_.log(LogLevel::kWarning, "ceilometer.storage",
              "CEIL0420: " + std::to_string(options_.processes) + " processes may open " + std::to_string(each) +
                  " database connections each, " + std::to_string(all) + " in all, but the server takes " +
                  std::to_string(limit) +
                  ": lower [database] max_pool_size and max_overflow, or httpd's MaxRequestWorkers, or raise the "
                  "server's max_connections");
}

}  // namespace ceilometer::storage::sql
