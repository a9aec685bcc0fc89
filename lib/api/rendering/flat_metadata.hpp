#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "api/rendering/metadata_texts.hpp"
#include "api/rendering/writer.hpp"
#include "json/value.hpp"

namespace ceilometer::api {

/// Metadata as clients see it: names joined by "." first and ":" then, sorted level by level, values as Python's str()
/// (v2.utils.flatten_metadata). What is no object is empty.
TextMap flatten_metadata(const json::Value& metadata);

/// Rendered metadata of the rows of one answer: samples of one resource come with the same text again and again.
/// Bounded. One thread.
class MetadataCache {
 public:
  /// `shared` is what answers have in common, or null; it must outlive this one.
  explicit MetadataCache(MetadataTexts* shared) : shared_(shared) {}

  /// `key`: equal keys mean equal text. The view is good until the next call.
  template <class Record>
  std::string_view rendered(std::int64_t key, std::optional<std::string_view> json_text) {
    auto found = texts_.find(key);
    if (found == texts_.end()) {
      make_room();
      found = texts_.emplace(key, render<Record>(json_text)).first;
      size_ += found->second->size();
    }
    return *found->second;
  }

 private:
  template <class Record>
  MetadataTexts::Text render(std::optional<std::string_view> json_text) const {
    const bool is_shared = std::is_same_v<Record, JsonRecord> && shared_ != nullptr && json_text;
    if (is_shared) {
      if (auto known = shared_->find(*json_text)) return known;
    }
    auto made = std::make_shared<const std::string>(Record::render_map(parse(json_text)));
    if (is_shared) shared_->remember(*json_text, made);
    return made;
  }

  static TextMap parse(std::optional<std::string_view> json_text);
  void make_room() {
    if (texts_.size() < kMaxEntries && size_ < kMaxBytes) return;
    texts_.clear();
    size_ = 0;
  }

  static constexpr std::size_t kMaxDepth = 1000;  // agents nest as they like; Python's own bound is about that
  static constexpr std::size_t kMaxEntries = 512;
  static constexpr std::size_t kMaxBytes = 1U << 20U;
  MetadataTexts* shared_;
  std::unordered_map<std::int64_t, MetadataTexts::Text> texts_;
  std::size_t size_ = 0;
};

}  // namespace ceilometer::api
