#include "storage/options.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace ceilometer;
using storage::StoreOptions;

namespace {

StoreOptions read(std::vector<config::Override> overrides) {
  config::Sources sources;
  sources.overrides = std::move(overrides);
  const auto config = config::Config::load(sources);
  REQUIRE(config.ok());
  return StoreOptions::read(**config);
}

}  // namespace

TEST_CASE("a store's options come from [database]") {
  const StoreOptions options = read({{"database", "max_pool_size", "3", "test"},
                                     {"database", "max_overflow", "4", "test"},
                                     {"database", "pool_timeout", "2", "test"},
                                     {"database", "busy_timeout", "7", "test"},
                                     {"database", "query_timeout", "9", "test"},
                                     {"database", "retry_interval", "11", "test"},
                                     {"database", "sqlite_synchronous", "False", "test"}});
  CHECK(options.max_connections() == 7);
  CHECK(options.pool_timeout == 2s);
  CHECK(options.busy_timeout == 7s);
  CHECK(options.query_timeout == 9s);
  CHECK(options.retry_after == 11s);
  CHECK_FALSE(options.synchronous);
}

TEST_CASE("no limit is a limit that is not there") {
  CHECK_FALSE(read({{"database", "query_timeout", "0", "test"}}).query_timeout.has_value());
  CHECK_FALSE(read({{"database", "max_pool_size", "0", "test"}}).max_connections().has_value());
  CHECK_FALSE(read({{"database", "max_overflow", "-1", "test"}}).max_connections().has_value());
  CHECK(read({}).query_timeout.has_value());
  CHECK(read({}).synchronous);
}
