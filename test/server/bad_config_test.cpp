// What an operator may get wrong: `apachectl configtest` finds it and says where it is.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

/// A good service, and what is changed about it.
struct Setting {
  std::string alias = "CeilometerAlias /";
  std::string config = "CeilometerConfigFile api.conf";
  std::string paste = "CeilometerPasteConfig api.ini";
  std::string more;  ///< further lines of the VirtualHost
  std::string database = "[database]\nconnection = sqlite:///@ROOT@/api.sqlite\n";  ///< of api.conf
  std::string options;                                                              ///< further lines of api.conf
  std::string pipeline = "[pipeline:main]\npipeline = cors request_id api-server\n";
  std::string cors =
      "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"
      "oslo_config_project = ceilometer\n";
  std::string sections;  ///< further sections of api.ini
  std::string policy;    ///< policy.json
};

struct Case {
  std::string what;
  Setting setting;
  std::vector<std::string> said;  ///< parts of the sentence: file, section, key, value
};

Setting with(std::string Setting::*field, std::string text) {
  Setting setting;
  setting.*field = std::move(text);
  return setting;
}

Setting with_policy(std::string text) {
  Setting setting;
  setting.options = "[oslo_policy]\npolicy_file = @ROOT@/policy.json\n";
  setting.policy = std::move(text);
  return setting;
}

std::vector<Case> directive_cases() {
  using S = Setting;
  return {
      {"a prefix without a slash",
       with(&S::alias, "CeilometerAlias telemetry"),
       {"httpd.conf", "CeilometerAlias \"telemetry\"", "begins with /"}},
      {"a prefix with an empty segment",
       with(&S::alias, "CeilometerAlias /a//b"),
       {"CeilometerAlias \"/a//b\"", "empty segment"}},
      {"an encoded prefix", with(&S::alias, "CeilometerAlias /%41"), {"CeilometerAlias \"/%41\"", "decoded path"}},
      {"two prefixes", with(&S::more, "CeilometerAlias /other"), {"CeilometerAlias \"/other\"", "already"}},
      {"no prefix", with(&S::alias, "CeilometerAlias"), {"CeilometerAlias takes one argument"}},
      {"an empty file name",
       with(&S::config, "CeilometerConfigFile \"\""),
       {"CeilometerConfigFile takes one argument"}},
      {"an option without a group",
       with(&S::more, "CeilometerSet debug True"),
       {"CeilometerSet \"debug\"", "GROUP.OPTION"}},
      {"an option that does not exist",
       with(&S::more, "CeilometerSet DEFAULT.no_such_option 1"),
       {"CeilometerSet in @ROOT@/httpd.conf, line ", "[DEFAULT]", "no_such_option"}},
      {"an option's wrong value",
       with(&S::more, "CeilometerSet api.default_api_return_limit many"),
       {"CeilometerSet in @ROOT@/httpd.conf, line ", "[api]", "default_api_return_limit", "many"}},
      {"a title for one VirtualHost",
       with(&S::more, "CeilometerProcessTitle x"),
       {"CeilometerProcessTitle", "VirtualHost"}},
      {"a token cache for one VirtualHost",
       with(&S::more, "CeilometerTokenCache none"),
       {"CeilometerTokenCache", "VirtualHost"}},
      {"a directive for a directory",
       with(&S::more, "<Directory @ROOT@>\nCeilometerSet DEFAULT.debug True\n</Directory>"),
       {"CeilometerSet not allowed"}},
      {"a configuration file that is not there",
       with(&S::config, "CeilometerConfigFile none.conf"),
       {"httpd.conf:", "@ROOT@/none.conf"}},
      {"a configuration file that is a directory", with(&S::config, "CeilometerConfigFile ."), {"@ROOT@"}},
      {"a configuration directory that is not there", with(&S::more, "CeilometerConfigDir none.d"), {"@ROOT@/none.d"}},
      {"a paste file that is not there", with(&S::paste, "CeilometerPasteConfig none.ini"), {"@ROOT@/none.ini"}},
      {"a filter that authenticates, ignored",
       [] {
         Setting setting;
         setting.pipeline = "[pipeline:main]\npipeline = cors authtoken api-server\n";
         setting.sections = "[filter:authtoken]\npaste.filter_factory = keystonemiddleware.auth_token:filter_factory\n";
         setting.more = "CeilometerPasteIgnore authtoken";
         return setting;
       }(),
       {"authtoken"}},
  };
}

