#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "http/client.hpp"
#include "identity/auth_options.hpp"
#include "identity/exchange.hpp"
#include "identity/option_source.hpp"
#include "identity/own_token.hpp"
#include "identity/token_validator.hpp"

namespace ceilometer::identity {

/// How tokens are validated: what of [keystone_authtoken] is about that.
struct KeystoneOptions {
  AuthOptions auth = {};
  std::string interface = "admin";      ///< which of Keystone's endpoints in the catalog is asked
  std::string region = {};              ///< and of which region; "": the first
  bool include_service_catalog = true;  ///< Keystone is asked for the catalog of the user's token too
  Exchange::Options exchange = {};
  OwnToken::Patience patience = {};

  /// Reads all of it but what is the HTTP client's (client_options.hpp). The error is a sentence naming the key.
  static Result<KeystoneOptions> read(const ConfigSource& source);
};

/// Asks Keystone's v3 API what a token is worth, as keystonemiddleware does: at the endpoint that the catalog of the
/// service's own token names, or at auth_url where it names none.
///
/// Thread-safe. Made in the parent process; nothing is opened before the first question. A question takes no longer
/// than Exchange::Options::time, whatever it involves.
class KeystoneClient final : public TokenValidator {
 public:
  /// `logger` must outlive the client.
  KeystoneClient(KeystoneOptions options, std::shared_ptr<http::Client> client, Logger& logger);

  Validation validate(std::string_view token, bool allow_expired) override;

  /// Whether Keystone answers now and has taken the service's credentials; for a health check. The error is a reason.
  Result<void> check(Deadline deadline);

  /// Closes idle connections, at a child's end.
  void close() noexcept { exchange_.close(); }

 private:
  Result<std::string> endpoint(const Session& session, Deadline deadline);
  Result<http::ClientResponse> ask(const Session& session, std::string_view token, bool allow_expired,
                                   Deadline deadline);
  Validation judge(const http::ClientResponse& response, std::string_view token) const;

  KeystoneOptions options_;
  Logger& logger_;
  Exchange exchange_;
  OwnToken own_;
};

}  // namespace ceilometer::identity
