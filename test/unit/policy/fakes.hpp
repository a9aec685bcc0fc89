#pragma once

#include <catch2/catch.hpp>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "config/config.hpp"
#include "http/client.hpp"
#include "policy/policy_source.hpp"
#include "unit/config/temp_dir.hpp"

namespace ceilometer::policy::test {

/// Keeps its lines. Any thread.
class LineLogger final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(message);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  /// How many lines begin with that id.
  std::size_t count(std::string_view id) const {
    std::size_t n = 0;
    for (const std::string& line : lines()) n += line.starts_with(id) ? 1 : 0;
    return n;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// Answers in turn what it was told to, the last answer for ever; keeps what it was asked. One thread's.
class FakeClient final : public http::Client {
 public:
  Result<http::ClientResponse> send(const http::ClientRequest& request) override {
    asked.push_back(request);
    if (answers.empty()) return Error{"connection refused"};
    auto answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }
  void close() noexcept override { ++closed; }

  void answer(std::string body, int status = 200) {
    answers.emplace_back(http::ClientResponse{status, {}, std::move(body)});
  }

  std::vector<http::ClientRequest> asked;
  std::deque<Result<http::ClientResponse>> answers;
  int closed = 0;
};

/// Hands out one client and keeps the options that it was asked for with.
struct FakeClients {
  std::shared_ptr<FakeClient> client = std::make_shared<FakeClient>();
  std::shared_ptr<std::vector<http::ClientOptions>> made = std::make_shared<std::vector<http::ClientOptions>>();

  Result<std::shared_ptr<http::Client>> operator()(const http::ClientOptions& options) const {
    made->push_back(options);
    return std::shared_ptr<http::Client>(client);
  }
};

/// A source that looks at every request, and reads what two looks in a row found alike.
inline constexpr PolicySource::Timing kAtOnce{std::chrono::milliseconds(0), std::chrono::hours(1)};

inline std::shared_ptr<const config::Config> write_config(const ceilometer::test::TempDir& dir,
                                                          const std::string& oslo_policy) {
  config::Sources sources;
  sources.files = {dir.write("ceilometer.conf", "[oslo_policy]\n" + oslo_policy)};
  auto config = config::Config::load(sources);
  if (!config) FAIL(config.error().message);
  return *config;
}

}  // namespace ceilometer::policy::test
