#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json/value.hpp"
#include "model/new_sample.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

/// Samples made ready to be written, before a connection is taken: checked, their metadata parsed and hashed once per
/// text, their meters and resources told apart and numbered, so that who writes them looks at each of those once.
/// Points into the samples, which must outlive it.
class Batch {
 public:
  struct Metadata {
    std::string_view text;
    json::Value value;
    std::string hash;
  };
  struct Meter {
    std::size_t number;
    const model::NewSample* sample;  ///< the first of it
  };
  struct Resource {
    std::size_t number;
    const model::NewSample* sample;  ///< the first of it
    const Metadata* metadata;
  };
  /// By identity, which is the order of their numbers too: all writers have the same one.
  using Meters = std::map<std::string, Meter, std::less<>>;
  using Resources = std::map<std::string, Resource, std::less<>>;

  struct Item {
    const model::NewSample* sample;
    const Meter* meter;
    const Resource* resource;
    Value timestamp;
  };

  /// Throws ApiError 400 for what cannot be stored, naming the field.
  Batch(std::span<const model::NewSample> samples, const Dialect& dialect);
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  const std::vector<Item>& items() const { return items_; }
  const Meters& meters() const { return meters_; }
  const Resources& resources() const { return resources_; }

 private:
  const Metadata& metadata(std::string_view text);

  std::unordered_map<std::string_view, Metadata> metadata_;  // its nodes, as those of the next two, stay where they are
  Meters meters_;
  Resources resources_;
  std::vector<Item> items_;
};

}  // namespace ceilometer::storage::sql
