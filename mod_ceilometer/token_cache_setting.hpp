#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ceilometer::httpd {

/// What CeilometerTokenCache says: the shared memory in which httpd's children keep what Keystone said of tokens.
struct TokenCacheSetting {
  static constexpr std::size_t kDefaultBytes = 8'388'608;
  /// Less would hold no more than a few tokens, and mod_socache_shmcb divides by zero where it finds too little.
  static constexpr std::size_t kLeastBytes = 65'536;

  bool shared = true;
  std::string path;  ///< the file behind it on systems without anonymous shared memory; "": httpd's own choice
  std::size_t bytes = kDefaultBytes;

  bool operator==(const TokenCacheSetting&) const = default;
};

/// "none", or "shmcb", "shmcb:PATH", "shmcb(BYTES)", "shmcb:PATH(BYTES)". The error is the end of a sentence.
Result<TokenCacheSetting> parse_token_cache(std::string_view text);

}  // namespace ceilometer::httpd
