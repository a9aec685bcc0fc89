#include "storage/sql/remembered.hpp"

#include <utility>

namespace ceilometer::storage::sql {

void Remembered::clear() noexcept {
  answers_.clear();
  size_ = 0;
}

void Remembered::turn_to(std::int64_t version) noexcept {
  if (version == version_) return;
  clear();
  version_ = version;
}

std::shared_ptr<const Remembered::Answer> Remembered::find(std::int64_t version, const std::string& key) {
  turn_to(version);
  const auto found = answers_.find(key);
  return found == answers_.end() ? nullptr : found->second;
}

void Remembered::keep(std::int64_t version, std::string key, std::shared_ptr<const Answer> answer, std::size_t bytes) {
  turn_to(version);
  bytes += key.size();
  if (bytes > kMaxBytes) return;
  if (size_ + bytes > kMaxBytes) clear();
  if (answers_.emplace(std::move(key), std::move(answer)).second) size_ += bytes;
}

}  // namespace ceilometer::storage::sql
