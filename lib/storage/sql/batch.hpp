#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json/value.hpp"
#include "model/new_sample.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

/// Samples made ready to be written, before a connection is taken: checked, their metadata parsed and hashed once per
/// text. Points into the samples, which must outlive it.
class Batch {
 public:
  struct Metadata {
    std::string_view text;
    json::Value value;
    std::string hash;
  };
  struct Item {
    const model::NewSample* sample;
    const Metadata* metadata;
    std::string meter_identity;
    std::string resource_identity;
  };

  /// Throws ApiError 400 for what cannot be stored, naming the field.
  explicit Batch(std::span<const model::NewSample> samples, const Dialect::Limits& limits = {});
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  const std::vector<Item>& items() const { return items_; }

 private:
  const Metadata& metadata(std::string_view text);

  std::unordered_map<std::string_view, Metadata> metadata_;  // its nodes stay where they are
  std::vector<Item> items_;
};

}  // namespace ceilometer::storage::sql
