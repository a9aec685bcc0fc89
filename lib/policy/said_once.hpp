#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace ceilometer::policy {

/// What was said last, for all processes that are forked from the one that makes it: every child sees a changed file,
/// one of them says so.
///
/// Thread-safe and does not throw. Where no memory can be shared, each process speaks for itself.
class SaidOnce {
 public:
  enum class Topic : std::uint8_t { kUnreadable, kKept, kReadAnew, kServer, kTooMany };

  SaidOnce();

  /// Whether `what` is news: not what was said last about the topic.
  bool is_news(Topic topic, std::string_view what) noexcept;
  /// What was said about the topic is over: the same again is news.
  void forget(Topic topic) noexcept;
  /// Whether nothing was said about the topic for so long. The topic is not one of is_news().
  bool is_due(Topic topic, std::chrono::seconds silence) noexcept;

 private:
  static constexpr std::size_t kTopics = 5;
  using Slots = std::array<std::atomic<std::uint64_t>, kTopics>;
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

  std::shared_ptr<Slots> slots_;  // unmapped by its deleter
};

}  // namespace ceilometer::policy
