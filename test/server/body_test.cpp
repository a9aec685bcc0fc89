// Requests with bodies: how they come in, and where they stop.

#include <catch2/catch.hpp>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

std::string batch(const std::string& meter, int count) {
  std::string text = "[";
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += ",";
    text += R"({"counter_name": ")" + meter + R"(", "counter_type": "gauge", "counter_unit": "x", "counter_volume": )" +
            std::to_string(i) + R"(, "resource_id": "r", "project_id": "p", "user_id": "u", "resource_metadata": {}})";
  }
  return text + "]";
}

constexpr const char* kCount =
    "SELECT count(*) FROM sample s JOIN meter m ON m.id = s.meter_id WHERE m.name = 'posted'";

}  // namespace

TEST_CASE("a body comes whole or in chunks") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")));
  server.start();
  Client client;
  for (const bool chunked : {false, true}) {
    const auto answer = client.send({server.url("/v2/meters/posted?direct=True"),
                                     "POST",
                                     {{"Content-Type", "application/json"}},
                                     batch("posted", 200),
                                     chunked});
    CHECK(answer.status == 201);
    CHECK(ask(server.path("api.sqlite"), kCount) == (chunked ? 400 : 200));
  }
}

TEST_CASE("a body over LimitRequestBody is 413 and stores nothing") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")) + "\nLimitRequestBody 10000");
  server.expect_log("AH01587");  // httpd's own filter, for the chunked one
  server.expect_log("AH01588");
  server.start();
  Client client;
  for (const bool chunked : {false, true}) {
    INFO(chunked);
    const auto answer = client.send({server.url("/v2/meters/posted?direct=True"),
                                     "POST",
                                     {{"Content-Type", "application/json"}},
                                     batch("posted", 200),
                                     chunked});
    CHECK(answer.status == 413);
    if (!chunked) CHECK_THAT(answer.body, Catch::Contains("\"error_message\""));
  }
  CHECK(ask(server.path("api.sqlite"), kCount) == 0);
  CHECK(client.post(server.url("/v2/meters/posted?direct=True"), batch("posted", 2)).status == 201);
}

TEST_CASE("a body over [api] max_request_body_size is 413 and stores nothing") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", "max_request_body_size = 10000\n")));
  server.start();
  Client client;
  for (const bool chunked : {false, true}) {
    INFO(chunked);
    const auto answer = client.send({server.url("/v2/meters/posted?direct=True"),
                                     "POST",
                                     {{"Content-Type", "application/json"}},
                                     batch("posted", 200),
                                     chunked});
    CHECK(answer.status == 413);
    CHECK_THAT(answer.body, Catch::Contains("\"error_message\""));
  }
  CHECK(ask(server.path("api.sqlite"), kCount) == 0);
}

TEST_CASE("deep nesting is a client's fault and hurts nobody") {
  HttpdServer server;
  server.size(1, 4);
  server.vhost(serve(write_service(server, "api")));
  server.start();
  const auto before = server.children();
  Client client;
  const std::string deep(200000, '[');
  CHECK(client.post(server.url("/v2/meters/posted?direct=True"), deep).status == 400);
  const std::string metadata = R"([{"counter_name": "posted", "counter_type": "gauge", "counter_unit": "x",)"
                               R"( "counter_volume": 1, "resource_id": "r", "resource_metadata": )" +
                               deep;
  CHECK(client.post(server.url("/v2/meters/posted?direct=True"), metadata).status == 400);
  CHECK(server.children() == before);
}

TEST_CASE("a client that breaks off inside its body stores nothing") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")));
  server.start();
  const auto body = batch("posted", 3);
  const std::string head =
      "POST /v2/meters/posted?direct=True HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  {
    RawConnection connection(server.port());
    connection.send(head + "Content-Length: " + std::to_string(body.size() + 10) + "\r\n\r\n" + body);
    connection.end_sending();
    CHECK_THAT(connection.receive_all(), Catch::StartsWith("HTTP/1.1 400 "));
  }
  {
    RawConnection connection(server.port());
    connection.send(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body);
    CHECK_THAT(connection.receive_all(), Catch::StartsWith("HTTP/1.1 400 "));
  }
  CHECK(Client().get(server.url("/")).status == 200);
  CHECK(ask(server.path("api.sqlite"), kCount) == 0);
}

TEST_CASE("a body that does not arrive in time is 408") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")) + "\nTimeout 1");
  server.start();
  RawConnection connection(server.port());
  connection.send(
      "POST /v2/meters/posted?direct=True HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: 100\r\n\r\n[");
  CHECK_THAT(connection.receive_all(), Catch::StartsWith("HTTP/1.1 408 "));
  CHECK(ask(server.path("api.sqlite"), kCount) == 0);
}

TEST_CASE("what a request did not read does not become the next one") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")));
  server.start();
  RawConnection connection(server.port());
  const std::string smuggled = "GET /v2/capabilities HTTP/1.1\r\nHost: x\r\n\r\n";
  connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n" +
                  smuggled + "GET /v2/nothing-here HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answers = connection.receive_all();
  CHECK_THAT(answers, Catch::Contains("HTTP/1.1 200 ") && Catch::Contains("HTTP/1.1 404 "));
  CHECK_THAT(answers, !Catch::Contains("meters:simple"));
}
