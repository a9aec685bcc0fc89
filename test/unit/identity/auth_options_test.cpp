#include "identity/auth_options.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "identity/auth_request.hpp"
#include "identity/client_options.hpp"
#include "identity/keystone.hpp"
#include "unit/config/temp_dir.hpp"

using namespace ceilometer;
using namespace ceilometer::identity;
using Catch::Matchers::Contains;

namespace {

class MapSource final : public OptionSource {
 public:
  explicit MapSource(std::map<std::string, std::string, std::less<>> values) : values_(std::move(values)) {}
  Result<std::optional<std::string>> find(std::string_view name) const override {
    const auto found = values_.find(name);
    return found != values_.end() ? std::optional(found->second) : std::nullopt;
  }
  std::string place(std::string_view name) const override { return "section [x], key " + std::string(name); }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

using Values = std::map<std::string, std::string, std::less<>>;

AuthOptions read(const Values& values) {
  auto options = read_auth_options(MapSource(values));
  if (!options) FAIL(options.error().message);
  return *std::move(options);
}

std::string error(const Values& values) {
  const auto options = read_auth_options(MapSource(values));
  REQUIRE_FALSE(options.ok());
  return options.error().message;
}

std::string body(const Values& values) { return auth_request_body(read(values)); }

std::shared_ptr<const config::Config> load(const std::string& text) {
  const ceilometer::test::TempDir dir;
  config::Sources sources;
  sources.files = {dir.write("c.conf", text)};
  auto result = config::Config::load(sources);
  if (!result) FAIL(result.error().message);
  return *result;
}

const Values kPassword = {
    {"auth_type", "password"}, {"auth_url", "http://ks:5000"}, {"username", "ceilometer"}, {"password", "hush"}};

Values with(Values values, const Values& more) {
  for (const auto& [name, value] : more) values.insert_or_assign(name, value);
  return values;
}

}  // namespace

TEST_CASE("the password plugin's request") {
  CHECK(body(with(kPassword,
                  {{"project_name", "service"}, {"user_domain_name", "Default"}, {"project_domain_id", "d"}})) ==
        R"({"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "ceilometer", )"
        R"("domain": {"name": "Default"}, "password": "hush"}}}, )"
        R"("scope": {"project": {"name": "service", "domain": {"id": "d"}}}}})");
  CHECK(body({{"auth_type", "v3password"},
              {"auth_url", "http://ks:5000/v3/"},
              {"user_id", "u1"},
              {"password", "hush"},
              {"project_id", "p1"}}) ==
        R"({"auth": {"identity": {"methods": ["password"], "password": {"user": {"id": "u1", "password": "hush"}}}, )"
        R"("scope": {"project": {"id": "p1"}}}})");
}

TEST_CASE("what v2.0 could not say is the default domain") {
  CHECK(body(with(kPassword, {{"tenant_name", "service"}})) ==
        R"({"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "ceilometer", )"
        R"("domain": {"id": "default"}, "password": "hush"}}}, )"
        R"("scope": {"project": {"name": "service", "domain": {"id": "default"}}}}})");
  CHECK_THAT(body(with(kPassword, {{"project_name", "service"}, {"default_domain_name", "Cloud"}})),
             Contains(R"("user": {"name": "ceilometer", "domain": {"name": "Cloud"})") &&
                 Contains(R"("project": {"name": "service", "domain": {"name": "Cloud"}})"));
}

TEST_CASE("other scopes of the own token") {
  CHECK_THAT(body(with(kPassword, {{"domain_id", "d"}})), Contains(R"("scope": {"domain": {"id": "d"}})"));
  CHECK_THAT(body(with(kPassword, {{"domain_name", "D"}})), Contains(R"("scope": {"domain": {"name": "D"}})"));
  CHECK_THAT(body(with(kPassword, {{"system_scope", "all"}})), Contains(R"("scope": {"system": {"all": true}})"));
  CHECK_THAT(body(with(kPassword, {{"trust_id", "t"}})), Contains(R"("scope": {"OS-TRUST:trust": {"id": "t"}})"));
  CHECK_THAT(body(kPassword), !Contains("scope"));
}

