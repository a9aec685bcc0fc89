#pragma once

#include <httpd.h>

#include <memory>

#include "base/ports/metrics.hpp"
#include "base/result.hpp"
#include "global_locks.hpp"
#include "socache_memory.hpp"
#include "token_cache_setting.hpp"

namespace ceilometer::httpd {

/// What all services of one generation of httpd share, whichever VirtualHosts they are for: memory and locks. Both are
/// made when the first one asks, so that a server without authentication has neither.
///
/// Made in post_config, in memory of the configuration pool, which owns what is made: a graceful restart begins with
/// empty memory, while the old children end on the old one. Used in one thread until child_init().
class SharedPorts {
 public:
  /// To be called in pre_config: makes the types known to httpd's directive Mutex.
  static apr_status_t register_mutexes(apr_pool_t* pconf);

  /// What the memory's provider finds wrong with the setting, where it is loaded: the end of a sentence.
  static Result<void> check(const TokenCacheSetting& setting, apr_pool_t* ptemp);

  SharedPorts(TokenCacheSetting setting, server_rec* main_server, apr_pool_t* pconf)
      : setting_(std::move(setting)), server_(main_server), pool_(pconf) {}

  /// Null where the operator wants none or where it cannot be had, which the log then says, once.
  std::shared_ptr<SocacheMemory> memory();
  /// Null where they cannot be had, which the log then says, once.
  std::shared_ptr<GlobalLocks> locks();
  /// Where this process counts for all services: in memory of its own until somebody attaches shared one.
  Metrics& metrics() { return metrics_; }

  /// For each child, before its threads begin.
  void child_init(apr_pool_t* pchild);

 private:
  std::shared_ptr<SocacheMemory> make_memory();
  std::shared_ptr<GlobalLocks> make_locks();

  const TokenCacheSetting setting_;
  server_rec* server_;
  apr_pool_t* pool_;
  bool memory_asked_ = false;
  bool locks_asked_ = false;
  std::shared_ptr<SocacheMemory> memory_;
  std::shared_ptr<GlobalLocks> locks_;
  Metrics metrics_;
};

}  // namespace ceilometer::httpd
