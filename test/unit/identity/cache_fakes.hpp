#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ports/cross_process_lock.hpp"
#include "base/ports/logger.hpp"
#include "base/ports/shared_cache.hpp"
#include "identity/token_validator.hpp"

namespace ceilometer::identity::test {

/// A clock that stands until it is moved.
class ManualClock {
 public:
  std::chrono::system_clock::time_point now() const { return start_ + std::chrono::seconds(passed_.load()); }
  void pass(std::chrono::seconds time) { passed_ += time.count(); }
  std::function<std::chrono::system_clock::time_point()> reader() {
    return [this] { return now(); };
  }

 private:
  const std::chrono::system_clock::time_point start_ = std::chrono::sys_days(std::chrono::year(2016) / 3 / 1);
  std::atomic<long> passed_ = 0;
};

/// Memory that several TokenCaches may share, as children of one host would.
class FakeShared final : public SharedCache {
 public:
  explicit FakeShared(std::size_t largest = 100'000) : largest_(largest) {}

  std::optional<std::string> get(std::string_view key) noexcept override {
    const std::lock_guard lock(mutex_);
    ++gets;
    const auto found = entries.find(std::string(key));
    if (found == entries.end()) return std::nullopt;
    return found->second;
  }
  bool set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept override {
    const std::lock_guard lock(mutex_);
    if (value.size() > largest_) return false;
    entries[std::string(key)] = value;
    last_time_to_live = time_to_live;
    return true;
  }
  void remove(std::string_view key) noexcept override {
    const std::lock_guard lock(mutex_);
    entries.erase(std::string(key));
  }
  Figures figures() const noexcept override { return {}; }

  std::map<std::string, std::string> entries;
  std::chrono::seconds last_time_to_live{0};
  int gets = 0;

 private:
  const std::size_t largest_;
  std::mutex mutex_;
};

class FakeLocks final : public CrossProcessLock {
 public:
  bool lock(std::uint64_t /*hash*/, std::chrono::milliseconds patience) noexcept override {
    std::unique_lock guard(mutex_);
    if (!given_back_.wait_until(guard, std::chrono::steady_clock::now() + patience, [this] { return !held_; })) {
      return false;
    }
    held_ = true;
    ++locked;
    return true;
  }
  void unlock(std::uint64_t /*hash*/) noexcept override {
    const std::lock_guard guard(mutex_);
    held_ = false;
    ++unlocked;
    given_back_.notify_one();
  }

  std::atomic<int> locked = 0;
  std::atomic<int> unlocked = 0;

 private:
  std::mutex mutex_;
  std::condition_variable given_back_;
  bool held_ = false;
};

/// Says what it was told to say, and counts.
class FakeValidator final : public TokenValidator {
 public:
  using Say = std::function<Validation(std::string_view token, bool allow_expired)>;
  explicit FakeValidator(Say say) : say_(std::move(say)) {}

  Validation validate(std::string_view token, bool allow_expired) override {
    ++asked;
    return say_(token, allow_expired);
  }

  std::atomic<int> asked = 0;

 private:
  Say say_;
};

class FakeLogger final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    const std::lock_guard lock(mutex_);
    lines.emplace_back(message);
  }

  std::vector<std::string> lines;

 private:
  std::mutex mutex_;
};

/// Keystone's answer about a token of this user.
inline std::string token_body(std::chrono::system_clock::time_point expires, const std::string& user = "u1",
                              std::size_t padding = 0) {
  const auto stamp = isoformat(std::chrono::time_point_cast<std::chrono::microseconds>(expires));
  return R"({"token": {"methods": ["password"], "issued_at": "2016-02-29T00:00:00.000000Z", "expires_at": ")" + stamp +
         R"(Z", "user": {"id": ")" + user + R"(", "name": ")" + user +
         R"(", "domain": {"id": "default", "name": "Default"}}, "audit_ids": [")" + std::string(padding, 'a') +
         R"("], "project": {"id": "p1", "name": "demo", "domain": {"id": "default", "name": "Default"}},)" +
         R"( "roles": [{"id": "r1", "name": "member"}]}})";
}

inline FakeValidator always(std::string body) {
  return FakeValidator([body = std::move(body)](std::string_view, bool) -> Validation {
    return {Validation::Outcome::kValid, body, {}};
  });
}

}  // namespace ceilometer::identity::test
