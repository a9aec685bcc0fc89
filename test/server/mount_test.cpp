// Which requests are the module's, and what they find.

#include <catch2/catch.hpp>

#include "support/client.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

TEST_CASE("two VirtualHosts serve two databases") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "full")), "full.test");
  const auto empty = write_service(server, "empty");
  execute(empty.database, "DELETE FROM sample");
  server.vhost(serve(empty), "empty.test");
  server.start();
  Client client;
  for (int i = 0; i < 3; ++i) {
    const auto some = client.send({server.url("/v2/samples?limit=1"), "GET", {{"Host", "full.test"}}, {}});
    CHECK(some.status == 200);
    CHECK_THAT(some.body, Catch::StartsWith("[{"));
    const auto none = client.send({server.url("/v2/samples?limit=1"), "GET", {{"Host", "empty.test"}}, {}});
    CHECK(none.status == 200);
    CHECK(none.body == "[]");
  }
}

TEST_CASE("a VirtualHost inherits from the main server and overrides an option") {
  HttpdServer server;
  const auto full = write_service(server, "full");
  const auto empty = write_service(server, "empty");
  execute(empty.database, "DELETE FROM sample");
  server.global("CeilometerConfigFile full.conf\nCeilometerPasteConfig full.ini");
  server.vhost("CeilometerAlias /", "full.test");
  server.vhost("CeilometerAlias /\nCeilometerSet database.connection sqlite:///" + empty.database, "empty.test");
  server.start();
  Client client;
  CHECK(client.send({server.url("/v2/samples?limit=1"), "GET", {{"Host", "full.test"}}, {}}).body != "[]");
  CHECK(client.send({server.url("/v2/samples?limit=1"), "GET", {{"Host", "empty.test"}}, {}}).body == "[]");
}

TEST_CASE("below a prefix the API is the same, its links carry the prefix") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api"), "/telemetry"));
  server.expect_log("client denied by server configuration");
  server.start();
  Client client;
  const auto root = client.get(server.url("/telemetry/"));
  CHECK(root.status == 200);
  CHECK_THAT(root.body, Catch::Contains("\"href\": \"" + server.url("/telemetry/v2") + "\""));
  CHECK(client.get(server.url("/telemetry/v2/samples?limit=1")).status == 200);
  // What is not below it is httpd's own: no directory is granted there.
  for (const auto* path : {"/", "/telemetryx", "/telemetryx/v2/meters", "/v2/meters", "/Telemetry"}) {
    INFO(path);
    CHECK(client.get(server.url(path)).status == 403);
  }
}

TEST_CASE("no <Directory> grant is needed, a <Location> is obeyed") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")) +
               "\n<Location /v2/events>\nRequire all denied\n</Location>\n"
               "<Location \"/v2/samples/a/b\">\nRequire all denied\n</Location>");
  server.expect_log("client denied by server configuration");
  server.start();
  Client client;
  CHECK(client.get(server.url("/v2/meters?limit=1")).status == 200);
  CHECK(client.get(server.url("/v2/events")).status == 403);
  CHECK(client.get(server.url("/v2/%65vents")).status == 403);
  CHECK(client.get(server.url("/v2//events")).status == 403);
  // httpd decodes %2F before it looks at <Location>, and so do we: nobody sees another path than the other.
  CHECK(client.get(server.url("/v2/samples/a%2Fb")).status == 403);
}

TEST_CASE("an Alias or a SetHandler of the operator's inside the mount comes first") {
  HttpdServer server;
  server.load("status");
  server.write("note.txt", "hello");
  server.vhost("Alias /note.txt @ROOT@/note.txt\n" + serve(write_service(server, "api")) +
               "\n<Directory @ROOT@>\nRequire all granted\n</Directory>\n"
               "<Location /server-status>\nSetHandler server-status\n</Location>");
  server.start();
  Client client;
  CHECK(client.get(server.url("/note.txt")).body == "hello");
  CHECK_THAT(client.get(server.url("/server-status")).body, Catch::Contains("Apache Server Status"));
  CHECK(client.get(server.url("/v2/meters?limit=1")).status == 200);
}

TEST_CASE("what httpd drops of a request the application does not see") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")));
  server.start();
  Client client;
  // Were X_Roles taken for X-Roles and X_Project_Id for X-Project-Id, this would be a non-admin without samples.
  const HeaderList underscored = {{"X_Roles", "Member"}, {"X_Project_Id", "nobody"}, {"X.Roles", "Member"}};
  const auto plain = client.get(server.url("/v2/samples?limit=5"));
  const auto with = client.send({server.url("/v2/samples?limit=5"), "GET", underscored, {}});
  CHECK(with.status == 200);
  CHECK(with.body == plain.body);
}

TEST_CASE("the access log can show the request's ids") {
  HttpdServer server;
  server.load("env");
  server.vhost(serve(write_service(server, "api")) +
               "\nLogFormat \"%>s %U %{CEILOMETER_REQUEST_ID}e %{CEILOMETER_GLOBAL_REQUEST_ID}e\" ids\n"
               "CustomLog access.log ids");
  server.start();
  const std::string sent = "req-05212034-0df0-4504-8673-a6e830852760";
  Client client;
  const auto answer = client.get(server.url("/v2/meters?limit=1"));
  const auto global = client.send({server.url("/v2/samples?limit=1"), "GET", {{"X-Openstack-Request-Id", sent}}, {}});
  server.stop();
  const auto log = read_file(server.path("access.log"));
  CHECK_THAT(log, Catch::Contains("200 /v2/meters " + answer.header("X-Openstack-Request-Id") + " -\n"));
  CHECK_THAT(log, Catch::Contains("200 /v2/samples " + global.header("X-Openstack-Request-Id") + " " + sent + "\n"));
}
