#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "identity/auth_options.hpp"
#include "identity/catalog.hpp"
#include "identity/discovery.hpp"
#include "identity/exchange.hpp"

namespace ceilometer::identity {

/// The service's own token and what Keystone said with it. Immutable; `token` is a secret.
struct Session {
  using Clock = std::chrono::steady_clock;

  std::string token;
  std::string v3_url;  ///< of the Keystone that gave it
  Catalog catalog;
  Clock::time_point refresh_at;  ///< from then on another one is asked for
  Clock::time_point expires_at;
};

/// Asks for the service's own token when it is needed, and again before it expires. Thread-safe.
///
/// One thread asks at a time; those that come meanwhile wait for its outcome, good or bad. Credentials that Keystone
/// rejected are not tried again for a while: a Keystone that locks users out would do so for good.
class OwnToken {
 public:
  struct Patience {
    std::chrono::milliseconds rejected{10'000};  ///< before rejected credentials are tried again
    std::chrono::seconds margin{60};  ///< before the end at which a token is replaced, or a quarter of its life
  };

  /// `exchange` and `logger` must outlive this.
  OwnToken(AuthOptions options, Exchange& exchange, Logger& logger, Patience patience);

  /// The error is a reason that holds no secrets.
  Result<std::shared_ptr<const Session>> get(Deadline deadline);

  /// Keystone did not take it: the next get() asks for another, unless somebody has already.
  void reject(const std::shared_ptr<const Session>& session);

  const AuthOptions& options() const { return options_; }
  Discovery& discovery() { return discovery_; }

 private:
  using Outcome = Result<std::shared_ptr<const Session>>;

  /// Locked: what is known without asking; nullopt where somebody has to ask.
  std::optional<Outcome> known() const;
  Outcome ask(Deadline deadline);
  Outcome ask_keystone(const std::string& v3_url, Deadline deadline);
  Outcome read(const http::ClientResponse& response, const std::string& v3_url) const;
  Result<std::string> keystone_url(Deadline deadline);

  AuthOptions options_;
  Exchange& exchange_;
  Logger& logger_;
  Patience patience_;
  Discovery discovery_;

  mutable std::mutex mutex_;
  std::condition_variable asked_;
  bool asking_ = false;
  std::uint64_t asked_times_ = 0;
  std::shared_ptr<const Session> session_;
  std::optional<Error> last_failure_;  // where the latest time ended without a token
  Session::Clock::time_point rejected_until_;
};

}  // namespace ceilometer::identity
