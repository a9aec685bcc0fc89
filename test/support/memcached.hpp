#pragma once

#include <sys/types.h>

#include <string>

#include "support/temp_dir.hpp"

namespace ceilometer::test {

/// A real memcached of the test's own, on a free loopback port, stopped by its pid.
class Memcached {
 public:
  /// Starts it; throws std::runtime_error where it does not.
  explicit Memcached(std::string executable);
  ~Memcached();
  Memcached(const Memcached&) = delete;
  Memcached& operator=(const Memcached&) = delete;

  void start();
  void stop();
  /// Halts it, so that it takes connections and says nothing; lets it go on.
  void halt();
  void go_on();

  int port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  std::string executable_;
  TempDir directory_;
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace ceilometer::test
