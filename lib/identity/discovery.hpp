#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "identity/exchange.hpp"

namespace ceilometer::identity {

/// Where the v3 API is, from a document of versions: of Keystone's root ({"versions": {"values": [...]}}) or of one
/// version ({"version": {...}}). Links may be relative to `url`, the document's own; one that only takes https away is
/// told by a Keystone that does not know of the proxy before it, and is mended. The error is the end of a sentence.
Result<std::string> v3_link(std::string_view body, const std::string& url);

/// Finds out where Keystone's v3 API is. Thread-safe; remembers what it found, not what failed.
class Discovery {
 public:
  /// `exchange` must outlive this.
  explicit Discovery(Exchange& exchange) : exchange_(exchange) {}

  /// `url` without a trailing slash where it ends in /v3; else what its server says, asked at the URL without a
  /// version. The error is a reason: no secrets are in it.
  Result<std::string> v3_url(const std::string& url, Deadline deadline);

 private:
  Exchange& exchange_;
  std::mutex mutex_;
  std::map<std::string, std::string> found_;
};

}  // namespace ceilometer::identity
