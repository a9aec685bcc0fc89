#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace ceilometer::identity {

/// A bounded map that forgets what was used longest ago, in stripes with a lock each, so that threads seldom meet.
///
/// `Key` is the output of a cryptographic hash or holds one: `Hash` may use any of its bytes. A stripe has its share of
/// the entries. Thread-safe.
template <class Key, class Value, class Hash>
class StripedLru {
 public:
  /// At most `entries`, rounded up to a multiple of the stripes; 0 keeps nothing.
  explicit StripedLru(std::size_t entries) : capacity_((entries + kStripes - 1) / kStripes) {}

  std::optional<Value> find(const Key& key) {
    Stripe& stripe = stripe_of(key);
    const std::lock_guard lock(stripe.mutex);
    const auto found = stripe.by_key.find(key);
    if (found == stripe.by_key.end()) return std::nullopt;
    stripe.entries.splice(stripe.entries.begin(), stripe.entries, found->second);
    return found->second->second;
  }

  /// Replaces what is there. Of the entries used longest ago a few are dropped at once where `is_stale` holds for them:
  /// so memory follows what is in use.
  template <class Stale>
  void put(const Key& key, Value value, Stale&& is_stale) {
    if (capacity_ == 0) return;
    Entries dropped;  // destroyed after the lock is released
    Entries made;
    made.emplace_front(key, std::move(value));
    Stripe& stripe = stripe_of(key);
    const std::lock_guard lock(stripe.mutex);
    if (const auto found = stripe.by_key.find(key); found != stripe.by_key.end()) {
      std::swap(found->second->second, made.front().second);
      stripe.entries.splice(stripe.entries.begin(), stripe.entries, found->second);
      dropped.splice(dropped.begin(), made);
      return;
    }
    stripe.by_key.emplace(key, made.begin());
    stripe.entries.splice(stripe.entries.begin(), made);
    for (std::size_t i = 0; i < kDroppedAtOnce && stripe.entries.size() > 1; ++i) {
      if (stripe.entries.size() <= capacity_ && !is_stale(stripe.entries.back().second)) break;
      stripe.by_key.erase(stripe.entries.back().first);
      dropped.splice(dropped.begin(), stripe.entries, std::prev(stripe.entries.end()));
    }
  }

  void erase(const Key& key) {
    Entries dropped;
    Stripe& stripe = stripe_of(key);
    const std::lock_guard lock(stripe.mutex);
    const auto found = stripe.by_key.find(key);
    if (found == stripe.by_key.end()) return;
    dropped.splice(dropped.begin(), stripe.entries, found->second);
    stripe.by_key.erase(found);
  }

  std::size_t size() const {
    std::size_t sum = 0;
    for (const Stripe& stripe : stripes_) {
      const std::lock_guard lock(stripe.mutex);
      sum += stripe.entries.size();
    }
    return sum;
  }

 private:
  using Entries = std::list<std::pair<Key, Value>>;

  struct Stripe {
    mutable std::mutex mutex;
    Entries entries;  // the latest used first
    std::unordered_map<Key, typename Entries::iterator, Hash> by_key;
  };

  static constexpr std::size_t kStripes = 16;
  static constexpr std::size_t kDroppedAtOnce = 4;

  /// By other bits than those that choose the bucket.
  Stripe& stripe_of(const Key& key) { return stripes_[Hash()(key) >> 48U & (kStripes - 1)]; }

  const std::size_t capacity_;
  std::array<Stripe, kStripes> stripes_;
};

}  // namespace ceilometer::identity
