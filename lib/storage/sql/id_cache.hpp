#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ceilometer::storage::sql {

/// Which row an identity (of a meter, of a resource) had when it was last seen: a hint, to be verified inside the
/// transaction that uses it. Bounded, the least recently used goes first. Thread-safe.
class IdCache {
 public:
  explicit IdCache(std::size_t capacity) : capacity_(capacity) {}

  std::optional<std::int64_t> find(std::string_view identity);
  void put(std::string_view identity, std::int64_t id);
  std::size_t size() const;

 private:
  struct Entry {
    std::string identity;
    std::int64_t id;
  };

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the latest used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_identity_;
};

}  // namespace ceilometer::storage::sql
