#include "filters/authtoken.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/digest.hpp"
#include "base/strings.hpp"
#include "filters/identity_headers.hpp"
#include "filters/plain_page.hpp"

namespace ceilometer::filters {
namespace {

using identity::Token;
using Outcome = identity::Validation::Outcome;

/// Longer than any token of Keystone's, PKI's with a large catalog included.
constexpr std::size_t kMaxToken = 64U << 10U;

constexpr int kRetryAfterSeconds = 5;

/// "" where there is none. A header that was sent twice is one text that is no token.
std::string token_in(const http::Headers& headers, std::string_view name) {
  const auto sent = headers.joined(name);
  return sent ? std::string(trim(*sent)) : std::string();
}

std::string user_token_in(const http::Headers& headers) {
  return token_in(headers, headers.has("X-Auth-Token") ? "X-Auth-Token" : "X-Storage-Token");
}

/// Whether it is worth asking about: tokens are printable ASCII without spaces.
bool could_be_token(std::string_view token) {
  return token.size() <= kMaxToken &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// How a token appears in the log.
std::string fingerprint(std::string_view token) { return "{SHA256}" + sha256_hex(token).substr(0, 8); }

std::string www_authenticate(const AuthtokenRules& rules) {
  const char quote = rules.wording == AuthtokenRules::Wording::kMitaka ? '\'' : '"';
  return std::string("Keystone uri=") + quote + rules.www_authenticate_uri + quote;
}

}  // namespace

Authtoken::Authtoken(AuthtokenRules rules, std::shared_ptr<identity::TokenValidator> keystone,
                     std::shared_ptr<identity::TokenCache> cache, Logger& logger)
    : rules_(std::move(rules)),
      www_authenticate_(www_authenticate(rules_)),
      keystone_(std::move(keystone)),
      cache_(std::move(cache)),
      logger_(logger),
      keystone_is_away_(std::chrono::seconds(10)) {}

http::Response Authtoken::handle(http::Request& request, const pipeline::Handler& next) const {
  auto& headers = request.headers;
  strip_identity_headers(headers);
  auto tokens = std::make_shared<Tokens>();
  auto& [user, service] = *tokens;

  bool service_is_one = false;
  bool service_is_good = true;  // where there is none
  if (const auto token = token_in(headers, "X-Service-Token"); !token.empty()) {
    auto answer = ask(token, false, "service");
    if (answer.outcome == Outcome::kUnavailable) return cannot_tell(request, answer.reason);
    service_is_good = answer.outcome == Outcome::kValid && is_bind_satisfied(rules_.bind, *answer.token, request);
    service_is_one = service_is_good && has_service_role(*answer.token);
    if (rules_.service_token_roles_required) service_is_good = service_is_one;
    if (service_is_good) service = std::move(answer.token);
    set_service_status(headers, service_is_good);
  }

  if (const auto token = user_token_in(headers); !token.empty()) {
    auto answer = ask(token, service_is_one, "user");
    if (answer.outcome == Outcome::kUnavailable) return cannot_tell(request, answer.reason);
    // A service that passes a request on does not come with the user's other proofs of identity.
    const bool good = answer.outcome == Outcome::kValid &&
                      (service_is_one || is_bind_satisfied(rules_.bind, *answer.token, request)) &&
                      is_allowed_by_access_rules(*answer.token, rules_.service_type, request, service_is_one);
    if (good) user = std::move(answer.token);
  }
  set_user_status(headers, user != nullptr);

  if ((!user || !service_is_good) && !rules_.delay_auth_decision) return refuse();
  if (user) set_user_headers(headers, *user, rules_.include_service_catalog);
  if (service) set_service_headers(headers, *service);
  request.identity = std::move(tokens);
  request.identity_is_checked = true;
  auto response = next.handle(request);
  if (response.status == 401) response.headers.add("WWW-Authenticate", www_authenticate_);
  return response;
}

identity::TokenCache::Answer Authtoken::ask(const std::string& token, bool allow_expired,
                                            std::string_view whose) const {
  identity::TokenCache::Answer answer;
  answer.outcome = Outcome::kInvalid;
  if (could_be_token(token)) answer = cache_->get(token, allow_expired, *keystone_);
  if (answer.outcome == Outcome::kInvalid && logger_.enabled(LogLevel::kInfo, rules_.log_name)) {
    logger_.log(LogLevel::kInfo, rules_.log_name,
                "CEIL0380: Invalid " + std::string(whose) + " token " + fingerprint(token));
  }
  return answer;
}

bool Authtoken::has_service_role(const Token& token) const {
  const auto& roles = rules_.service_token_roles;
  return std::any_of(roles.begin(), roles.end(), [&](const std::string& role) { return token.has_role(role); });
}

http::Response Authtoken::refuse() const {
  auto response = rules_.wording == AuthtokenRules::Wording::kMitaka
                      ? http::Response::make(401, "text/html; charset=UTF-8", "Authentication required")
                      : http::Response::make(401, "application/json",
                                             R"({"error": {"code": 401, "title": "Unauthorized", "message": )"
                                             R"("The request you have made requires authentication."}})");
  response.headers.add("WWW-Authenticate", www_authenticate_);
  return response;
}

http::Response Authtoken::cannot_tell(const http::Request& request, const std::string& reason) const {
  // At every request that fails the log would drown in what is one fault.
  if (keystone_is_away_.due()) {
    logger_.log(LogLevel::kCritical, rules_.log_name, "CEIL0381: Unable to validate token: " + reason);
  }
  const bool mitaka = rules_.wording == AuthtokenRules::Wording::kMitaka;
  auto response = plain_page(request, 503, "503 Service Unavailable",
                             "The server is currently unavailable. Please try again at a later time.",
                             mitaka ? "" : "The Keystone service is temporarily unavailable.");
  response.headers.add("Retry-After", std::to_string(kRetryAfterSeconds));
  return response;
}

}  // namespace ceilometer::filters
