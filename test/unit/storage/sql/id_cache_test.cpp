#include "storage/sql/id_cache.hpp"

#include <catch2/catch.hpp>

using ceilometer::storage::sql::IdCache;

TEST_CASE("the id cache forgets the least recently used") {
  IdCache cache(2);
  cache.put("a", 1);
  cache.put("b", 2);
  CHECK(cache.find("a") == 1);
  cache.put("c", 3);
  CHECK(cache.size() == 2);
  CHECK(cache.find("a") == 1);
  CHECK_FALSE(cache.find("b").has_value());
  CHECK(cache.find("c") == 3);
}

TEST_CASE("a known identity gets its new id") {
  IdCache cache(2);
  cache.put("a", 1);
  cache.put("b", 2);
  cache.put("a", 7);
  CHECK(cache.size() == 2);
  CHECK(cache.find("a") == 7);
  cache.put("c", 3);
  CHECK(cache.find("a") == 7);
  CHECK_FALSE(cache.find("b").has_value());
}
