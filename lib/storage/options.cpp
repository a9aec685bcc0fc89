#include "storage/options.hpp"

namespace ceilometer::storage {

namespace {

std::chrono::milliseconds seconds(const config::Config& config, std::string_view name) {
  return std::chrono::seconds(config.get_int("database", name));
}

}  // namespace

StoreOptions StoreOptions::read(const config::Config& config) {
  StoreOptions options;
  options.max_pool_size = static_cast<int>(config.get_int("database", "max_pool_size"));
  options.max_overflow = static_cast<int>(config.get_int("database", "max_overflow"));
  options.pool_timeout = seconds(config, "pool_timeout");
  options.busy_timeout = seconds(config, "busy_timeout");
  const auto query_timeout = seconds(config, "query_timeout");
  if (query_timeout.count() > 0) options.query_timeout = query_timeout;
  options.recycle = std::chrono::seconds(config.get_int("database", "connection_recycle_time"));
  options.retry_after = std::chrono::seconds(config.get_int("database", "retry_interval"));
  options.write_retries = static_cast<int>(config.get_int("database", "db_max_retries"));
  options.write_interval = seconds(config, "db_retry_interval");
  options.sql_mode = config.get_string("database", "mysql_sql_mode");
  options.summaries = config.get_string("database", "summaries") != "off";
  options.synchronous = config.get_bool("database", "sqlite_synchronous");
  return options;
}

}  // namespace ceilometer::storage
