#pragma once

#include <httpd.h>  // before its other headers, which do not stand alone

#include <ap_socache.h>

#include <atomic>
#include <optional>

#include "base/ports/shared_cache.hpp"
#include "global_mutex.hpp"

namespace ceilometer::httpd {

/// The host's shared memory: an instance of mod_socache_shmcb.
///
/// Entries carry a checksum over key and value, so what a child that was killed while it wrote has left behind is a
/// miss. What does not fit is refused before the provider sees it, which would log an error.
class SocacheMemory final : public SharedCache {
 public:
  /// `instance` is initialised with hints(), from a pool that outlives this, on `bytes` of memory. `mutex` is there
  /// where the provider is not safe among processes.
  SocacheMemory(const ap_socache_provider_t& provider, ap_socache_instance_t* instance, server_rec* server,
                std::optional<GlobalMutex> mutex, std::size_t bytes);

  /// What a typical entry is like: it decides into how many parts the memory is divided.
  static ap_socache_hints hints();
  /// The longest value that is taken.
  std::size_t longest_value() const;

  std::optional<std::string> get(std::string_view key) noexcept override;
  bool set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept override;
  void remove(std::string_view key) noexcept override;
  Figures figures() const noexcept override;

  /// Opens the mutex anew in a child, before the child's threads begin.
  apr_status_t child_init(apr_pool_t* pchild) { return mutex_ ? mutex_->child_init(pchild) : APR_SUCCESS; }

 private:
  const ap_socache_provider_t& provider_;
  ap_socache_instance_t* instance_;
  server_rec* server_;
  std::optional<GlobalMutex> mutex_;
  const std::size_t longest_entry_;
  std::atomic<std::uint64_t> hits_ = 0;
  std::atomic<std::uint64_t> misses_ = 0;
  std::atomic<std::uint64_t> stored_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
};

}  // namespace ceilometer::httpd
