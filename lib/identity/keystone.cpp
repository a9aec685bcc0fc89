#include "identity/keystone.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "identity/token.hpp"

namespace ceilometer::identity {

namespace {

constexpr std::string_view kLogName = "ceilometer.identity";

// Beyond it a server that refuses the request means the token: Keystone's own are a few hundred bytes.
constexpr std::size_t kLargeToken = 2048;

Validation unavailable(std::string reason) {
  return {.outcome = Validation::Outcome::kUnavailable, .reason = std::move(reason)};
}

/// Whether it could be one: no token has anything but visible ASCII in it.
bool is_possible(std::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

Result<KeystoneOptions> KeystoneOptions::read(const ConfigSource& source) {
  KeystoneOptions options;
  auto auth = read_authtoken_auth(source);
  if (!auth) return auth.error();
  options.auth = *std::move(auth);
  const auto interface = find_text(source, "interface");
  if (!interface) return interface.error();
  if (*interface) options.interface = **interface;
  const auto region = find_text(source, "region_name");
  if (!region) return region.error();
  options.region = region->value_or("");
  const auto catalog = find_bool(source, "include_service_catalog", true);
  if (!catalog) return catalog.error();
  options.include_service_catalog = *catalog;
  const auto retries = find_int(source, "http_request_max_retries", 0, 1000);
  if (!retries) return retries.error();
  if (*retries) options.exchange.retries = static_cast<int>(**retries);
  const auto time = find_int(source, "http_connect_timeout", 1, 86400);
  if (!time) return time.error();
  if (*time) options.exchange.time = std::chrono::seconds(**time);
  return options;
}

KeystoneClient::KeystoneClient(KeystoneOptions options, std::shared_ptr<http::Client> client, Logger& logger)
    : options_(std::move(options)),
      logger_(logger),
      exchange_(std::move(client), options_.exchange),
      own_(options_.auth, exchange_, logger, options_.patience) {}

Validation KeystoneClient::validate(std::string_view token, bool allow_expired) {
  if (!is_possible(token)) return {.outcome = Validation::Outcome::kInvalid};
  const Deadline deadline = exchange_.deadline();
  for (const bool is_last : {false, true}) {
    const auto session = own_.get(deadline);
    if (!session) return unavailable(session.error().message);
    const auto response = ask(**session, token, allow_expired, deadline);
    if (!response) return unavailable(response.error().message);
    if (response->status != 401) return judge(*response, token);
    // The own token was revoked, or Keystone has lost its keys.
    own_.reject(*session);
    if (is_last) break;
    logger_.log(LogLevel::kInfo, kLogName,
                "CEIL0201: Keystone does not take the service's own token any more; another one is asked for");
  }
  return unavailable("Keystone does not take the service's own token, which it has just issued (401 for " +
                     options_.auth.who() + ")");
}

Result<void> KeystoneClient::check(Deadline deadline) {
  deadline = std::min(deadline, exchange_.deadline());
  const auto session = own_.get(deadline);
  if (!session) return session.error();
  // The own token may be an old one, and Keystone away since.
  const auto response =
      exchange_.send({.url = (*session)->v3_url, .headers = {{"Accept", "application/json"}}}, deadline);
  if (!response) return response.error();
  if (response->status >= 500) return Error{answers(options_.auth.auth_url, response->status)};
  return {};
}

Result<std::string> KeystoneClient::endpoint(const Session& session, Deadline deadline) {
  const auto named = session.catalog.url("identity", options_.interface, options_.region);
  // What was configured before there were plugins names the endpoint itself.
  if (!named || !options_.auth.discover) return session.v3_url;
  return own_.discovery().v3_url(*named, deadline);
}

Result<http::ClientResponse> KeystoneClient::ask(const Session& session, std::string_view token, bool allow_expired,
                                                 Deadline deadline) {
  const auto url = endpoint(session, deadline);
  if (!url) return url.error();
  std::string query = options_.include_service_catalog ? "" : "?nocatalog";
  if (allow_expired) query += query.empty() ? "?allow_expired=1" : "&allow_expired=1";
  return exchange_.send({.url = *url + "/auth/tokens" + query,
                         .headers = {{"Accept", "application/json"},
                                     {"X-Auth-Token", session.token},
                                     {"X-Subject-Token", std::string(token)},
                                     {"OpenStack-Identity-Access-Rules", "1"}}},
                        deadline);
}

Validation KeystoneClient::judge(const http::ClientResponse& response, std::string_view token) const {
  const int status = response.status;
  if (status == 404) return {.outcome = Validation::Outcome::kInvalid};
  const bool is_refused = status == 400 || status == 413 || status == 414 || status == 431;
  if (is_refused && token.size() > kLargeToken) return {.outcome = Validation::Outcome::kInvalid};
  if (status == 403) {
    return unavailable("Keystone does not let the service validate tokens (403 for " + options_.auth.who() +
                       "): it needs a role that may");
  }
  const std::string what = answers(options_.auth.auth_url, status) + " where it was asked about a token";
  if (status != 200) return unavailable(what);
  const auto parsed = parse_token(response.body);
  if (!parsed) return unavailable(what + ", but " + parsed.error().message);
  return {.outcome = Validation::Outcome::kValid, .body = response.body};
}

}  // namespace ceilometer::identity
