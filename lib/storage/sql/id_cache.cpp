#include "storage/sql/id_cache.hpp"

namespace ceilometer::storage::sql {

std::optional<std::int64_t> IdCache::find(std::string_view identity) {
  const std::lock_guard lock(mutex_);
  const auto found = by_identity_.find(identity);
  if (found == by_identity_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->id;
}

void IdCache::put(std::string_view identity, std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = by_identity_.find(identity);
  if (found != by_identity_.end()) {
    found->second->id = id;
    entries_.splice(entries_.begin(), entries_, found->second);
    return;
  }
  if (entries_.size() >= capacity_) {
    by_identity_.erase(entries_.back().identity);
    entries_.pop_back();
  }
  entries_.push_front({std::string(identity), id});
  by_identity_.emplace(entries_.front().identity, entries_.begin());
}

std::size_t IdCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace ceilometer::storage::sql
