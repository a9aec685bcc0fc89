#pragma once

#include <memory>

#include "base/memcache_server.hpp"
#include "base/ports/cross_process_lock.hpp"
#include "base/ports/logger.hpp"
#include "base/ports/metrics.hpp"
#include "base/ports/shared_cache.hpp"
#include "base/result.hpp"

namespace ceilometer {

/// How many may be at work at once: processes, and threads of each. Zero where that is not known.
struct Workers {
  int processes = 0;
  int threads = 0;
};

/// What the process that runs an Application lends it. Outlives the application.
///
/// The members are asked while the application is built, in the parent process before the fork; what they return is
/// used by the children. A host without shared memory (a console tool, a check of the configuration) has none to give.
class Host {
 public:
  virtual ~Host() = default;

  virtual Logger& logger() noexcept = 0;
  /// Where to count, the same object at every call.
  virtual Metrics& metrics() noexcept = 0;
  virtual Workers workers() const noexcept { return {}; }
  /// Shared memory of all children, the same object at every call; null where there is none.
  virtual std::shared_ptr<SharedCache> shared_memory() = 0;
  /// Null where there are none.
  virtual std::shared_ptr<CrossProcessLock> locks() = 0;
  /// A client of these memcached servers. The error is the end of a sentence about the option that names them.
  virtual Result<std::shared_ptr<SharedCache>> memcache(const MemcacheOptions& options) = 0;
};

/// A host that has a log, counts for itself, and has nothing else. It still says what is wrong with what it is asked
/// for.
class PlainHost final : public Host {
 public:
  explicit PlainHost(Logger& logger) : logger_(logger) {}

  Logger& logger() noexcept override { return logger_; }
  Metrics& metrics() noexcept override { return metrics_; }
  std::shared_ptr<SharedCache> shared_memory() override { return nullptr; }
  std::shared_ptr<CrossProcessLock> locks() override { return nullptr; }
  Result<std::shared_ptr<SharedCache>> memcache(const MemcacheOptions& options) override {
    for (const auto& server : options.servers) {
      if (const auto parsed = parse_memcache_server(server); !parsed) return parsed.error();
    }
    return std::shared_ptr<SharedCache>();
  }

 private:
  Logger& logger_;
  Metrics metrics_;
};

}  // namespace ceilometer
