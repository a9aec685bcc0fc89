// What is on the wire.

#include <catch2/catch.hpp>

#include "json/value.hpp"
#include "notify/bus.hpp"
#include "support/client.hpp"

using namespace ceilometer::test;

TEST_CASE("a posted sample is in the queue when 201 is answered") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(broker().url()))));
  server.start();
  clear_bus();
  const auto answer = Client().post(server.url("/v2/meters/cpu"), sample_body("cpu"));
  CHECK(answer.status == 201);
  INFO(answer.body);
  Consumer consumer(broker());
  const auto all = consumer.get_all("notifications.sample");
  REQUIRE(all.size() == 1);
  WARN(all[0].body);
  CHECK(all[0].exchange == "ceilometer");
  CHECK(all[0].routing_key == "notifications.sample");
}
