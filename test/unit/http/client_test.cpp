#include "http/client.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "fakes/scripted_server.hpp"
#include "http/origin.hpp"

#ifdef CEILOMETER_HAVE_CURL

using namespace ceilometer;
using namespace ceilometer::http;
using ceilometer::test::ReceivedRequest;
using ceilometer::test::ScriptedReply;
using ceilometer::test::ScriptedServer;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

std::shared_ptr<Client> client(const ClientOptions& options = {}) {
  auto made = make_client(options);
  if (!made) FAIL(made.error().message);
  return *made;
}

ClientResponse ask(Client& client, const ClientRequest& request) {
  auto response = client.send(request);
  if (!response) FAIL(response.error().message);
  return *response;
}

std::string failure(Client& client, const ClientRequest& request) {
  const auto response = client.send(request);
  REQUIRE_FALSE(response.ok());
  return response.error().message;
}

ScriptedReply echo(const ReceivedRequest& request) {
  return {.headers = {{"X-Method", request.method}, {"x-target", request.target}}, .body = request.body};
}

}  // namespace

TEST_CASE("a client sends what it is told to, and tells what came back") {
  ScriptedServer server(echo);
  const auto http = client({.user_agent = "tester/1"});
  const auto answer = ask(*http, {.method = "POST",
                                  .url = server.url("/a?b=c"),
                                  .headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}},
                                  .body = "{}"});
  CHECK(answer.status == 200);
  CHECK(answer.body == "{}");
  CHECK(answer.header("X-METHOD") == "POST");
  CHECK(answer.header("X-Target") == "/a?b=c");
  CHECK(answer.header("nothing").empty());
  const auto received = server.requests().at(0);
  CHECK(received.header("Content-Type") == "application/json");
  CHECK(received.header("User-Agent") == "tester/1");
  CHECK(received.has("X-Empty"));
  CHECK_FALSE(received.has("Expect"));
}

TEST_CASE("other methods, with and without a body") {
  ScriptedServer server(echo);
  const auto http = client();
  CHECK(ask(*http, {.method = "DELETE", .url = server.url()}).header("X-Method") == "DELETE");
  CHECK(ask(*http, {.method = "PUT", .url = server.url(), .body = "x"}).body == "x");
  CHECK(ask(*http, {.method = "POST", .url = server.url()}).body.empty());
  const auto plain = server.requests().at(2);
  CHECK(plain.header("Content-Length") == "0");
  CHECK_FALSE(plain.has("Content-Type"));
  CHECK(ask(*http, {.method = "HEAD", .url = server.url()}).status == 200);
}

TEST_CASE("a connection is kept and used again") {
  ScriptedServer server(echo);
  const auto http = client();
  for (int i = 0; i < 20; ++i) ask(*http, {.url = server.url()});
  CHECK(server.connections() == 1);
  http->close();
  ask(*http, {.url = server.url()});
  CHECK(server.connections() == 2);
}

TEST_CASE("threads take connections of their own, and no more than they need") {
  ScriptedServer server(echo);
  const auto http = client();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string body = std::to_string(t) + "/" + std::to_string(i);
        const auto answer = http->send({.method = "POST", .url = server.url(), .body = body});
        if (!answer || answer->body != body) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(server.requests().size() == 200);
  CHECK(server.connections() <= 8);
}

TEST_CASE("a kept connection that the server closed meanwhile is no error") {
  ScriptedServer server(echo);
  const auto http = client();
  ask(*http, {.url = server.url()});
  server.stop();
  server.start();
  CHECK(ask(*http, {.method = "POST", .url = server.url(), .body = "again"}).body == "again");
}

TEST_CASE("any status is an answer, and redirects are not followed") {
  ScriptedServer server([](const ReceivedRequest& request) {
    if (request.target == "/moved") return ScriptedReply{.status = 302, .headers = {{"Location", "/500"}}};
    return ScriptedReply{.status = 500, .body = "no"};
  });
  const auto http = client();
  CHECK(ask(*http, {.url = server.url("/500")}).status == 500);
  const auto moved = ask(*http, {.url = server.url("/moved")});
  CHECK(moved.status == 302);
  CHECK(moved.header("location") == "/500");
}

