#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/occasionally.hpp"
#include "base/ports/logger.hpp"
#include "filters/token_checks.hpp"
#include "identity/token_cache.hpp"
#include "identity/token_validator.hpp"
#include "pipeline/filter.hpp"

namespace ceilometer::filters {

/// What auth_token decides by, apart from where Keystone is.
struct AuthtokenRules {
  /// Whose words a refusal has: what clients of that time saw.
  enum class Wording { kMitaka, kModern };

  bool delay_auth_decision = false;     ///< let callers without a good token through, as nobody
  bool include_service_catalog = true;  ///< X-Service-Catalog
  BindPolicy bind = {};
  std::vector<std::string> service_token_roles = {"service"};
  bool service_token_roles_required = false;  ///< a service's token without such a role is no good
  std::string service_type = {};              ///< ours in access rules of application credentials
  std::string www_authenticate_uri = {};      ///< where a refused caller may get a token
  Wording wording = Wording::kMitaka;
  std::string log_name = "keystonemiddleware.auth_token";  ///< of its lines, for default_log_levels
};

/// keystonemiddleware's auth_token: asks Keystone who the caller's token is for, and tells the application by headers.
///
/// Headers that a client sends in the application's place are taken off first. A caller without a good token gets 401,
/// one whose token nobody can judge 503, and every 401 on its way out says where Keystone is. A service that passes a
/// request on (X-Service-Token) is checked as well; with one of service_token_roles it may bring a user's token that
/// has expired meanwhile.
class Authtoken final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "keystonemiddleware.auth_token:filter_factory", "keystonemiddleware.auth_token:AuthProtocol",
      "keystoneclient.middleware.auth_token:filter_factory", "keystone.middleware.auth_token:filter_factory",
      "egg:keystonemiddleware#auth_token"};

  /// All are shared with nobody who changes them; `logger` must outlive the filter.
  Authtoken(AuthtokenRules rules, std::shared_ptr<identity::TokenValidator> keystone,
            std::shared_ptr<identity::TokenCache> cache, Logger& logger);

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  using Tokens = std::pair<std::shared_ptr<const identity::Token>, std::shared_ptr<const identity::Token>>;

  identity::TokenCache::Answer ask(const std::string& token, bool allow_expired, std::string_view whose) const;
  http::Response refuse() const;
  http::Response cannot_tell(const http::Request& request, const std::string& reason) const;
  bool has_service_role(const identity::Token& token) const;

  const AuthtokenRules rules_;
  const std::string www_authenticate_;
  const std::shared_ptr<identity::TokenValidator> keystone_;
  const std::shared_ptr<identity::TokenCache> cache_;
  Logger& logger_;
  mutable Occasionally keystone_is_away_;
};

}  // namespace ceilometer::filters
