#include "policy/remote.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>

#include "http/query_string.hpp"
#include "policy/enforcer.hpp"
#include "unit/policy/fakes.hpp"

using ceilometer::Error;
using ceilometer::Result;
using ceilometer::http::ClientOptions;
using ceilometer::http::ClientRequest;
using ceilometer::policy::Credentials;
using ceilometer::policy::Enforcer;
using ceilometer::policy::PolicySource;
using ceilometer::test::TempDir;
namespace fakes = ceilometer::policy::test;
namespace http = ceilometer::http;

namespace {

const Credentials kCaller{"admin,Member", "u", "p"};

/// A service whose rules ask servers.
struct Service {
  explicit Service(const std::string& rules, const std::string& oslo_policy = "") {
    dir.write("policy.json", rules);
    auto loaded = PolicySource::load(fakes::write_config(dir, oslo_policy), logger, clients);
    if (!loaded) FAIL(loaded.error().message);
    source = *loaded;
  }

  bool enforce(const std::string& rule, const Credentials& caller = kCaller) const {
    return source->enforcer().enforce(rule, caller);
  }
  fakes::FakeClient& client() const { return *clients.client; }

  TempDir dir;
  fakes::LineLogger logger;
  fakes::FakeClients clients;
  std::shared_ptr<PolicySource> source;
};

std::string error_of(const std::string& rules, const std::string& oslo_policy, const PolicySource::Timing& timing,
                     const ceilometer::policy::ClientFactory& make) {
  const TempDir dir;
  fakes::LineLogger logger;
  dir.write("policy.json", rules);
  const auto loaded = PolicySource::load(fakes::write_config(dir, oslo_policy), logger, make, timing);
  REQUIRE_FALSE(loaded.ok());
  return loaded.error().message;
}

}  // namespace

