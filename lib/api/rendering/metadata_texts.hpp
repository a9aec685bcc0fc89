#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ceilometer::api {

/// Metadata as clients see it in JSON, by its text in the database: the same resources are listed again and again, and
/// nothing but that text decides what is shown. Bounded; what is asked for again comes back after a while. Thread-safe.
class MetadataTexts {
 public:
  using Text = std::shared_ptr<const std::string>;

  /// Null where it is not remembered.
  Text find(std::string_view stored) const;
  void remember(std::string_view stored, const Text& shown);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  static constexpr std::size_t kMaxBytes = 4U << 20U;

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Text, Hash, std::equal_to<>> texts_;
  std::size_t size_ = 0;
};

}  // namespace ceilometer::api
