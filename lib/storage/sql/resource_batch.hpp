#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "storage/sql/remembered.hpp"

namespace ceilometer::storage::sql {

/// Some resources that follow each other, as one state of the database has them for one filter and scope.
class ResourceBatch final : public Remembered::Answer {
 public:
  struct Entry {
    std::string id;
    std::optional<std::string> project, user, source, metadata;  ///< of the latest sample
    std::optional<TimePoint> first, last;
    std::int64_t key = 0;        ///< of the metadata
    std::int64_t latest_id = 0;  ///< of the latest sample
    std::vector<std::string> meters;
  };

  /// Takes a row of a resource, or adds it to the one before where it is the same one's.
  void add(Entry row);
  /// Takes a meter of a resource, each after those of the resources before it.
  void add_meter(std::string_view id, std::string_view meter);

  const std::vector<Entry>& entries() const { return entries_; }
  /// About what it takes.
  std::size_t bytes() const;

 private:
  std::vector<Entry> entries_;
  std::size_t at_ = 0;  ///< the resource whose meter came last
};

}  // namespace ceilometer::storage::sql