TEST_CASE("an interim answer's headers are not the answer's") {
  ScriptedServer server([](const ReceivedRequest& /*request*/) {
    return ScriptedReply{.raw =
                             "HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n"
                             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"};
  });
  const auto answer = ask(*client(), {.url = server.url()});
  CHECK(answer.status == 200);
  CHECK(answer.header("Link").empty());
  CHECK(answer.body == "ok");
}

TEST_CASE("a proxy of the environment is not used") {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ScriptedServer server(echo);
  CHECK(client()->send({.url = server.url()}).ok());
  ::unsetenv("http_proxy");
}

TEST_CASE("an exchange is bounded in time") {
  ScriptedServer server([](const ReceivedRequest& request) {
    if (request.target == "/slow") return ScriptedReply{.delay = 30s};
    return ScriptedReply{.silent = true};
  });
  const auto http = client({.timeout = 150ms});
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THAT(failure(*http, {.url = server.url("/slow")}), Contains("no whole answer within 150 ms"));
  CHECK_THAT(failure(*http, {.url = server.url("/silent")}), Contains("no whole answer within 150 ms"));
  const auto patient = client({.timeout = 60s});
  CHECK_THAT(failure(*patient, {.url = server.url("/silent"), .timeout = 100ms}), Contains("within 100 ms"));
  CHECK(std::chrono::steady_clock::now() - begin < 20s);
}

TEST_CASE("an answer longer than the limit is refused, told its length or not") {
  ScriptedServer server([](const ReceivedRequest& request) {
    if (request.target == "/untold") {
      return ScriptedReply{.raw = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(5000, 'x')};
    }
    if (request.target == "/headers") {
      ScriptedReply reply;
      for (int i = 0; i < 40; ++i) reply.headers.emplace_back("X-" + std::to_string(i), std::string(9000, 'h'));
      return reply;
    }
    return ScriptedReply{.body = std::string(request.target == "/fits" ? 1000 : 1001, 'x')};
  });
  const auto http = client({.max_response = 1000});
  CHECK(ask(*http, {.url = server.url("/fits")}).body.size() == 1000);
  CHECK_THAT(failure(*http, {.url = server.url("/told")}), Contains("too long"));
  CHECK_THAT(failure(*http, {.url = server.url("/untold")}), Contains("too long"));
  CHECK_THAT(failure(*http, {.url = server.url("/headers")}), Contains("too long"));
}

TEST_CASE("what is no whole answer is an error that says why") {
  std::string raw;
  std::size_t cut = std::string::npos;
  ScriptedServer server([&](const ReceivedRequest& /*request*/) {
    return ScriptedReply{.body = std::string(100, 'x'), .raw = raw, .cut = cut};
  });
  const auto http = client();
  raw = "garbage\r\n\r\n";
  CHECK_THAT(failure(*http, {.url = server.url()}), Contains("not HTTP"));
  raw.clear();
  cut = 80;
  CHECK_THAT(failure(*http, {.url = server.url()}), Contains("broke its answer off"));
  cut = 25;  // within the headers
  CHECK_THAT(failure(*http, {.url = server.url()}), Contains("broke its answer off"));
  cut = 0;
  CHECK_THAT(failure(*http, {.url = server.url()}), Contains("without an answer"));
  server.stop();
  CHECK_THAT(failure(*http, {.url = server.url()}), Contains("Connection refused"));
  CHECK_THAT(failure(*http, {.url = "http://no-such-host.invalid/"}), Contains("cannot be resolved"));
}

TEST_CASE("no secret is in an error") {
  ScriptedServer server(echo);
  const std::string port = std::to_string(server.port());
  server.stop();
  const auto http = client();
  const ClientRequest request = {.url = "http://user:hush@127.0.0.1:" + port + "/hush?hush",
                                 .headers = {{"X-Auth-Token", "hush"}},
                                 .body = "hush"};
  CHECK(failure(*http, request) == "http://127.0.0.1:" + port + ": cannot connect: Connection refused");
  CHECK_THAT(failure(*http, {.url = "http://user:hu/sh@127.0.0.1/"}), !Contains("hu"));
  CHECK_THAT(failure(*http, {.url = server.url(), .headers = {{"X-Auth-Token", "hush\r\nX-Roles: admin"}}}),
             Contains("X-Auth-Token has a control character") && !Contains("hush"));
}

TEST_CASE("nothing gets into a request that was not meant to") {
  ScriptedServer server(echo);
  const auto http = client();
  CHECK_FALSE(http->send({.url = server.url(), .headers = {{"X-A", "b\r\nX-Roles: admin"}}}).ok());
  CHECK_FALSE(http->send({.url = server.url(), .headers = {{"X-A", std::string("b\0c", 3)}}}).ok());
  CHECK_FALSE(http->send({.url = server.url(), .headers = {{"X-A: b\r\nX-Roles", "admin"}}}).ok());
  CHECK_FALSE(http->send({.url = server.url(), .headers = {{"", "x"}}}).ok());
  CHECK_FALSE(http->send({.method = "GET / HTTP/1.1\r\nX: ", .url = server.url()}).ok());
  CHECK_FALSE(http->send({.url = server.url("/a b")}).ok());
  CHECK_FALSE(http->send({.url = server.url("/a\r\nX: y")}).ok());
  CHECK_FALSE(http->send({.url = "file:///etc/passwd"}).ok());
  CHECK_FALSE(http->send({.url = "gopher://127.0.0.1/"}).ok());
  CHECK(server.requests().empty());
}

TEST_CASE("a child forgets its parent's connections and leaves them open") {
  ScriptedServer server(echo);
  const auto http = client();
  ask(*http, {.url = server.url()});
  REQUIRE(server.connections() == 1);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    bool ok = true;
    for (int i = 0; i < 3; ++i) ok = ok && http->send({.url = server.url("/child")}).ok();
    http->close();
    ::_exit(ok ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(server.connections() == 2);
  ask(*http, {.url = server.url("/parent")});
  CHECK(server.connections() == 2);
  CHECK(server.requests().back().connection == 1);
}

TEST_CASE("a file that cannot be read is named when the client is made") {
  CHECK_THAT(make_client({.ca_file = "/nonexistent/ca.pem"}).error().message, Contains("/nonexistent/ca.pem"));
  CHECK_THAT(make_client({.cert_file = "/nonexistent/cert.pem"}).error().message, Contains("/nonexistent/cert.pem"));
  CHECK_THAT(make_client({.cert_file = "/dev/null", .key_file = "/nonexistent/key.pem"}).error().message,
             Contains("/nonexistent/key.pem"));
  CHECK_FALSE(make_client({.user_agent = "a\r\nb"}).ok());
}

TEST_CASE("a server without TLS is no server for https") {
  ScriptedServer server([](const ReceivedRequest& /*request*/) { return ScriptedReply{}; });
  CHECK_FALSE(client({.timeout = 5s})->send({.url = "https://127.0.0.1:" + std::to_string(server.port())}).ok());
}

#endif

TEST_CASE("an origin is what of a URL may be told") {
  using ceilometer::http::origin;
  CHECK(*origin("http://host") == "http://host");
  CHECK(*origin("HTTPS://user:pass@host:5000/v3?x#y") == "https://host:5000");
  CHECK(*origin("http://a@b@[::1]:35357/") == "http://[::1]:35357");
  for (const char* wrong :
       {"", "host:5000", "ftp://host", "http://", "http:///v3", "http://user:pa/ss@host/", "http://host:123456",
        "http://host:", "http://ho st", "http://host/\n", "http://[]:1", "http://[::1", "http://h\\ost"}) {
    CAPTURE(wrong);
    CHECK_FALSE(origin(wrong).ok());
  }
}
