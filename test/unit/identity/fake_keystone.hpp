#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/ports/logger.hpp"
#include "fakes/scripted_server.hpp"
#include "http/client.hpp"
#include "identity/keystone.hpp"

namespace ceilometer::identity::test {

using ceilometer::test::ReceivedRequest;
using ceilometer::test::ScriptedReply;
using ceilometer::test::ScriptedServer;

class MemoryLogger final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    const std::lock_guard lock(mutex_);
    text_.append(message).append("\n");
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

/// A Keystone that knows one user and one token, and does what a test wants of it.
class FakeKeystone {
 public:
  FakeKeystone() : server([this](const ReceivedRequest& request) { return answer(request); }) {}

  std::string password = "sesame";                 ///< of anybody
  std::string user_token = "user-token";           ///< the one that is valid
  std::string catalog = "[]";                      ///< of the service's own token
  std::atomic<int> lifetime = 3600;                ///< of the service's own token, seconds
  std::atomic<bool> forgets = false;               ///< does not know its own tokens
  std::atomic<int> status_of_validation = 0;       ///< instead of an honest one
  std::string versions;                            ///< the document at its root
  std::function<ScriptedReply()> validation = {};  ///< instead of an honest answer
  ScriptedServer server;

  /// How often it was asked for what begins so: "POST /v3/auth/tokens".
  int count(std::string_view what) const {
    int n = 0;
    for (const auto& request : server.requests())
      n += (request.method + " " + request.target).starts_with(what) ? 1 : 0;
    return n;
  }

  /// Revokes all the tokens that it issued.
  void revoke() { valid_from_ = issued_ + 1; }

 private:
  ScriptedReply answer(const ReceivedRequest& request) {
    if (request.target == "/") return {.status = 300, .body = versions};
    if (request.method == "POST" && request.target == "/v3/auth/tokens") return issue(request);
    if (request.method == "GET" && request.target.starts_with("/v3/auth/tokens")) return validate(request);
    return {.status = 404};
  }

  ScriptedReply issue(const ReceivedRequest& request) {
    if (request.body.find("\"" + password + "\"") == std::string::npos) return {.status = 401};
    const int number = ++issued_;
    const std::string minute = lifetime >= 3600 ? "13:00:00" : "12:00:0" + std::to_string(lifetime.load());
    return {.status = 201,
            .headers = {{"X-Subject-Token", "own-" + std::to_string(number)}},
            .body = R"({"token": {"issued_at": "2026-01-01T12:00:00Z", "expires_at": "2026-01-01T)" + minute +
                    R"(Z", "catalog": )" + catalog + "}}"};
  }

  ScriptedReply validate(const ReceivedRequest& request) {
    const std::string own = request.header("X-Auth-Token");
    const bool is_known = own == "admin-token" || (own.starts_with("own-") && std::stoi(own.substr(4)) >= valid_from_);
    if (forgets || !is_known) return {.status = 401};
    if (validation) return validation();
    if (status_of_validation != 0) return {.status = status_of_validation};
    if (request.header("X-Subject-Token") != user_token) return {.status = 404};
    return {.body = R"({"token": {"expires_at": "2099-01-01T00:00:00Z", "user": {"id": "u"}}})"};
  }

  std::atomic<int> issued_ = 0;
  std::atomic<int> valid_from_ = 1;
};

inline AuthOptions password_options(std::string auth_url) {
  AuthOptions options;
  options.auth_url = std::move(auth_url);
  options.user = {{}, "ceilometer"};
  options.user_domain = {"default", {}};
  options.password = "sesame";
  options.project = {{}, "service"};
  options.project_domain = {"default", {}};
  return options;
}

inline std::shared_ptr<http::Client> http_client(const http::ClientOptions& options = {}) {
  auto client = http::make_client(options);
  return client ? *client : nullptr;
}

/// Options of a client that does not try a test's patience.
inline KeystoneOptions options_for(const FakeKeystone& keystone) {
  KeystoneOptions options;
  options.auth = password_options(keystone.server.url("/v3"));
  options.exchange = {.retries = 2, .pause = std::chrono::milliseconds(1), .time = std::chrono::seconds(20)};
  return options;
}

}  // namespace ceilometer::identity::test
