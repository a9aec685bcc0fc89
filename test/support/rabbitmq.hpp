#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

/// A private RabbitMQ (Debian's package) with an epmd of its own, on free loopback ports: user "ceilo", password
/// "ceilopw", virtual host "/". Stopped by its own pids. What is durable survives stop() and start().
///
/// Throws std::runtime_error with what the broker said. One thread's.
class RabbitMq {
 public:
  RabbitMq();
  ~RabbitMq();
  RabbitMq(const RabbitMq&) = delete;
  RabbitMq& operator=(const RabbitMq&) = delete;

  /// Whether Debian's package is here.
  static bool is_installed();

  /// Starts it again on the same ports; returns when it takes connections.
  void start();
  /// As an administrator stops it: connections are closed in order.
  void stop();
  /// As a crash does: SIGKILL.
  void kill();
  /// Stands still and goes on (SIGSTOP, SIGCONT): connections stay, nobody answers.
  void freeze();
  void thaw();

  /// rabbitmqctl with these arguments; its output.
  std::string control(const std::vector<std::string>& arguments);

  /// The process that is the broker.
  pid_t vm() const;

  int port() const { return port_; }
  /// rabbit://ceilo:ceilopw@127.0.0.1:PORT/
  std::string url() const;
  /// Where it speaks TLS, and the certificate for localhost that it signed itself.
  int tls_port() const { return tls_port_; }
  std::string certificate() const { return directory_.path("etc/cert.pem"); }
  /// One that has nothing to do with it.
  std::string other_certificate() const { return directory_.path("etc/other.pem"); }

 private:
  std::vector<std::string> environment() const;
  std::vector<std::string> as_broker(std::vector<std::string> argv) const;
  void make_certificate(const std::string& key, const std::string& certificate);
  void launch();

  TempDir directory_;
  std::string programs_;
  int port_;
  int tls_port_;
  int distribution_port_;
  int epmd_port_;
  pid_t epmd_ = 0;
  pid_t server_ = 0;
};

}  // namespace ceilometer::test