TEST_CASE("A server is asked with rule, target and credentials, as a form") {
  const Service service(R"({"x": "rule:y", "y": "http://h:1/check?a=%%"})");
  service.client().answer("True");
  CHECK(service.enforce("x"));
  REQUIRE(service.client().asked.size() == 1);
  const ClientRequest& asked = service.client().asked[0];
  CHECK(asked.method == "POST");
  CHECK(asked.url == "http://h:1/check?a=%");
  REQUIRE(asked.headers.size() == 1);
  CHECK(asked.headers[0].first == "Content-Type");
  CHECK(asked.headers[0].second == "application/x-www-form-urlencoded");
  CHECK(asked.body ==
        "rule=%22x%22&target=%7B%7D&credentials=%7B%22roles%22%3A+%5B%22admin%22%2C+%22Member%22%5D%2C+"
        "%22user_id%22%3A+%22u%22%2C+%22project_id%22%3A+%22p%22%7D");
}

TEST_CASE("A server is asked in JSON where that is configured") {
  const Service service(R"({"x": "http://h/"})", "remote_content_type = application/json");
  service.client().answer("True");
  CHECK(service.enforce("x", {"", std::nullopt, "p\xC3\xA9"}));
  const ClientRequest& asked = service.client().asked.at(0);
  CHECK(asked.headers.at(0).second == "application/json");
  CHECK(asked.body ==
        R"({"rule": "x", "target": {}, "credentials": {"roles": [""], "user_id": null, "project_id": "p\u00e9"}})");
}

TEST_CASE("True grants, with or without quotes, and nothing else does") {
  struct Case {
    std::string body;
    int status;
    bool granted;
    bool granted_by_not;
  };
  const Case c = GENERATE(values<Case>({{"True", 200, true, false},
                                        {"\"True\"", 200, true, false},
                                        {"True", 201, true, false},
                                        {"False", 200, false, true},
                                        {"", 200, false, true},
                                        {"true", 200, false, true},
                                        {"True\n", 200, false, true},
                                        {"'True'", 200, false, true},
                                        {"Truer", 200, false, true},
                                        {"\"", 200, false, true},
                                        {"True", 302, false, false},
                                        {"True", 404, false, false},
                                        {"True", 500, false, false}}));
  INFO(c.body << " " << c.status);
  const Service service(R"({"x": "http://h/", "not": "not http://h/"})");
  service.client().answer(c.body, c.status);
  CHECK(service.enforce("x") == c.granted);
  CHECK(service.enforce("not") == c.granted_by_not);
}

TEST_CASE("A server that cannot be asked does not grant, under not as well, and is logged once a minute") {
  const Service service(R"({"x": "http://u:hunter2@h/", "not": "not http://u:hunter2@h/", "or": "http://h/ or @"})");
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(service.enforce("x"));
    CHECK_FALSE(service.enforce("not"));
    CHECK(service.enforce("or"));
  }
  REQUIRE(service.logger.lines().size() == 1);
  CHECK(service.logger.lines()[0] ==
        "CEIL0284: policy: a server that a rule asks gives no answer, which does not grant access: rule \"x\": "
        "http://u:***@h/: connection refused");
  CHECK(service.client().asked.size() == 9);
}

TEST_CASE("One request asks the same once, another request asks again") {
  const Service service(R"({"x": "http://h/ and http://h/", "y": "rule:x", "z": "role:nobody and http://h/"})");
  service.client().answer("True");
  const Enforcer enforcer = service.source->enforcer();
  CHECK(enforcer.enforce("x", kCaller));
  CHECK(enforcer.enforce("x", kCaller));
  CHECK(service.client().asked.size() == 1);
  CHECK(enforcer.enforce("y", kCaller));  // another rule is another question
  CHECK(service.client().asked.size() == 2);
  CHECK_FALSE(enforcer.enforce("z", kCaller));  // nothing depends on the server
  CHECK(service.client().asked.size() == 2);
  CHECK(service.enforce("x"));
  CHECK(service.client().asked.size() == 3);
}

TEST_CASE("A request may ask so often only") {
  const Service service(R"({"x": "http://h/1 or http://h/2 or http://h/3 or http://h/4", "y": "not http://h/9"})",
                        "remote_max_checks = 3");
  service.client().answer("False");
  const Enforcer enforcer = service.source->enforcer();
  CHECK_FALSE(enforcer.enforce("x", kCaller));
  CHECK_FALSE(enforcer.enforce("y", kCaller));
  CHECK(service.client().asked.size() == 3);
  CHECK(service.logger.count("CEIL0285: ") == 1);
  CHECK(service.enforce("y"));
}

TEST_CASE("A request may ask for so long only") {
  const Service service(R"({"x": "http://h/1", "y": "http://h/2"})", "remote_timeout = 0");
  service.client().answer("True");
  const Enforcer enforcer = service.source->enforcer();
  CHECK(enforcer.enforce("x", kCaller));
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(2);
  while (std::chrono::steady_clock::now() < end) {
  }
  CHECK_FALSE(enforcer.enforce("y", kCaller));
  CHECK(service.client().asked.size() == 1);
}

TEST_CASE("What is no text is asked of nobody") {
  const Service service(R"({"x": "http://h/"})");
  service.client().answer("True");
  CHECK_FALSE(service.enforce("x", {"admin\xff", "u", "p"}));
  CHECK_FALSE(service.enforce("x", {"admin", "\xff", "p"}));
  CHECK(service.client().asked.empty());
}

TEST_CASE("Clients are made for what rules ask, with the options of https: for https: only") {
  const std::string options =
      "remote_timeout = 2.5\nremote_ssl_verify_server_crt = True\nremote_ssl_ca_crt_file = /ca\n"
      "remote_ssl_client_crt_file = /crt\nremote_ssl_client_key_file = /key";
  CHECK(Service(R"({"x": "role:a"})", options).clients.made->empty());

  const Service plain(R"({"x": "http://h/"})", options);
  REQUIRE(plain.clients.made->size() == 1);
  CHECK(plain.clients.made->at(0).timeout == std::chrono::milliseconds(2500));
  CHECK(plain.clients.made->at(0).connect_timeout == std::chrono::milliseconds(2500));
  CHECK(plain.clients.made->at(0).ca_file.empty());
  CHECK(plain.clients.made->at(0).max_response == 4096);

  const Service both(R"({"x": "http://h/", "y": [["https://h/"]]})", options);
  REQUIRE(both.clients.made->size() == 2);
  const ClientOptions& tls = both.clients.made->at(1);
  CHECK_FALSE(tls.insecure);
  CHECK(tls.ca_file == "/ca");
  CHECK(tls.cert_file == "/crt");
  CHECK(tls.key_file == "/key");
  both.source->close();
  CHECK(both.client().closed == 2);

  const Service trusting(R"({"y": "https://h/"})", "remote_ssl_ca_crt_file = /ca");
  CHECK(trusting.clients.made->at(0).insecure);
  CHECK(trusting.clients.made->at(0).ca_file.empty());
}

TEST_CASE("What is wrong with asking servers stops the start") {
  const auto no_client = [](const ClientOptions&) -> Result<std::shared_ptr<http::Client>> {
    return Error{"the library libcurl.so.4 cannot be loaded: gone"};
  };
  CHECK(error_of(R"({"x": "http://h/"})", "", {}, no_client) ==
        "[oslo_policy] http: rules cannot ask: the library libcurl.so.4 cannot be loaded: gone");
  CHECK(error_of(R"({"x": "https://h/"})", "", {}, no_client) ==
        "[oslo_policy] https: rules cannot ask: the library libcurl.so.4 cannot be loaded: gone");
  const std::string wrong_type = error_of("{}", "remote_content_type = text/plain", {}, no_client);
  CHECK(wrong_type.find("ceilometer.conf: section [oslo_policy], key remote_content_type: 'text/plain' is neither "
                        "application/x-www-form-urlencoded nor application/json.") != std::string::npos);
}
