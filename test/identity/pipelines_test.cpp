// The stock pipelines of each era, and each way in which a service may be known to Keystone.

#include <catch2/catch.hpp>

#include "identity/cloud.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"

using namespace ceilometer::test;

namespace {

Answer ask_with(HttpdServer& server, const std::string& path, const std::string& token) {
  Client client;
  Call call{server.url(path), "GET"};
  if (!token.empty()) call.headers.emplace_back("X-Auth-Token", token);
  return client.send(call);
}

struct Era {
  std::string name;
  std::string pipeline;
  std::string request_id;
  std::string authtoken;
  std::string per_filter;
};

std::vector<Era> eras() {
  const std::string project = "oslo_config_project = ceilometer\n";
  return {{"kilo", "request_id authtoken api-server", "paste.filter_factory = oslo.middleware:RequestId.factory",
           "paste.filter_factory = keystonemiddleware.auth_token:filter_factory", ""},
          {"older than kilo", "authtoken api-server", "paste.filter_factory = oslo.middleware:RequestId.factory",
           "paste.filter_factory = keystoneclient.middleware.auth_token:filter_factory", ""},
          {"mitaka", "cors request_id authtoken api-server", "paste.filter_factory = oslo_middleware:RequestId.factory",
           "paste.filter_factory = keystonemiddleware.auth_token:filter_factory", ""},
          {"newton", "cors http_proxy_to_wsgi request_id authtoken api-server",
           "paste.filter_factory = oslo_middleware:RequestId.factory",
           "paste.filter_factory = keystonemiddleware.auth_token:filter_factory", ""},
          {"pike", "cors http_proxy_to_wsgi request_id authtoken api-server",
           "paste.filter_factory = oslo_middleware:RequestId.factory",
           "paste.filter_factory = keystonemiddleware.auth_token:filter_factory", project},
          {"eggs", "cors request_id authtoken api-server", "use = egg:oslo.middleware#request_id",
           "use = egg:keystonemiddleware#auth_token", ""}};
}

std::string paste_file(const Era& era, const std::string& more = {}) {
  return "[pipeline:main]\npipeline = " + era.pipeline +
         "\n[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n[filter:authtoken]\n" +
         era.authtoken + "\n" + era.per_filter + more + "[filter:request_id]\n" + era.request_id + "\n" +
         era.per_filter +
         "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\noslo_config_project = ceilometer\n"
         "[filter:http_proxy_to_wsgi]\n"
         "paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory\n" +
         era.per_filter;
}

/// [keystone_authtoken] as one kind of plugin has it.
struct Plugin {
  std::string name;
  std::string options;
};

std::vector<Plugin> plugins(Cloud& c) {
  const std::string root = c.keystone.root_url();
  const std::string id = c.keystone.create_application_credential("ceilometer", "servicepw", "service", "appsecret");
  const std::string by_name =
      "\nusername = ceilometer\npassword = servicepw\nproject_name = service\nuser_domain_id = default\n"
      "project_domain_name = Default\n";
  return {{"password, with a version", "auth_type = v3password\nauth_url = " + root + "/v3" + by_name},
          {"password, by Mitaka's names",
           "auth_plugin = password\nauth_url = " + root +
               "/\nuser-name = ceilometer\npassword = servicepw\ntenant_name = service\ndefault_domain_id = default\n"},
          {"token", "auth_type = token\nauth_url = " + root +
                        "\nproject_name = service\nproject_domain_id = default\ntoken = " +
                        c.keystone.token("ceilometer", "servicepw", "service") + "\n"},
          {"application credential", "auth_type = v3applicationcredential\nauth_url = " + root +
                                         "\napplication_credential_id = " + id +
                                         "\napplication_credential_secret = appsecret\n"},
          {"options of before there were plugins",
           "identity_uri = " + root +
               "\nadmin_user = ceilometer\nadmin_password = servicepw\nadmin_tenant_name = service\n"},
          {"another section",
           "auth_section = of_the_service\n[of_the_service]\nauth_type = password\nauth_url = " + root + by_name}};
}

}  // namespace

TEST_CASE("the stock pipelines of all eras ask Keystone") {
  auto& c = cloud();
  for (const auto& era : eras()) {
    INFO(era.name);
    ProtectedServer server;
    const auto files = write_service(server, "api", c.keystone.authtoken_options());
    server.write("api.ini", paste_file(era));
    server.vhost(serve(files));
    server.start();
    CHECK(ask_with(server, "/v2/samples?limit=1", "").status == 401);
    CHECK(ask_with(server, "/v2/samples?limit=1", c.alice_token()).status == 200);
  }
}

