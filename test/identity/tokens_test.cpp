// Who gets in, and as whom: tokens of a real Keystone.

#include <catch2/catch.hpp>

#include "identity/cloud.hpp"

using namespace ceilometer::test;

TEST_CASE("the cloud") {
  auto& c = cloud();
  INFO(c.keystone.url());
  CHECK(!c.alice_token().empty());
  CHECK(!c.keystone.token("alice", "alicepw", "").empty());
}
