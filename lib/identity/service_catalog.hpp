#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "http/client.hpp"
#include "identity/auth_options.hpp"
#include "identity/exchange.hpp"
#include "identity/own_token.hpp"

namespace ceilometer::identity {

/// Where other services of the cloud are. Thread-safe; does not throw but std::bad_alloc.
class ServiceCatalog {
 public:
  struct Answer {
    enum class Kind {
      kFound,    ///< `url` is its endpoint
      kNone,     ///< the cloud has no such service
      kUnknown,  ///< Keystone could not be asked; another time it may tell
    };
    Kind kind = Kind::kUnknown;
    std::string url = {};
  };

  virtual ~ServiceCatalog() = default;

  /// By the service's type: "metric" is Gnocchi, "alarming" Aodh, "event" Panko.
  virtual Answer find(std::string_view type) = 0;
  /// Closes what this child opened, when it ends.
  virtual void close() noexcept = 0;
};

/// The catalog that comes with the service's own token ([service_credentials]), asked for when somebody wants to know.
///
/// Made in the parent process; nothing is opened before the first find(). That and a later refresh take one question
/// to Keystone at most, however many threads want to know: the others wait for its outcome. What was found stays good
/// while Keystone is away.
class KeystoneCatalog final : public ServiceCatalog {
 public:
  struct Options {
    AuthOptions auth = {};
    std::string interface = "public";
    std::string region = {};  ///< "": the first
    Exchange::Options exchange = {.retries = 0};
    std::chrono::milliseconds lifetime{3'600'000};  ///< of what was found, before Keystone is asked again
    std::chrono::milliseconds retry_after{60'000};  ///< Keystone is left alone so long after it could not be asked
  };

  /// `logger` must outlive the catalog.
  KeystoneCatalog(Options options, std::shared_ptr<http::Client> client, Logger& logger);

  Answer find(std::string_view type) override;
  void close() noexcept override { exchange_.close(); }

 private:
  using Clock = std::chrono::steady_clock;

  std::shared_ptr<const Session> current();

  Options options_;
  Logger& logger_;
  Exchange exchange_;
  OwnToken own_;

  std::mutex mutex_;
  std::shared_ptr<const Session> known_;
  Clock::time_point ask_at_;  // not before
};

/// The catalog that [service_credentials] gives access to, of endpoints that the cloud's clients can reach: what a
/// client is redirected to must be public, as the original had it, whatever `interface` the service itself uses. Null
/// where nobody said where Keystone is: then it is never asked. `warnings` takes sentences for the log at start. The
/// error is a sentence naming the key. `logger` must outlive the catalog.
Result<std::shared_ptr<ServiceCatalog>> make_service_catalog(const std::shared_ptr<const config::Config>& config,
                                                             Logger& logger, std::vector<std::string>& warnings);

}  // namespace ceilometer::identity
