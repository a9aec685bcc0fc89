#include "socache_memory.hpp"

#include <apr_time.h>

#include <array>
#include <cstring>
#include <memory>
#include <new>

#include "base/digest.hpp"

namespace ceilometer::httpd {
namespace {

using Digest = std::array<unsigned char, 32>;

constexpr std::size_t kTypicalEntry = 4096;  // Keystone's JSON of a token with a small catalog
constexpr std::size_t kChecksum = 16;
constexpr std::size_t kMostParts = 256;
/// The mutex is held for copying one entry; who waits longer goes without.
constexpr std::chrono::milliseconds kPatience{100};

/// mod_socache_shmcb divides the memory into parts, as many as is a power of two of which twice the square is not more
/// than how many typical entries fit; an entry has to fit into one part, beside the part's index. One may have half.
std::size_t longest_entry(std::size_t bytes) {
  const std::size_t entries = bytes / (kTypicalEntry + sizeof(Digest));
  std::size_t parts = kMostParts;
  while (parts > 1 && 2 * parts * parts > entries) parts /= 2;
  return bytes / parts / 2;
}

/// The provider chooses an entry's part by the id's first byte: a digest's are all alike, a text's are not.
Digest id_of(std::string_view key) {
  Sha256 hash;
  hash.update(key);
  return hash.finish();
}

Digest checksum_of(const Digest& id, std::string_view value) {
  Sha256 hash;
  hash.update({reinterpret_cast<const char*>(id.data()), id.size()});
  hash.update(value);
  return hash.finish();
}

/// For one call of the provider's, which may want memory.
class ScratchPool {
 public:
  ScratchPool() {
    if (apr_pool_create_unmanaged_ex(&pool_, nullptr, nullptr) != APR_SUCCESS) throw std::bad_alloc();
  }
  ~ScratchPool() { apr_pool_destroy(pool_); }
  ScratchPool(const ScratchPool&) = delete;
  ScratchPool& operator=(const ScratchPool&) = delete;

  apr_pool_t* get() const { return pool_; }

 private:
  apr_pool_t* pool_ = nullptr;
};

class Held {
 public:
  explicit Held(std::optional<GlobalMutex>& mutex) : mutex_(mutex), held_(!mutex || mutex->lock(kPatience)) {}
  ~Held() {
    if (mutex_ && held_) mutex_->unlock();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  explicit operator bool() const { return held_; }

 private:
  std::optional<GlobalMutex>& mutex_;
  const bool held_;
};

}  // namespace

SocacheMemory::SocacheMemory(const ap_socache_provider_t& provider, ap_socache_instance_t* instance, server_rec* server,
                             std::optional<GlobalMutex> mutex, std::size_t bytes)
    : provider_(provider), instance_(instance), server_(server), mutex_(mutex), longest_entry_(longest_entry(bytes)) {}

ap_socache_hints SocacheMemory::hints() {
  return {sizeof(Digest), kTypicalEntry, 0};  // nothing is to be cleaned up in intervals
}

std::size_t SocacheMemory::longest_value() const { return longest_entry_ - sizeof(Digest) - kChecksum; }

std::optional<std::string> SocacheMemory::get(std::string_view key) noexcept {
  try {
    const Digest id = id_of(key);
    const auto buffer = std::make_unique_for_overwrite<char[]>(longest_entry_);
    auto size = static_cast<unsigned>(longest_entry_);
    apr_status_t status = APR_NOTFOUND;
    {
      const ScratchPool pool;
      if (const Held held(mutex_); held) {
        status = provider_.retrieve(instance_, server_, id.data(), sizeof id,
                                    reinterpret_cast<unsigned char*>(buffer.get()), &size, pool.get());
      }
    }
    if (status == APR_SUCCESS && size >= kChecksum) {
      const std::string_view value(buffer.get() + kChecksum, size - kChecksum);
      if (std::memcmp(checksum_of(id, value).data(), buffer.get(), kChecksum) == 0) {
        hits_.fetch_add(1, std::memory_order_relaxed);
        return std::string(value);
      }
    }
  } catch (const std::bad_alloc&) {
    // As if it were not there.
  }
  misses_.fetch_add(1, std::memory_order_relaxed);
  return std::nullopt;
}

bool SocacheMemory::set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept {
  try {
    if (value.size() <= longest_value() && time_to_live.count() > 0) {
      const Digest id = id_of(key);
      const Digest checksum = checksum_of(id, value);
      std::string entry(reinterpret_cast<const char*>(checksum.data()), kChecksum);
      entry.append(value);
      const ScratchPool pool;
      if (const Held held(mutex_); held) {
        const apr_time_t end = apr_time_now() + std::chrono::microseconds(time_to_live).count();
        if (provider_.store(instance_, server_, id.data(), sizeof id, end,
                            reinterpret_cast<unsigned char*>(entry.data()), static_cast<unsigned>(entry.size()),
                            pool.get()) == APR_SUCCESS) {
          stored_.fetch_add(1, std::memory_order_relaxed);
          return true;
        }
      }
    }
  } catch (const std::bad_alloc&) {
    // Counted as refused.
  }
  refused_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void SocacheMemory::remove(std::string_view key) noexcept {
  try {
    const Digest id = id_of(key);
    const ScratchPool pool;
    if (const Held held(mutex_); held) provider_.remove(instance_, server_, id.data(), sizeof id, pool.get());
  } catch (const std::bad_alloc&) {
    return;  // it will end by its time to live
  }
}

SharedCache::Figures SocacheMemory::figures() const noexcept {
  return {hits_.load(std::memory_order_relaxed), misses_.load(std::memory_order_relaxed),
          stored_.load(std::memory_order_relaxed), refused_.load(std::memory_order_relaxed)};
}

}  // namespace ceilometer::httpd
