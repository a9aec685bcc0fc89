#pragma once

#include <chrono>
#include <string>

#include "bench/sync_probe.h"
#include "support/httpd_server.hpp"

namespace ceilometer::test {

/// The syncs of a server's children.
class Syncs {
 public:
  /// Before the server starts, which this must outlive. Throws std::runtime_error.
  explicit Syncs(HttpdServer& server);
  ~Syncs();
  Syncs(const Syncs&) = delete;
  Syncs& operator=(const Syncs&) = delete;

  long count() const;
  /// From now on one takes that long at least.
  void take_at_least(std::chrono::nanoseconds time);

 private:
  SyncProbe* probe_;
};

/// Those of this process, while this lives. One at a time.
class OwnSyncs {
 public:
  OwnSyncs() { sync_probe_use(&probe_); }
  ~OwnSyncs() { sync_probe_use(nullptr); }
  OwnSyncs(const OwnSyncs&) = delete;
  OwnSyncs& operator=(const OwnSyncs&) = delete;

  void take_at_least(std::chrono::nanoseconds time) { probe_.least = time.count(); }

 private:
  SyncProbe probe_{};
};

}  // namespace ceilometer::test
