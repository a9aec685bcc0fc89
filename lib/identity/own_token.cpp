#include "identity/own_token.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "identity/auth_request.hpp"
#include "identity/members.hpp"

namespace ceilometer::identity {

namespace {

constexpr std::string_view kLogName = "ceilometer.identity";

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// How long the token lives. Keystone's two times are compared with each other, for its clock may differ from ours.
milliseconds lifetime(const json::Object& token) {
  const auto expires = parse_isotime(text(token, "expires_at"));
  if (!expires) return {};
  const auto issued = parse_isotime(text(token, "issued_at"));
  return duration_cast<milliseconds>(expires->utc() - (issued ? issued->utc() : utc_now()));
}

}  // namespace

OwnToken::OwnToken(AuthOptions options, Exchange& exchange, Logger& logger, Patience patience)
    : options_(std::move(options)), exchange_(exchange), logger_(logger), patience_(patience), discovery_(exchange) {}

std::optional<OwnToken::Outcome> OwnToken::known() const {
  const auto now = Session::Clock::now();
  if (session_ != nullptr && now < session_->refresh_at) return Outcome(session_);
  if (now < rejected_until_ && last_failure_) return Outcome(*last_failure_);
  return std::nullopt;
}

Result<std::shared_ptr<const Session>> OwnToken::get(Deadline deadline) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto outcome = known()) return *std::move(outcome);
    if (!asking_) break;
    const std::uint64_t before = asked_times_;
    const bool ended = asked_.wait_until(lock, deadline, [&] { return asked_times_ != before; });
    if (session_ != nullptr && Session::Clock::now() < session_->expires_at) return session_;
    if (!ended) return Error{"Keystone cannot be asked: the service's own token does not come"};
    if (last_failure_) return *last_failure_;
  }
  asking_ = true;
  lock.unlock();
  Outcome outcome = ask(deadline);
  lock.lock();
  asking_ = false;
  ++asked_times_;
  if (outcome) {
    session_ = *outcome;
    last_failure_.reset();
  } else {
    last_failure_ = outcome.error();
    // Until its end the old one is still good.
    if (session_ != nullptr && Session::Clock::now() < session_->expires_at) outcome = session_;
  }
  lock.unlock();
  asked_.notify_all();
  return outcome;
}

void OwnToken::reject(const std::shared_ptr<const Session>& session) {
  if (options_.method == AuthOptions::Method::kAdminToken) return;  // there is no other
  const std::lock_guard lock(mutex_);
  if (session_ == session) session_ = nullptr;
}

Result<std::string> OwnToken::keystone_url(Deadline deadline) {
  if (options_.discover || options_.auth_url.ends_with("/v3")) return discovery_.v3_url(options_.auth_url, deadline);
  return options_.auth_url + "/v3";
}

OwnToken::Outcome OwnToken::ask(Deadline deadline) {
  // Whatever happens, those who wait must hear of it.
  try {
    const auto url = keystone_url(deadline);
    if (!url) return url.error();
    return ask_keystone(*url, deadline);
  } catch (const std::bad_alloc&) {
    return Error{"memory is short"};
  }
}

OwnToken::Outcome OwnToken::ask_keystone(const std::string& v3_url, Deadline deadline) {
  if (options_.method == AuthOptions::Method::kAdminToken) {
    auto session = std::make_shared<Session>();
    session->token = options_.token;
    session->v3_url = v3_url;
    session->refresh_at = session->expires_at = Session::Clock::time_point::max();
    return std::shared_ptr<const Session>(std::move(session));
  }
  const auto response =
      exchange_.send({.method = "POST",
                      .url = v3_url + "/auth/tokens",
                      .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
                      .body = auth_request_body(options_)},
                     deadline);
  if (!response) return response.error();
  if (response->status == 200 || response->status == 201) return read(*response, v3_url);
  if (response->status != 401 && response->status != 403) {
    return Error{answers(v3_url, response->status) + " where it was asked for the service's own token"};
  }
  const std::lock_guard lock(mutex_);
  rejected_until_ = Session::Clock::now() + patience_.rejected;
  return Error{"Keystone rejects the service's own credentials (" + std::to_string(response->status) + " for " +
               options_.who() + ")"};
}

OwnToken::Outcome OwnToken::read(const http::ClientResponse& response, const std::string& v3_url) const {
  const auto document = json::parse(response.body);
  const auto* outer = document ? document->as<json::Object>() : nullptr;
  const auto* token = outer != nullptr ? member<json::Object>(*outer, "token") : nullptr;
  const milliseconds life = token != nullptr ? lifetime(*token) : milliseconds();
  if (response.header("X-Subject-Token").empty() || life.count() <= 0) {
    return Error{answers(v3_url, response.status) + " where it was asked for the service's own token, but without one"};
  }
  auto session = std::make_shared<Session>();
  session->token = response.header("X-Subject-Token");
  session->v3_url = v3_url;
  if (const auto* catalog = member<json::Array>(*token, "catalog")) session->catalog = Catalog(*catalog);
  const auto now = Session::Clock::now();
  session->expires_at = now + life;
  session->refresh_at = now + life - std::min<milliseconds>(patience_.margin, life / 4);
  if (logger_.enabled(LogLevel::kDebug, kLogName)) {
    logger_.log(LogLevel::kDebug, kLogName,
                "CEIL0200: the service has a token of its own as " + options_.who() + " for " +
                    std::to_string(duration_cast<seconds>(life).count()) + " s");
  }
  return std::shared_ptr<const Session>(std::move(session));
}

}  // namespace ceilometer::identity
