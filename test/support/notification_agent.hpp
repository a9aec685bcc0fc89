#pragma once

#include <sys/types.h>

#include <string>

#include "support/temp_dir.hpp"

namespace ceilometer::test {

/// Debian's ceilometer-agent-notification: takes samples from a broker and sends them on to `publisher`, an http://
/// URL. Stopped by its own pid. Throws std::runtime_error with what it said.
class NotificationAgent {
 public:
  NotificationAgent(const std::string& transport_url, const std::string& publisher, const std::string& secret);
  ~NotificationAgent();
  NotificationAgent(const NotificationAgent&) = delete;
  NotificationAgent& operator=(const NotificationAgent&) = delete;

  /// Whether Debian's package is here.
  static bool is_installed();

  std::string log() const;

 private:
  TempDir directory_;
  pid_t pid_ = 0;
};

}  // namespace ceilometer::test
