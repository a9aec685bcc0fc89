#include "launcher/plan.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer::launcher;
using Catch::Matchers::Contains;

namespace {

Plan small_plan() {
  Plan plan;
  plan.root = "/srv/telemetry";
  plan.mpm = "event";
  plan.modules = {{"mpm_event_module", "/usr/lib/apache2/modules/mod_mpm_event.so"}};
  plan.module = "/usr/lib/apache2/modules/mod_ceilometer.so";
  plan.listen = {"0.0.0.0", "0.0.0.0", 8777};
  plan.processes = 3;
  plan.threads = 10;
  plan.error_log = "/dev/stderr";
  plan.access_log = "/dev/stdout";
  return plan;
}

std::string text_of(const Plan& plan) {
  const auto text = httpd_conf(plan);
  REQUIRE(text.ok());
  return *text;
}

}  // namespace

TEST_CASE("the private httpd's configuration says what the plan says") {
  const std::string text = text_of(small_plan());
  for (const char* line :
       {"ServerRoot \"/srv/telemetry\"\n", "Listen 0.0.0.0:8777\n", "StartServers 3\n", "ThreadsPerChild 10\n",
        "MaxRequestWorkers 30\n", "GracefulShutdownTimeout 30\n", "CeilometerAlias /\n", "AllowEncodedSlashes On\n",
        "LimitRequestBody 67108864\n", "ErrorLog \"/dev/stderr\"\n", "CustomLog \"/dev/stdout\" ceilometer\n",
        "LoadModule ceilometer_module \"/usr/lib/apache2/modules/mod_ceilometer.so\"\n"}) {
    CHECK_THAT(text, Contains(line));
  }
  for (const char* absent :
       {"User ", "SSLEngine", "server-status", "ceilometer-status", "CeilometerConfigFile", "Include"}) {
    CHECK(text.find(absent) == std::string::npos);
  }
}

TEST_CASE("what is asked for is written") {
  Plan plan = small_plan();
  plan.tls = Tls{"/etc/c.pem", "/etc/k.pem", "/etc/ca.pem"};
  plan.user = "www-data";
  plan.group = "#33";
  plan.status_page = true;
  plan.access_log = "";
  plan.config_files = {"/etc/a.conf", "/etc/b.conf"};
  plan.paste_ignored = {"osprofiler"};
  plan.set = {{"DEFAULT.debug", "True"}};
  plan.includes = {"/etc/more.conf"};
  const std::string text = text_of(plan);
  for (const char* line :
       {"Listen 0.0.0.0:8777 https\n", "SSLCertificateFile \"/etc/c.pem\"\n", "SSLCertificateKeyFile \"/etc/k.pem\"\n",
        "SSLVerifyClient require\n", "User www-data\nGroup #33\n", "SetHandler server-status\n",
        "<Location /ceilometer-status>\n    SetHandler ceilometer-status\n    Require local\n",
        "CeilometerConfigFile \"/etc/a.conf\"\nCeilometerConfigFile \"/etc/b.conf\"\n",
        "CeilometerPasteIgnore \"osprofiler\"\n", "CeilometerSet DEFAULT.debug \"True\"\n",
        "Include \"/etc/more.conf\"\n"}) {
    CHECK_THAT(text, Contains(line));
  }
  CHECK(text.find("CustomLog") == std::string::npos);
}

TEST_CASE("under prefork a process has one thread") {
  Plan plan = small_plan();
  plan.mpm = "prefork";
  const std::string text = text_of(plan);
  CHECK_THAT(text, Contains("MaxRequestWorkers 3\n"));
  CHECK(text.find("ThreadsPerChild") == std::string::npos);
}

TEST_CASE("what httpd would read otherwise is quoted or refused") {
  Plan plan = small_plan();
  plan.set = {{"publisher.telemetry_secret", R"(a "b" \c)"}};
  CHECK_THAT(text_of(plan), Contains(R"(CeilometerSet publisher.telemetry_secret "a \"b\" \\c")"));
  for (const char* impossible : {"a\nb", "${HOME}"}) {
    plan.set = {{"publisher.telemetry_secret", impossible}};
    const auto text = httpd_conf(plan);
    REQUIRE_FALSE(text.ok());
    CHECK_THAT(text.error().message, Contains("put it into a configuration file"));
  }
}

TEST_CASE("the script survives any directory's name") {
  Plan plan = small_plan();
  plan.root = "/srv/it's";
  CHECK_THAT(control_script(plan, "/usr/sbin/apache2"), Contains(R"(conf='/srv/it'\''s/httpd.conf')"));
}
