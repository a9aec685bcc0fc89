#include <catch2/catch.hpp>

#include "notify/rabbit/options.hpp"
#include "unit/notify/configuration.hpp"

using namespace ceilometer;
using notify::rabbit::Options;
using notify::rabbit::TlsOptions;
using notify::test::configuration;

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

Options read(const Values& values) {
  const auto options = Options::read(*configuration(values));
  if (!options) FAIL(options.error().message);
  return *options;
}

std::string refused(const Values& values) {
  const auto options = Options::read(*configuration(values));
  return options ? "taken" : options.error().message;
}

}  // namespace

TEST_CASE("without a URL the broker is that of [oslo_messaging_rabbit]") {
  const auto plain = read({});
  REQUIRE(plain.hosts.size() == 1);
  CHECK(plain.hosts[0].address() == "localhost:5672");
  CHECK(plain.hosts[0].user == "guest");
  CHECK(plain.virtual_host == "/");
  CHECK(plain.exchange == "ceilometer");
  CHECK(plain.queues == std::vector<std::string>{"notifications.sample"});
  CHECK(plain.heartbeat == std::chrono::seconds(60));
  CHECK_FALSE(plain.tls.enabled);
  CHECK_FALSE(plain.durable);

  const auto old = read({{"DEFAULT.rabbit_hosts", "h1:5673,h2"},
                         {"DEFAULT.rabbit_userid", "u"},
                         {"DEFAULT.rabbit_password", "p"},
                         {"DEFAULT.rabbit_virtual_host", "v"},
                         {"DEFAULT.rabbit_durable_queues", "True"},
                         {"DEFAULT.notification_topics", "a,b"},
                         {"DEFAULT.control_exchange", "x"}});
  REQUIRE(old.hosts.size() == 2);
  CHECK(old.hosts[0].address() == "h1:5673");
  CHECK(old.hosts[1].address() == "h2:5672");
  CHECK(old.hosts[1].user == "u");
  CHECK(old.hosts[1].password == "p");
  CHECK(old.virtual_host == "v");
  CHECK(old.durable);
  CHECK(old.queues == std::vector<std::string>{"a.sample", "b.sample"});
  CHECK(old.exchange == "x");
}

TEST_CASE("a URL names hosts, credentials and virtual host; the notifications' own wins") {
  const auto options = read({{"DEFAULT.transport_url", "rabbit://other"},
                             {"oslo_messaging_notifications.transport_url", "rabbit://u:p@h1,[::1]:1/"},
                             {"oslo_messaging_rabbit.rabbit_virtual_host", "unused"}});
  REQUIRE(options.hosts.size() == 2);
  CHECK(options.hosts[0].address() == "h1:5672");
  CHECK(options.hosts[0].password == "p");
  CHECK(options.hosts[1].address() == "[::1]:1");
  CHECK(options.hosts[1].user == "guest");
  CHECK(options.virtual_host == "/");
  CHECK(options.url == "rabbit://u:***@h1:5672,guest:***@[::1]:1//");
  CHECK(read({{"DEFAULT.transport_url", "rabbit://h"}, {"DEFAULT.rabbit_virtual_host", "v"}}).virtual_host == "v");
  CHECK(read({{"DEFAULT.transport_url", "kombu+amqp://h"}}).hosts[0].name == "h");
}

TEST_CASE("TLS is configured by either spelling, or in the URL") {
  const auto old = read({{"oslo_messaging_rabbit.rabbit_use_ssl", "True"},
                         {"oslo_messaging_rabbit.kombu_ssl_ca_certs", "/ca"},
                         {"oslo_messaging_rabbit.kombu_ssl_certfile", "/cert"},
                         {"oslo_messaging_rabbit.kombu_ssl_keyfile", "/key"},
                         {"oslo_messaging_rabbit.kombu_ssl_version", "TLSv1_2"}});
  CHECK(old.tls.enabled);
  CHECK(old.tls.ca_file == "/ca");
  CHECK(old.tls.cert_file == "/cert");
  CHECK(old.tls.key_file == "/key");
  CHECK(old.tls.version == TlsOptions::Version::kTls12);
  CHECK(old.warnings.empty());

  const auto in_url =
      read({{"DEFAULT.transport_url",
             "rabbit://h/?ssl=1&ssl_ca_file=%2Fca&heartbeat_timeout_threshold=7&rabbit_qos_prefetch_count=1"}});
  CHECK(in_url.tls.enabled);
  CHECK(in_url.tls.ca_file == "/ca");
  CHECK(in_url.heartbeat == std::chrono::seconds(7));
  REQUIRE(in_url.warnings.size() == 1);
  CHECK_THAT(in_url.warnings[0], Catch::Contains("the parameter rabbit_qos_prefetch_count has no effect"));

  const auto unchecked = read({{"oslo_messaging_rabbit.ssl", "True"}});
  REQUIRE(unchecked.warnings.size() == 1);
  CHECK_THAT(unchecked.warnings[0], Catch::Contains("certificate is not checked"));
}

TEST_CASE("what cannot be meant stops the start, by file, section and key") {
  const auto [values, expected] = GENERATE(table<Values, std::string>({
      {{{"DEFAULT.transport_url", "zmq://u:hunter2@h"}}, "section [DEFAULT], key transport_url: 'zmq' is no bus"},
      {{{"DEFAULT.transport_url", "hunter2"}}, "section [DEFAULT], key transport_url: the value is not a URL"},
      {{{"DEFAULT.rpc_backend", "qpid"}}, "section [DEFAULT], key rpc_backend: 'qpid' is no bus"},
      {{{"DEFAULT.transport_url", "rabbit://h?ssl=maybe"}}, "the parameter ssl is not a boolean"},
      {{{"DEFAULT.transport_url", "rabbit://h?connection_timeout=0"}},
       "the parameter connection_timeout is not a number"},
      {{{"oslo_messaging_rabbit.ssl", "1"}, {"oslo_messaging_rabbit.ssl_version", "TLSv9"}},
       "section [oslo_messaging_rabbit], key ssl_version: 'TLSv9'"},
      {{{"oslo_messaging_rabbit.ssl", "1"}, {"oslo_messaging_rabbit.ssl_cert_file", "/c"}},
       "section [oslo_messaging_rabbit], key ssl_key_file: a certificate and its key go together"},
      {{{"oslo_messaging_rabbit.ssl", "1"}, {"oslo_messaging_rabbit.ssl_check_hostname", "1"}},
       "section [oslo_messaging_rabbit], key ssl_check_hostname: without ssl_ca_file"},
      {{{"oslo_messaging_rabbit.rabbit_login_method", "GSSAPI"}}, "key rabbit_login_method: 'GSSAPI'"},
      {{{"oslo_messaging_rabbit.rabbit_hosts", "h:port"}}, "key rabbit_hosts: 'h:port' is not host:port"},
      {{{"oslo_messaging_notifications.topics", ""}}, "key topics: no topic is named"},
  }));
  INFO(expected);
  CHECK_THAT(refused(values), Catch::Contains(expected) && !Catch::Contains("hunter2"));
}

TEST_CASE("the pauses between attempts grow to their limit") {
  const auto options = read({});
  CHECK(options.pause_after(1) == std::chrono::seconds(1));
  CHECK(options.pause_after(2) == std::chrono::seconds(3));
  CHECK(options.pause_after(3) == std::chrono::seconds(5));
  CHECK(options.pause_after(100) == std::chrono::seconds(30));
}