TEST_CASE("options of the paste section stand over those of the configuration") {
  auto& c = cloud();
  ProtectedServer server;
  const auto files = write_service(server, "api",
                                   "[keystone_authtoken]\nauth_type = password\nauth_url = http://127.0.0.1:1\n"
                                   "username = ceilometer\nuser_domain_id = default\nproject_domain_id = default\n");
  server.write("api.ini", paste_file(eras()[2], "auth_url = " + c.keystone.root_url() +
                                                    "\npassword = servicepw\nproject_name = service\n"
                                                    "auth_uri = http://public.test:5000\n"));
  server.vhost(serve(files));
  server.start();
  CHECK(ask_with(server, "/v2/samples?limit=1", c.alice_token()).status == 200);
  CHECK(ask_with(server, "/", "").header("WWW-Authenticate") == "Keystone uri='http://public.test:5000'");
}

TEST_CASE("each way in which a service may be known to Keystone") {
  auto& c = cloud();
  for (const auto& plugin : plugins(c)) {
    INFO(plugin.name);
    ProtectedServer server;
    server.expect_log("CEIL0104");  // deprecated spellings
    server.expect_log("CEIL0105");
    server.vhost(serve(write_protected_service(
        server, "api", "[keystone_authtoken]\nwww_authenticate_uri = " + c.keystone.url() + "\n" + plugin.options)));
    server.start();
    CHECK(ask_with(server, "/v2/samples?limit=1", c.alice_token()).status == 200);
    CHECK(ask_with(server, "/v2/samples?limit=1", "garbage").status == 401);
    const auto log = server.log();
    CHECK_THAT(log, !Catch::Contains("servicepw") && !Catch::Contains("appsecret"));
  }
}

TEST_CASE("a health check of Keystone tells when it is away") {
  auto& c = cloud();
  ProtectedServer server;
  const auto files = write_service(server, "api", c.keystone.authtoken_options());
  server.write("api.ini",
               "[composite:main]\nuse = egg:Paste#urlmap\n/ = api\n/healthcheck = healthcheck\n"
               "[pipeline:api]\npipeline = authtoken api-server\n"
               "[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n"
               "[app:healthcheck]\npaste.app_factory = oslo_middleware:Healthcheck.app_factory\n"
               "backends = database, keystone\n"
               "[filter:authtoken]\npaste.filter_factory = keystonemiddleware.auth_token:filter_factory\n");
  server.vhost(serve(files));
  server.expect_log("CEIL0382");
  server.start();
  const auto status = [&] { return ask_with(server, "/healthcheck", "").status; };
  CHECK(status() == 200);
  c.keystone.stop();
  CHECK(eventually([&] { return status() == 503; }));
  CHECK_THAT(ask_with(server, "/healthcheck", "").body, !Catch::Contains("127.0.0.1"));
  c.keystone.start();
  CHECK(eventually([&] { return status() == 200; }));
}

TEST_CASE("what the catalog has and the options leave open is left to others") {
  auto& c = cloud();
  c.keystone.create_endpoint("metric", "http://gnocchi.test:8041");
  c.keystone.create_endpoint("alarming", "http://aodh.test:8042/");
  ProtectedServer server;
  const auto options = [&](const std::string& dispatchers) {
    return "[DEFAULT]\n" + dispatchers +
           "[service_credentials]\nauth_type = password\nauth_url = " + c.keystone.root_url() +
           "\nusername = ceilometer\npassword = servicepw\nproject_name = service\nuser_domain_id = default\n"
           "project_domain_id = default\n";
  };
  const auto service = [&](const std::string& name, const std::string& dispatchers) {
    auto files = write_protected_service(server, name, c.keystone.authtoken_options(), options(dispatchers));
    // write_service says of both that they are not there: here they are left open.
    auto text = read_file(files.config);
    for (const auto* line : {"gnocchi_is_enabled = False\n", "aodh_is_enabled = False\n"}) {
      text.replace(text.find(line), std::string(line).size(), "");
    }
    server.write(name + ".conf", text);
    return files;
  };
  server.vhost(serve(service("database", "")));
  server.vhost(serve(service("gnocchi", "meter_dispatchers = gnocchi\n")), "gnocchi.test");
  server.vhost(serve(service("both", "meter_dispatchers = gnocchi\nmeter_dispatchers = database\n")), "both.test");
  server.start();
  const auto token = c.alice_token();
  const auto get = [&](const std::string& path, const std::string& host) {
    Client client;
    return client.send({server.url(path), "GET", {{"X-Auth-Token", token}, {"Host", host}}});
  };
  CHECK(get("/v2/samples?limit=1", "localhost").status == 200);
  CHECK(get("/v2/samples?limit=1", "gnocchi.test").status == 410);
  CHECK(get("/v2/samples?limit=1", "both.test").status == 200);
  const auto alarms = get("/v2/alarms", "localhost");
  CHECK(alarms.status == 307);
  CHECK_THAT(alarms.header("Location"), Catch::StartsWith("http://aodh.test:8042/v2/alarms"));
}
