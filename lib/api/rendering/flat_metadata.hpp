#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

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
  /// `key`: equal keys mean equal text. The view is good until the next call.
  template <class Record>
  std::string_view rendered(std::int64_t key, std::optional<std::string_view> json_text) {
    auto found = texts_.find(key);
    if (found == texts_.end()) {
      make_room();
      found = texts_.emplace(key, Record::render_map(parse(json_text))).first;
      size_ += found->second.size();
    }
    return found->second;
  }

 private:
  static TextMap parse(std::optional<std::string_view> json_text);
  void make_room() {
    if (texts_.size() < kMaxEntries && size_ < kMaxBytes) return;
    texts_.clear();
    size_ = 0;
  }

  static constexpr std::size_t kMaxDepth = 1000;  // agents nest as they like; Python's own bound is about that
  static constexpr std::size_t kMaxEntries = 512;
  static constexpr std::size_t kMaxBytes = 1U << 20U;
  std::unordered_map<std::int64_t, std::string> texts_;
  std::size_t size_ = 0;
};

}  // namespace ceilometer::api
