#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"

namespace ceilometer::notify::rabbit {

struct Host {
  std::string name;
  int port = 5672;
  std::string user = "guest";
  std::string password = "guest";

  /// "host:5672", for logs.
  std::string address() const;
};

struct TlsOptions {
  enum class Version { kBest, kTls10, kTls11, kTls12 };

  bool enabled = false;
  Version version = Version::kBest;
  std::string key_file;   ///< "" with cert_file: no client certificate
  std::string cert_file;  ///< ""
  std::string ca_file;    ///< "": the broker's certificate is not checked
  bool check_hostname = false;
};

/// How to reach RabbitMQ and what to declare there: transport_url and [oslo_messaging_rabbit].
struct Options {
  std::vector<Host> hosts;  ///< at least one
  std::string virtual_host = "/";
  bool external_login = false;  ///< by certificate rather than password
  TlsOptions tls;
  std::chrono::seconds heartbeat{60};          ///< 0 for none
  std::chrono::seconds connection_timeout{5};  ///< of one host, and of each step of logging in
  std::chrono::seconds retry_interval{1};      ///< between the first attempts to connect
  std::chrono::seconds retry_backoff{2};       ///< what is added after each failure
  std::chrono::seconds retry_max{30};
  std::chrono::seconds publish_timeout{10};  ///< of one request
  std::string exchange = "ceilometer";
  std::vector<std::string> queues;  ///< of each topic, "notifications.sample"; routing keys too
  bool durable = false;
  bool auto_delete = false;
  bool ha_queues = false;

  std::string url;                    ///< masked, for logs
  std::vector<std::string> warnings;  ///< for the log at start

  /// The interval between two attempts to connect after so many failures, at least one.
  std::chrono::seconds pause_after(int failures) const;

  /// Where no URL is set, the hosts are those of [oslo_messaging_rabbit]. The error names file, section and key.
  static Result<Options> read(const config::Config& config);
};

}  // namespace ceilometer::notify::rabbit
