#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/ports/host.hpp"
#include "identity/token.hpp"
#include "identity/token_validator.hpp"

namespace ceilometer::identity {

/// Remembers what Keystone said of tokens: in this process, and for all processes in a SharedCache. A token that nobody
/// knows yet is asked about once, however many requests of however many children bring it at once; that Keystone
/// rejected one is remembered for a short while, by each process for itself; that nobody could tell, never.
///
/// Keys are hashes: no token is ever stored. Thread-safe. May be made before a fork; nothing may be asked of it before
/// that.
class TokenCache {
 public:
  struct Options {
    std::chrono::seconds time_to_live{300};          ///< token_cache_time; negative: nothing is remembered
    std::chrono::seconds negative_time_to_live{10};  ///< how long a token stays rejected without being asked again
    std::size_t front_entries = 1024;                ///< of this process; the least recently used ones go
    std::size_t negative_entries = 1024;             ///< likewise, of rejected tokens
    std::chrono::milliseconds patience{5'000};       ///< to wait for another's answer before asking oneself
    std::string audience;  ///< which Keystone, and asked how: entries of another audience are never used
    std::function<std::chrono::system_clock::time_point()> clock = {};  ///< empty: the system's; for tests
    Metrics* metrics = nullptr;  ///< where it counts besides, null for nowhere; outlives the cache
  };

  struct Answer {
    Validation::Outcome outcome = Validation::Outcome::kUnavailable;
    std::shared_ptr<const Token> token = {};  ///< null unless kValid
    std::string reason = {};                  ///< where kUnavailable
  };

  struct Figures {
    std::uint64_t front_hits = 0;
    std::uint64_t shared_hits = 0;
    std::uint64_t asked = 0;     ///< how often the validator was asked
    std::uint64_t waited = 0;    ///< requests that another one's question served
    std::uint64_t rejected = 0;  ///< answered from the negative cache
    std::uint64_t unshared = 0;  ///< entries that the shared cache did not take
  };

  /// `shared` and `locks` may be null. `logger` must outlive the cache.
  TokenCache(Options options, std::shared_ptr<SharedCache> shared, std::shared_ptr<CrossProcessLock> locks,
             Logger& logger);
  ~TokenCache();
  TokenCache(const TokenCache&) = delete;
  TokenCache& operator=(const TokenCache&) = delete;

  /// What is known of the token, or what `validator` says of it. An expired token is kInvalid, whether it was
  /// remembered or not, unless `allow_expired`. Throws what the validator throws, and then leaves nobody waiting.
  Answer get(std::string_view token, bool allow_expired, TokenValidator& validator);

  /// Of this process.
  Figures figures() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ceilometer::identity