std::vector<Case> config_cases() {
  using S = Setting;
  return {
      {"a line without =", with(&S::options, "[api]\nnonsense\n"), {"@ROOT@/api.conf", "line 6"}},
      {"a header without an end", with(&S::options, "[api\n"), {"@ROOT@/api.conf", "line 5"}},
      {"a number that is none",
       with(&S::options, "[api]\ndefault_api_return_limit = many\n"),
       {"@ROOT@/api.conf", "[api]", "default_api_return_limit", "many"}},
      {"a number that is too small",
       with(&S::options, "[api]\ndefault_api_return_limit = 0\n"),
       {"@ROOT@/api.conf", "[api]", "default_api_return_limit", "0"}},
      {"a flag that is none",
       with(&S::options, "[api]\ngnocchi_is_enabled = perhaps\n"),
       {"@ROOT@/api.conf", "[api]", "gnocchi_is_enabled", "perhaps"}},
      {"an interpolation of nothing",
       with(&S::options, "[DEFAULT]\nsample_source = $no_such\n"),
       {"@ROOT@/api.conf", "[DEFAULT]", "sample_source", "no_such"}},
      {"a log file in no directory",
       with(&S::options, "[DEFAULT]\nlog_file = /nonexistent/api.log\n"),
       {"[DEFAULT]", "log_file", "/nonexistent/api.log"}},
      {"no database", with(&S::database, "[database]\n\n"), {"[database]", "connection"}},
      {"a database URL that is none",
       with(&S::database, "[database]\nconnection = nonsense\n"),
       {"@ROOT@/api.conf", "[database]", "connection"}},
      {"a database that is not known",
       with(&S::database, "[database]\nconnection = oracle://a:b@c/d\n"),
       {"@ROOT@/api.conf", "[database]", "connection", "oracle"}},
      {"a database of events that is not known",
       with(&S::options, "[database]\nevent_connection = oracle://a:b@c/d\n"),
       {"@ROOT@/api.conf", "[database]", "event_connection", "oracle"}},
      {"a replica that is not known",
       with(&S::options, "[database]\nslave_connection = nonsense\n"),
       {"@ROOT@/api.conf", "[database]", "slave_connection"}},
      {"summaries neither on nor off",
       with(&S::options, "[database]\nsummaries = perhaps\n"),
       {"@ROOT@/api.conf", "[database]", "summaries", "perhaps"}},
      {"summaries all the time",
       with(&S::options, "[database]\nsummaries_interval = 0\n"),
       {"@ROOT@/api.conf", "[database]", "summaries_interval", "0"}},
      {"summaries that are off, with an interval that is none",
       with(&S::options, "[database]\nsummaries = off\nsummaries_interval = often\n"),
       {"@ROOT@/api.conf", "[database]", "summaries_interval", "often"}},
      {"a time limit beyond a year",
       with(&S::options, "[database]\nquery_timeout = 31622401\n"),
       {"@ROOT@/api.conf", "[database]", "query_timeout", "31622401"}},
      {"a time from which requests are slow that is none",
       with(&S::options, "[api]\nslow_request_time = 2s\n"),
       {"@ROOT@/api.conf", "[api]", "slow_request_time", "2s"}},
      {"a time from which requests are slow that is past",
       with(&S::options, "[api]\nslow_request_time = -1\n"),
       {"@ROOT@/api.conf", "[api]", "slow_request_time", "-1"}},
      {"message ids neither taken nor not",
       with(&S::options, "[api]\nidempotent_message_ids = mostly\n"),
       {"@ROOT@/api.conf", "[api]", "idempotent_message_ids", "mostly"}},
      {"a message bus that is not known",
       with(&S::options,
            "[DEFAULT]\ntransport_url = carrier-pigeon://h\n[publisher_notifier]\ntelemetry_driver = "
            "messagingv2\n"),
       {"@ROOT@/api.conf", "[DEFAULT]", "transport_url", "carrier-pigeon"}},
      {"a notifier that is not known",
       with(&S::options, "[publisher_notifier]\ntelemetry_driver = shouting\n"),
       {"@ROOT@/api.conf", "[publisher_notifier]", "telemetry_driver", "shouting"}},
      {"a paste file that the configuration names wrongly",
       [] {
         Setting setting;
         setting.paste = "";
         setting.options = "[DEFAULT]\napi_paste_config = none.ini\n";
         return setting;
       }(),
       {"@ROOT@/api.conf", "[DEFAULT]", "api_paste_config", "none.ini"}},
  };
}

