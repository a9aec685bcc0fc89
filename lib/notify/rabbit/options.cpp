#include "notify/rabbit/options.hpp"

#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "notify/bus.hpp"
#include "notify/transport_url.hpp"

namespace ceilometer::notify::rabbit {

namespace {

constexpr std::string_view kGroup = "oslo_messaging_rabbit";
constexpr int kDefaultPort = 5672;

/// The options of [oslo_messaging_rabbit], each of which the URL's query may override, as from oslo.messaging 5.24 on.
class Source {
 public:
  Source(const config::Config& config, const TransportUrl& url, std::string url_place)
      : config_(config), url_(url), url_place_(std::move(url_place)) {}

  std::string text(std::string_view name) const {
    const auto* given = url_.parameter(name);
    return given != nullptr ? *given : config_.get_string(kGroup, name);
  }

  Result<bool> flag(std::string_view name) const {
    const auto* given = url_.parameter(name);
    if (given == nullptr) return config_.get_bool(kGroup, name);
    if (const auto value = bool_from_string(*given)) return *value;
    return wrong(name, "is not a boolean");
  }

  Result<std::chrono::seconds> seconds(std::string_view name, long long least) const {
    const auto* given = url_.parameter(name);
    if (given == nullptr) return std::chrono::seconds(config_.get_int(kGroup, name));
    const auto value = parse_python_int(*given);
    if (value && *value >= least && *value <= 65535) return std::chrono::seconds(*value);
    return wrong(name, "is not a number from " + std::to_string(least) + " to 65535");
  }

  std::string place(std::string_view name) const {
    return url_.parameter(name) != nullptr ? url_place_ + ": the parameter " + std::string(name)
                                           : config_.place(kGroup, name);
  }

 private:
  Error wrong(std::string_view name, const std::string& what) const { return Error{place(name) + " " + what}; }