TEST_CASE("the token plugin's request, and an application credential's") {
  CHECK(
      body({{"auth_type", "token"}, {"auth_url", "http://ks"}, {"token", "hush"}, {"project_id", "p"}}) ==
      R"({"auth": {"identity": {"methods": ["token"], "token": {"id": "hush"}}, "scope": {"project": {"id": "p"}}}})");
  CHECK(body({{"auth_type", "v3applicationcredential"},
              {"auth_url", "http://ks"},
              {"application_credential_id", "ac"},
              {"application_credential_secret", "hush"}}) ==
        R"({"auth": {"identity": {"methods": ["application_credential"], )"
        R"("application_credential": {"id": "ac", "secret": "hush"}}}})");
  CHECK(body({{"auth_type", "v3applicationcredential"},
              {"auth_url", "http://ks"},
              {"application_credential_name", "n"},
              {"application_credential_secret", "hush"},
              {"username", "u"},
              {"user_domain_id", "d"}}) ==
        R"({"auth": {"identity": {"methods": ["application_credential"], "application_credential": {"name": "n", )"
        R"("user": {"name": "u", "domain": {"id": "d"}}, "secret": "hush"}}}})");
}

TEST_CASE("the options of before Mitaka") {
  const auto options =
      read({{"admin_user", "ceilometer"}, {"admin_password", "hush"}, {"identity_uri", "https://ks:35357/"}});
  CHECK(options.auth_url == "https://ks:35357");
  CHECK_FALSE(options.discover);
  CHECK(options.project.name == "admin");
  CHECK(options.user_domain.id == "default");
  CHECK(options.who() == "user ceilometer");
  REQUIRE(options.warnings.size() == 1);
  CHECK_THAT(options.warnings[0], Contains("deprecated") && !Contains("hush"));
  const auto parts = read({{"admin_user", "c"},
                           {"admin_password", "hush"},
                           {"admin_tenant_name", "service"},
                           {"auth_host", "::1"},
                           {"auth_port", "5000"},
                           {"auth_protocol", "http"},
                           {"auth_admin_prefix", "/identity/"}});
  CHECK(parts.auth_url == "http://[::1]:5000/identity");
  CHECK(parts.project.name == "service");
  CHECK(read({{"admin_user", "c"}, {"admin_password", "p"}}).auth_url == "https://127.0.0.1:35357");
  const auto token = read({{"admin_token", "hush"}});
  CHECK(token.method == AuthOptions::Method::kAdminToken);
  CHECK(token.token == "hush");
  CHECK(token.who() == "its token");
}

TEST_CASE("deprecated spellings") {
  const auto options = read({{"auth_plugin", "password"},
                             {"auth_url", "http://ks"},
                             {"user_name", "u"},
                             {"password", "p"},
                             {"tenant_id", "t"}});
  CHECK(options.user.name == "u");
  CHECK(options.project.id == "t");
  CHECK(read(with(kPassword, {{"auth_type", "v2password"}})).warnings.size() == 1);
}

TEST_CASE("what is missing or wrong is named, without a secret") {
  CHECK_THAT(error({}), Contains("section [x], key auth_type"));
  CHECK_THAT(error({{"auth_type", "v3kerberos"}}), Contains("key auth_type") && Contains("v3kerberos"));
  CHECK_THAT(error(with(kPassword, {{"auth_url", ""}})), Contains("key auth_url"));
  CHECK_THAT(error(with(kPassword, {{"auth_url", "ks:5000 hush"}})), Contains("key auth_url") && !Contains("hush"));
  CHECK_THAT(error(with(kPassword, {{"username", ""}})), Contains("key username"));
  CHECK_THAT(error(with(kPassword, {{"password", ""}})), Contains("key password"));
  CHECK_THAT(error(with(kPassword, {{"system_scope", "some"}})), Contains("key system_scope"));
  CHECK_THAT(error(with(kPassword, {{"project_id", "p"}, {"trust_id", "t"}})), Contains("more than one scope"));
  CHECK_THAT(error({{"auth_type", "token"}, {"auth_url", "http://ks"}}), Contains("key token"));
  CHECK_THAT(error({{"auth_type", "v3applicationcredential"},
                    {"auth_url", "http://ks"},
                    {"application_credential_secret", "hush"}}),
             Contains("key application_credential_id"));
  CHECK_THAT(error({{"auth_type", "v3applicationcredential"},
                    {"auth_url", "http://ks"},
                    {"application_credential_name", "n"},
                    {"application_credential_secret", "hush"}}),
             Contains("key username"));
  CHECK_THAT(error({{"admin_user", "u"}}), Contains("key admin_password"));
  CHECK_THAT(error({{"admin_token", "t"}, {"auth_protocol", "gopher"}}), Contains("key identity_uri"));
}

