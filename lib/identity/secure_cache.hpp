#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ports/shared_cache.hpp"
#include "base/result.hpp"

namespace ceilometer::identity {

/// [keystone_authtoken] memcache_security_strategy: how entries are kept from who can reach the memcached.
enum class CacheStrategy {
  kMac,      ///< they cannot be made up or changed
  kEncrypt,  ///< nor read
};

/// "MAC" or "ENCRYPT" in any case; nullopt for others.
std::optional<CacheStrategy> parse_cache_strategy(std::string_view text);

/// Protects every entry of another SharedCache, in keystonemiddleware's format: HMAC-SHA384(secret, key + strategy) is
/// cut into a name, a MAC key and an AES key of 16 bytes each; stored is, under the base64 of the name, the base64 of
/// HMAC-SHA384 over what follows, and that: the base64 of the value, or of IV and AES-128-CBC ciphertext.
///
/// Keys are derived from the SharedCache key and never from a token: TokenCache's keys are hashes of tokens, and nobody
/// stores more than that. So Python services, which derive them from the token, do not find these entries, nor the
/// other way round. An entry whose MAC is wrong is a miss. Thread-safe as the inner cache is; needs OpenSSL's
/// libcrypto, which is loaded when the first of these is made.
class SecureCache final : public SharedCache {
 public:
  /// `secret` is memcache_secret_key. The error is a sentence: no secret, or no libcrypto.
  static Result<std::shared_ptr<SharedCache>> make(CacheStrategy strategy, std::string secret,
                                                   std::shared_ptr<SharedCache> inner);
  ~SecureCache() override;

  std::optional<std::string> get(std::string_view key) noexcept override;
  bool set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept override;
  void remove(std::string_view key) noexcept override;
  /// The inner cache's: an entry with a wrong MAC was a hit there.
  Figures figures() const noexcept override;

 private:
  struct Crypto;
  struct Keys;
  SecureCache(CacheStrategy strategy, std::string secret, std::shared_ptr<SharedCache> inner,
              std::unique_ptr<Crypto> crypto);
  std::optional<Keys> derive(std::string_view key) const;

  const CacheStrategy strategy_;
  const std::string secret_;
  const std::shared_ptr<SharedCache> inner_;
  const std::unique_ptr<Crypto> crypto_;
};

}  // namespace ceilometer::identity
