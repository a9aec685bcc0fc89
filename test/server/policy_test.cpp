// Policy files under a running httpd: its parent reads them as root, its children look after them as www-data.

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "fakes/scripted_server.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

/// A service of two children whose policy file has that name and text.
class Service {
 public:
  explicit Service(const std::string& name, const std::string& rules, const std::string& more = "") {
    server.size(2, 4);
    server.write(name, rules);
    server.vhost(
        serve(write_service(server, "api", "[oslo_policy]\npolicy_file = " + server.path(name) + "\n" + more)) +
        "\nLogLevel ceilometer:info");
  }

  int status_for(const std::string& role) const {
    Client client;
    return client.send({server.url("/v2/samples?limit=1"), "GET", {{"X-Roles", role}, {"X-Project-Id", "p"}}, {}})
        .status;
  }
  /// Whether, within the time that a change may take, each of many connections gets that answer, whoever takes it.
  bool all_get(int status, const std::string& role) const {
    return eventually([&] {
      for (int i = 0; i < 20; ++i) {
        if (status_for(role) != status) return false;
      }
      return true;
    });
  }
  int logged(const std::string& part) const {
    const std::string log = server.log();
    int count = 0;
    for (auto at = log.find(part); at != std::string::npos; at = log.find(part, at + 1)) ++count;
    return count;
  }

  HttpdServer server;
};

/// Replaces a file under its name, as editors and configuration management do.
void replace(HttpdServer& server, const std::string& name, const std::string& text) {
  std::filesystem::rename(server.write(name + ".new", text), server.path(name));
}

const std::string kAdminsOnly = R"({"telemetry:get_samples": "role:admin"})";
const std::string kEverybody = R"({"telemetry:get_samples": ""})";

}  // namespace

TEST_CASE("a changed policy file takes effect in every child without a restart") {
  Service service("policy.json", kAdminsOnly);
  service.server.start();
  CHECK(service.status_for("admin") == 200);
  CHECK(service.status_for("Member") == 403);
  service.server.write("policy.json", kEverybody);
  CHECK(service.all_get(200, "Member"));
  replace(service.server, "policy.json", kAdminsOnly);
  CHECK(service.all_get(403, "Member"));
  CHECK(service.logged("CEIL0280: a policy file has changed") == 2);
  CHECK(service.server.generations() == 1);
}

TEST_CASE("a broken, an empty and a lost policy file keep the rules, and one child says so") {
  Service service("policy.json", kAdminsOnly);
  service.server.expect_log("CEIL0282");
  service.server.start();
  const auto file = service.server.path("policy.json");
  const auto says = [&](const std::string& what, int times) {
    CHECK(eventually([&] { return service.status_for("Member") == 403 && service.logged(what) == times; }));
    CHECK(service.all_get(403, "Member"));
    CHECK(service.logged(what) == times);
  };
  service.server.write("policy.json", R"({"telemetry:get_samples": 1})");
  says(file + ": rule \"telemetry:get_samples\": it must be a string or a list. The rules", 1);
  service.server.write("policy.json", "");
  says(file + ": it holds no rules any more. The rules", 1);
  std::filesystem::remove(file);
  says(file + "' is not found. The rules", 1);
  service.server.write("policy.json", kEverybody);
  CHECK(service.all_get(200, "Member"));
}

TEST_CASE("a child that may not read the policy file says so once, and a graceful restart reads it") {
  if (server_user().empty()) {
    WARN("httpd's children are another user only where it is started as root");
    return;
  }
  Service service("policy.json", kAdminsOnly);
  service.server.expect_log("CEIL0281");
  service.server.expect_log("CEIL0282");
  const auto file = service.server.path("policy.json");
  REQUIRE(::chown(file.c_str(), 0, 0) == 0);
  REQUIRE(::chmod(file.c_str(), 0600) == 0);
  service.server.start();
  CHECK(service.all_get(403, "Member"));
  CHECK(service.logged("CEIL0281: policy: " + file) == 1);
  write_file(file, kEverybody);  // which leaves it root's
  CHECK(eventually([&] {
    service.status_for("Member");
    return service.logged("CEIL0282: policy: " + file + ": it cannot be read: Permission denied.") == 1;
  }));
  CHECK(service.all_get(403, "Member"));
  service.server.graceful();
  CHECK(service.all_get(200, "Member"));
}

#ifdef CEILOMETER_HAVE_YAML

TEST_CASE("a YAML policy and its directory are served, changed and checked") {
  Service service("policy.yaml", "# rules\ntelemetry:get_samples: role:admin\n", "policy_dirs = @ROOT@/rules.d\n");
  service.server.start();
  CHECK(service.status_for("admin") == 200);
  CHECK(service.status_for("Member") == 403);
  std::filesystem::create_directory(service.server.path("rules.d"));
  service.server.write("rules.d/10.yaml", "'telemetry:get_samples': ['role:admin', ['role:Member']]\n");
  CHECK(service.all_get(200, "Member"));
  CHECK(service.status_for("other") == 403);
  std::filesystem::remove(service.server.path("rules.d/10.yaml"));
  CHECK(service.all_get(403, "Member"));

  service.server.write("policy.yaml", "a: role:x\nb: *x\n");
  service.server.expect_log("CEIL0282");
  CHECK_THAT(service.server.configtest().output,
             Catch::Contains(service.server.path("policy.yaml") + ": line 2: aliases (*name) are not read."));
}

TEST_CASE("no libyaml is loaded where no YAML is met") {
  Service service("policy.json", kEverybody);
  service.server.start();
  CHECK(service.status_for("Member") == 200);
  const auto maps = [&] { return read_file("/proc/" + std::to_string(service.server.pid()) + "/maps"); };
  CHECK_THAT(maps(), !Catch::Contains("libyaml"));
  replace(service.server, "policy.json", "telemetry:get_samples: role:admin");
  service.server.graceful();
  CHECK_THAT(maps(), Catch::Contains("libyaml"));
}

#endif

#ifdef CEILOMETER_HAVE_CURL

TEST_CASE("a rule asks a server, which is loaded for when a rule needs it, and denies while it is away") {
  ScriptedServer judge([](const ReceivedRequest& request) {
    const bool well_asked = request.method == "POST" && request.target == "/check" &&
                            request.header("Content-Type") == "application/x-www-form-urlencoded" &&
                            request.body.find("rule=%22telemetry%3Aget_samples%22&target=%7B%7D&credentials=") == 0;
    const bool is_admin = request.body.find("%22roles%22%3A+%5B%22admin%22%5D") != std::string::npos;
    return ScriptedReply{200, {}, well_asked && is_admin ? "True" : "False"};
  });
  Service service("policy.json", kEverybody);
  service.server.start();
  CHECK(service.status_for("Member") == 200);
  const auto maps = [&] { return read_file("/proc/" + std::to_string(service.server.children().front()) + "/maps"); };
  CHECK_THAT(maps(), !Catch::Contains("libcurl"));

  replace(service.server, "policy.json", R"({"telemetry:get_samples": ")" + judge.url("/check") + "\"}");
  CHECK(service.all_get(403, "Member"));
  CHECK(service.status_for("admin") == 200);
  service.server.graceful();
  CHECK(service.status_for("admin") == 200);
  CHECK(service.status_for("Member") == 403);
  CHECK_THAT(maps(), Catch::Contains("libcurl"));

  service.server.expect_log("CEIL0284");
  judge.stop();
  CHECK(service.all_get(403, "admin"));
  CHECK(service.logged("CEIL0284: policy: a server that a rule asks gives no answer") == 1);
  judge.start();
  CHECK(service.all_get(200, "admin"));
}

#endif