TEST_CASE("a paste filter's own values come before the configuration's") {
  const auto config = load(
      "[keystone_authtoken]\nauth_plugin = password\nauth_url = http://one\nuser-name = u1\npassword = p1\n"
      "tenant_name = t1\nregion_name = R1\nhttp_request_max_retries = 7\ninsecure = yes\nhttp_connect_timeout = 4\n");
  const ConfigSource source(
      config, "keystone_authtoken",
      {{{"auth-url", "http://two"}, {"include_service_catalog", "false"}}, "FILE: section [filter:a]"});
  const auto options = KeystoneOptions::read(source);
  if (!options) FAIL(options.error().message);
  CHECK(options->auth.auth_url == "http://two");
  CHECK(options->auth.user.name == "u1");
  CHECK(options->auth.project.name == "t1");
  CHECK(options->region == "R1");
  CHECK(options->interface == "admin");
  CHECK(options->exchange.retries == 7);
  CHECK(options->exchange.time == std::chrono::seconds(4));
  CHECK_FALSE(options->include_service_catalog);
  const auto http = read_client_options(source);
  REQUIRE(http.ok());
  CHECK(http->insecure);
  CHECK(http->timeout == std::chrono::seconds(4));
  CHECK(http->connect_timeout == std::chrono::seconds(4));
  CHECK_THAT(http->user_agent, Catch::StartsWith("ceilometer/") && Contains("keystonemiddleware.auth_token"));
  CHECK(source.place("auth_url") == "FILE: section [filter:a], key auth_url");
  CHECK_THAT(source.place("username"), Contains("section [keystone_authtoken], key user-name"));
  const ConfigSource wrong(config, "keystone_authtoken", {{{"insecure", "perhaps"}}, "FILE: section [filter:a]"});
  CHECK(read_client_options(wrong).error().message ==
        "FILE: section [filter:a], key insecure: 'perhaps' is no boolean: say True or False");
  const ConfigSource number(config, "keystone_authtoken",
                            {{{"http_connect_timeout", "0"}}, "FILE: section [filter:a]"});
  CHECK_THAT(read_client_options(number).error().message,
             Contains("key http_connect_timeout: '0' is no number from 1"));
}

TEST_CASE("auth_section holds the plugin's options, and only those") {
  const auto config = load(
      "[keystone_authtoken]\nauth_section = creds\nusername = not-me\nregion_name = R1\n"
      "[creds]\nauth_type = password\nauth_url = http://ks\nusername = me\npassword = p\ntenant-name = t\n");
  const auto options = KeystoneOptions::read(ConfigSource(config, "keystone_authtoken"));
  if (!options) FAIL(options.error().message);
  CHECK(options->auth.user.name == "me");
  CHECK(options->auth.project.name == "t");
  CHECK(options->region == "R1");
  const auto lost = load("[keystone_authtoken]\nauth_section = nowhere\n");
  CHECK_THAT(read_authtoken_auth(ConfigSource(lost, "keystone_authtoken")).error().message,
             Contains("key auth_section: there is no section [nowhere]"));
}

TEST_CASE("[service_credentials] speaks Ceilometer's own dialect too") {
  const auto none = load("");
  CHECK_FALSE(has_service_auth(ConfigSource(none, "service_credentials")));
  const auto legacy =
      load("[DEFAULT]\nos-username = old\n[service_credentials]\nos_auth_url = http://ks:5000/v2.0\nos_password = p\n");
  const ConfigSource source(legacy, "service_credentials");
  CHECK(has_service_auth(source));
  const auto options = read_service_auth(source);
  if (!options) FAIL(options.error().message);
  CHECK(options->auth_url == "http://ks:5000/v2.0");
  CHECK(options->user.name == "old");
  CHECK(options->password == "p");
  CHECK(options->project.name == "admin");
  CHECK(options->user_domain.id == "default");
  CHECK(options->discover);
  CHECK(options->warnings.size() == 1);
  const auto modern =
      load("[service_credentials]\nauth_type = password\nauth_url = http://ks\nusername = u\npassword = p\n");
  CHECK(read_service_auth(ConfigSource(modern, "service_credentials"))->user.name == "u");
}