  const config::Config& config_;
  const TransportUrl& url_;
  std::string url_place_;
};

constexpr std::array<std::string_view, 8> kParameters = {
    "ssl",         "ssl_version",        "ssl_key_file",       "ssl_cert_file",
    "ssl_ca_file", "ssl_check_hostname", "connection_timeout", "heartbeat_timeout_threshold"};

Result<TlsOptions::Version> tls_version(const Source& source) {
  const std::string name = to_lower(source.text("ssl_version"));
  if (name.empty() || name == "sslv23") return TlsOptions::Version::kBest;
  if (name == "tlsv1") return TlsOptions::Version::kTls10;
  if (name == "tlsv1_1") return TlsOptions::Version::kTls11;
  if (name == "tlsv1_2") return TlsOptions::Version::kTls12;
  return Error{source.place("ssl_version") + ": '" + source.text("ssl_version") +
               "' is none of TLSv1, TLSv1_1, TLSv1_2 and SSLv23"};
}

Result<TlsOptions> tls_options(const Source& source) {
  TlsOptions tls;
  const auto enabled = source.flag("ssl");
  if (!enabled) return enabled.error();
  tls.enabled = *enabled;
  if (!tls.enabled) return tls;
  const auto version = tls_version(source);
  if (!version) return version.error();
  const auto check_hostname = source.flag("ssl_check_hostname");
  if (!check_hostname) return check_hostname.error();
  tls.version = *version;
  tls.check_hostname = *check_hostname;
  tls.key_file = source.text("ssl_key_file");
  tls.cert_file = source.text("ssl_cert_file");
  tls.ca_file = source.text("ssl_ca_file");
  if (tls.key_file.empty() != tls.cert_file.empty()) {
    const char* missing = tls.key_file.empty() ? "ssl_key_file" : "ssl_cert_file";
    return Error{source.place(missing) + ": a certificate and its key go together, and this one is missing"};
  }
  if (tls.check_hostname && tls.ca_file.empty()) {
    return Error{source.place("ssl_check_hostname") + ": without ssl_ca_file no certificate is checked at all"};
  }
  return tls;
}

/// The host of [oslo_messaging_rabbit] rabbit_host, for its port, user and password.
Host host_of_options(const config::Config& config) {
  Host host;
  host.name = config.get_string(kGroup, "rabbit_host");
  host.port = static_cast<int>(config.get_int(kGroup, "rabbit_port"));
  host.user = config.get_string(kGroup, "rabbit_userid");
  host.password = config.get_string(kGroup, "rabbit_password");
  return host;
}

Result<std::vector<Host>> read_hosts(const config::Config& config, const TransportUrl& url) {
  std::vector<Host> all;
  for (const auto& given : url.hosts) {
    Host host;
    host.name = given.name.empty() ? "localhost" : given.name;
    host.port = given.port.value_or(kDefaultPort);
    if (!given.user.empty()) host.user = given.user;
    if (!given.user.empty() || !given.password.empty()) host.password = given.password;
    all.push_back(std::move(host));
  }
  if (!all.empty()) return all;
  const Host options = host_of_options(config);
  for (const auto& text : config.get_list(kGroup, "rabbit_hosts")) {
    // "host", "host:port", "[::1]:port"
    const auto parsed = TransportUrl::parse("rabbit://" + std::string(trim(text)));
    if (!parsed || parsed->hosts.size() != 1 || parsed->hosts[0].name.empty()) {
      return Error{config.place(kGroup, "rabbit_hosts") + ": '" + text + "' is not host:port"};
    }
    Host host = options;
    host.name = parsed->hosts[0].name;
    host.port = parsed->hosts[0].port.value_or(options.port);
    all.push_back(std::move(host));
  }
  if (all.empty()) all.push_back(options);
  return all;
}

bool is_rabbit(std::string_view transport) {
  return transport == "rabbit" || transport == "kombu" || transport == "kombu+rabbit" || transport == "kombu+amqp";
}

std::string joined_addresses(const Options& options) {
  std::string text = "rabbit://";
  for (const auto& host : options.hosts) {
    text += (&host == options.hosts.data() ? "" : ",") + host.user + ":***@" + host.address();
  }
  return text + "/" + options.virtual_host;
}

}  // namespace

std::string Host::address() const {
  return (name.find(':') == std::string::npos ? name : "[" + name + "]") + ":" + std::to_string(port);
}

std::chrono::seconds Options::pause_after(int failures) const {
  return std::min(retry_interval + retry_backoff * std::max(failures - 1, 0), retry_max);
}

Result<Options> Options::read(const config::Config& config) {
  const auto place = bus_place(config);
  TransportUrl url;
  if (const std::string text = config.get_string(place.group, place.name); place.name == "transport_url") {
    auto parsed = TransportUrl::parse(text);
    if (!parsed) return Error{config.place(place.group, place.name) + ": " + parsed.error().message};
    url = *std::move(parsed);
  } else {
    url.transport = to_lower(text);
  }
  if (!is_rabbit(url.transport)) {
    return Error{config.place(place.group, place.name) + ": '" + url.transport +
                 "' is no bus that samples can be published on: known is rabbit. Set [publisher_notifier] "
                 "telemetry_driver to noop, log or store to do without"};
  }
  const Source source(config, url, config.place(place.group, place.name));
  Options options;
  auto all = read_hosts(config, url);
  if (!all) return all.error();
  options.hosts = *std::move(all);
  options.virtual_host = url.virtual_host ? *url.virtual_host : config.get_string(kGroup, "rabbit_virtual_host");
  if (options.virtual_host.empty()) options.virtual_host = "/";

  const std::string login = to_upper(config.get_string(kGroup, "rabbit_login_method"));
  if (login != "PLAIN" && login != "AMQPLAIN" && login != "EXTERNAL") {
    return Error{config.place(kGroup, "rabbit_login_method") + ": '" + login +
                 "' is none of AMQPLAIN, PLAIN and EXTERNAL"};
  }
  options.external_login = login == "EXTERNAL";
  auto tls = tls_options(source);
  if (!tls) return tls.error();
  options.tls = *std::move(tls);
  const auto heartbeat = source.seconds("heartbeat_timeout_threshold", 0);
  if (!heartbeat) return heartbeat.error();
  const auto connection_timeout = source.seconds("connection_timeout", 1);
  if (!connection_timeout) return connection_timeout.error();
  options.heartbeat = *heartbeat;
  options.connection_timeout = *connection_timeout;

  const auto seconds = [&](std::string_view name) { return std::chrono::seconds(config.get_int(kGroup, name)); };
  options.retry_interval = seconds("rabbit_retry_interval");
  options.retry_backoff = seconds("rabbit_retry_backoff");
  options.retry_max = seconds("rabbit_interval_max");
  options.publish_timeout = std::chrono::seconds(config.get_int("publisher_notifier", "publish_timeout"));
  options.exchange = config.get_string("DEFAULT", "control_exchange");
  for (const auto& topic : config.get_list("oslo_messaging_notifications", "topics")) {
    options.queues.push_back(topic + ".sample");
  }
  if (options.queues.empty()) {
    return Error{config.place("oslo_messaging_notifications", "topics") + ": no topic is named"};
  }
  options.durable = config.get_bool(kGroup, "amqp_durable_queues");
  options.auto_delete = config.get_bool(kGroup, "amqp_auto_delete");
  options.ha_queues = config.get_bool(kGroup, "rabbit_ha_queues");
  options.url = joined_addresses(options);

  if (options.tls.enabled && options.tls.ca_file.empty()) {
    options.warnings.push_back(source.place("ssl_ca_file") +
                               ": unset, so that the message bus' certificate is not checked");
  }
  for (const auto& [name, value] : url.parameters) {
    if (std::find(kParameters.begin(), kParameters.end(), name) != kParameters.end()) continue;
    options.warnings.push_back(config.place(place.group, place.name) + ": the parameter " + name +
                               " has no effect here");
  }
  return options;
}

}  // namespace ceilometer::notify::rabbit