std::vector<Case> paste_cases() {
  using S = Setting;
  const std::string filter = "[pipeline:main]\npipeline = cors extra api-server\n";
  const auto extra = [&](const std::string& section) {
    Setting setting;
    setting.pipeline = filter;
    setting.sections = section;
    return setting;
  };
  return {
      {"no main", with(&S::pipeline, "[pipeline:other]\npipeline = api-server\n"), {"@ROOT@/api.ini", "main"}},
      {"a filter without a section", with(&S::pipeline, filter), {"@ROOT@/api.ini", "extra"}},
      {"an unknown filter",
       extra("[filter:extra]\npaste.filter_factory = somebody.else:factory\n"),
       {"@ROOT@/api.ini", "[filter:extra]", "paste.filter_factory", "somebody.else:factory"}},
      {"a filter without a factory", extra("[filter:extra]\na = b\n"), {"@ROOT@/api.ini", "[filter:extra]"}},
      {"an authenticating filter that this module lacks",
       extra("[filter:extra]\npaste.filter_factory = keystonemiddleware.audit:filter_factory\n"),
       {"@ROOT@/api.ini", "[filter:extra]", "keystonemiddleware.audit:filter_factory"}},
      {"a filter that this module lacks",
       extra("[filter:extra]\nuse = egg:oslo.middleware#stats\n"),
       {"@ROOT@/api.ini", "[filter:extra]", "egg:oslo.middleware#stats", "CeilometerPasteIgnore extra"}},
      {"a health check of Keystone, which there is none of",
       extra("[filter:extra]\nuse = egg:oslo.middleware#healthcheck\nbackends = database, keystone\n"),
       {"@ROOT@/api.ini", "[filter:extra]", "backends", "keystone"}},
      {"a health check by files in two ways",
       extra("[filter:extra]\nuse = egg:oslo.middleware#healthcheck\nbackends = disable_by_file,enable_by_files\n"),
       {"@ROOT@/api.ini", "[filter:extra]", "backends", "exclude each other"}},
      {"a body limit that is no number",
       extra("[filter:extra]\nuse = egg:oslo.middleware#sizelimit\nmax_request_body_size = much\n"),
       {"@ROOT@/api.ini", "[filter:extra]", "max_request_body_size", "much"}},
      {"a pipeline with another key",
       with(&S::pipeline, "[pipeline:main]\npipeline = cors api-server\nfoo = bar\n"),
       {"@ROOT@/api.ini", "[pipeline:main]", "foo"}},
      {"an empty pipeline",
       with(&S::pipeline, "[pipeline:main]\npipeline =\n"),
       {"@ROOT@/api.ini", "[pipeline:main]", "pipeline"}},
      {"a cors filter without origins",
       with(&S::cors, "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"),
       {"@ROOT@/api.ini", "[filter:cors]", "oslo_config_project"}},
      {"a cors filter's wrong number",
       with(&S::cors,
            "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"
            "oslo_config_project = ceilometer\nallowed_origin = http://a\nmax_age = long\n"),
       {"@ROOT@/api.ini", "[filter:cors]", "max_age", "long"}},
      {"an interpolation of nothing",
       with(&S::cors,
            "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\nallowed_origin = %(nobody)s\n"),
       {"@ROOT@/api.ini", "[filter:cors]", "allowed_origin", "nobody"}},
      {"a line that is none", with(&S::sections, "nonsense\n"), {"@ROOT@/api.ini", "line "}},
  };
}

