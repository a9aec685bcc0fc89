#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "support/httpd_server.hpp"

namespace ceilometer::test {

/// One request to a running server, and how often it can be answered: clients that ask again when they have their
/// answer, each on a connection that is kept.
class Asked {
 public:
  /// `seconds` is how long one measurement takes, about. Asks some times, to be warm.
  Asked(const HttpdServer& server, const std::string& target, const std::string& host, int clients, double seconds);

  /// Answers per second.
  double measure();
  /// Milliseconds from request to answer, where one client asks.
  double measure_milliseconds() { return 1e3 / measure(); }

  /// Microseconds of processor time that an answer took of httpd's children.
  double cpu() const;
  /// Bytes of the answer's body.
  std::size_t size() const { return size_; }

 private:
  double run(long requests);

  const std::vector<pid_t> httpd_;
  const int port_;
  const std::string request_;
  const int clients_;
  const double seconds_;
  double rate_ = 0;
  std::size_t size_ = 0;
  std::vector<double> cpu_;
};

}  // namespace ceilometer::test
