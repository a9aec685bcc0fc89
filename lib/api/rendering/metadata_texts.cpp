#include "api/rendering/metadata_texts.hpp"

#include <utility>

namespace ceilometer::api {

MetadataTexts::Text MetadataTexts::find(std::string_view stored) const {
  const std::lock_guard lock(mutex_);
  const auto found = texts_.find(stored);
  return found == texts_.end() ? nullptr : found->second;
}

void MetadataTexts::remember(std::string_view stored, const Text& shown) {
  const std::size_t size = stored.size() + shown->size();
  if (size > kMaxBytes / 16) return;  // a few large ones would leave no room for all others
  std::string key(stored);
  const std::lock_guard lock(mutex_);
  if (size_ + size > kMaxBytes) {
    texts_.clear();
    size_ = 0;
  }
  if (texts_.try_emplace(std::move(key), shown).second) size_ += size;
}

}  // namespace ceilometer::api