/// The same service behind authtoken, with these lines of [keystone_authtoken] besides.
std::vector<Case> authtoken_cases() {
  const auto with_keystone = [](const std::string& lines) {
    Setting setting;
    setting.pipeline = "[pipeline:main]\npipeline = cors request_id authtoken api-server\n";
    setting.sections = "[filter:authtoken]\npaste.filter_factory = keystonemiddleware.auth_token:filter_factory\n";
    setting.options =
        "[keystone_authtoken]\nauth_type = password\nusername = ceilometer\npassword = hidden\n"
        "project_name = service\n" +
        lines;
    return setting;
  };
  const std::string url = "auth_url = http://127.0.0.1:1/v3\n";
  return {
      {"no Keystone", with_keystone(""), {"[keystone_authtoken]", "auth_url"}},
      {"a memcached that is no address",
       with_keystone(url + "memcached_servers = 127.0.0.1:many\n"),
       {"@ROOT@/api.conf", "[keystone_authtoken]", "memcached_servers", "127.0.0.1:many"}},
      {"a token cache that is protected by nothing",
       with_keystone(url + "memcached_servers = 127.0.0.1:11211\nmemcache_security_strategy = ENCRYPT\n"),
       {"[keystone_authtoken]", "memcache_secret_key"}},
      {"a token cache that is protected somehow",
       with_keystone(url + "memcached_servers = 127.0.0.1:11211\nmemcache_security_strategy = ROT13\n"),
       {"@ROOT@/api.conf", "[keystone_authtoken]", "memcache_security_strategy", "ROT13"}},
  };
}

std::vector<Case> policy_cases() {
  return {
      {"a policy file that is not there",
       with(&Setting::options, "[oslo_policy]\npolicy_file = @ROOT@/none.json\n"),
       {"@ROOT@/api.conf", "[oslo_policy]", "policy_file", "@ROOT@/none.json"}},
      {"a policy that is no JSON", with_policy("{\"a\": "), {"@ROOT@/policy.json"}},
      {"a policy that is no object", with_policy("[]"), {"@ROOT@/policy.json"}},
      {"a rule that is a number",
       with_policy("{\"telemetry:get_meter\": 1}"),
       {"@ROOT@/policy.json", "telemetry:get_meter"}},
  };
}

std::string resolved(std::string text, const HttpdServer& server) {
  const std::string mark = "@ROOT@";
  const auto root = server.path("").substr(0, server.path("").size() - 1);
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) text.replace(at, mark.size(), root);
  return text;
}

void prepare(HttpdServer& server, const Setting& setting) {
  write_service(server, "api");
  server.write("api.conf", setting.database + "[publisher_notifier]\ntelemetry_driver = noop\n" + setting.options);
  server.write("api.ini", setting.pipeline +
                              "[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n"
                              "[filter:request_id]\npaste.filter_factory = oslo_middleware:RequestId.factory\n" +
                              setting.cors + setting.sections);
  if (!setting.policy.empty()) server.write("policy.json", setting.policy);
  server.vhost(setting.alias + "\n" + setting.config + "\n" + setting.paste + "\n" + setting.more);
}

void check(const Case& bad) {
  INFO(bad.what);
  HttpdServer server;
  prepare(server, bad.setting);
  const auto said = server.configtest();
  INFO(said.output);
  CHECK(said.code != 0);
  for (const auto& part : bad.said) CHECK_THAT(said.output, Catch::Contains(resolved(part, server)));
}

}  // namespace

TEST_CASE("the setting that the bad ones change is good") {
  HttpdServer server;
  prepare(server, Setting());
  const auto said = server.configtest();
  INFO(said.output);
  CHECK(said.code == 0);
}

TEST_CASE("a wrong directive stops the start") {
  for (const auto& bad : directive_cases()) check(bad);
}

TEST_CASE("a wrong configuration file stops the start") {
  for (const auto& bad : config_cases()) check(bad);
}

TEST_CASE("a wrong paste file stops the start") {
  for (const auto& bad : paste_cases()) check(bad);
}

TEST_CASE("a wrong setting of Keystone's stops the start") {
  for (const auto& bad : authtoken_cases()) check(bad);
}

TEST_CASE("a wrong policy stops the start") {
  for (const auto& bad : policy_cases()) check(bad);
}

TEST_CASE("what configtest refuses does not start, and the sentence names the VirtualHost") {
  HttpdServer server;
  prepare(server, with(&Setting::database, "[database]\nconnection = oracle://ceilometer:secret@db/c\n"));
  const auto said = server.start_in_vain();
  INFO(said.output);
  CHECK(said.code != 0);
  CHECK_THAT(said.output,
             Catch::Contains("CEIL0002") && Catch::Contains("the VirtualHost at " + server.path("httpd.conf")));
  CHECK_THAT(said.output, !Catch::Contains("secret"));
}

TEST_CASE("every VirtualHost's fault is told, not the first one's only") {
  HttpdServer server;
  write_service(server, "a");
  write_service(server, "b");
  server.vhost("CeilometerAlias /\nCeilometerConfigFile none-a.conf", "a.test");
  server.vhost("CeilometerAlias /\nCeilometerConfigFile none-b.conf", "b.test");
  const auto said = server.configtest();
  CHECK(said.code != 0);
  CHECK_THAT(said.output, Catch::Contains("none-a.conf") && Catch::Contains("none-b.conf"));
}

TEST_CASE("configtest refuses a token cache that cannot be") {
  struct Wrong {
    const char* setting;
    const char* said;
  };
  const auto wrong = GENERATE(Wrong{"memcache", "CeilometerTokenCache \"memcache\": is neither shmcb"},
                              Wrong{"shmcb(8M)", "CeilometerTokenCache \"shmcb(8M)\": has '8M' where"},
                              Wrong{"shmcb(1000)", "CeilometerTokenCache \"shmcb(1000)\": is too small"},
                              Wrong{"shmcb(999999999999999999)", "CeilometerTokenCache: mod_socache_shmcb refuses it"});
  HttpdServer server;
  server.load("socache_shmcb");
  prepare(server, {});
  server.global(std::string("CeilometerTokenCache ") + wrong.setting);
  const auto finished = server.configtest();
  CHECK(finished.code != 0);
  CHECK_THAT(finished.output, Catch::Contains(wrong.said));
}

TEST_CASE("a server without authentication starts without shared memory, whatever is loaded, and says nothing of it") {
  HttpdServer server;
  prepare(server, {});
  server.global("CeilometerTokenCache shmcb(1000000)");
  server.start();
}

TEST_CASE("a secret in a refused CeilometerSet is not repeated") {
  HttpdServer server;
  prepare(server, with(&Setting::more, "CeilometerSet database.connection oracle://u:hidden-one@h/d"));
  const auto said = server.configtest();
  CHECK(said.code != 0);
  CHECK_THAT(said.output, Catch::Contains("[database]") && !Catch::Contains("hidden-one"));
  HttpdServer other;
  prepare(other, with(&Setting::more, "CeilometerSet connection hidden-two"));
  const auto refused = other.configtest();
  CHECK(refused.code != 0);
  CHECK_THAT(refused.output, Catch::Contains("GROUP.OPTION") && !Catch::Contains("hidden-two"));
}
