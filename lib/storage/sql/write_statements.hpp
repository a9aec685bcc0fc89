#pragma once

#include <array>
#include <string>
#include <vector>

#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

/// The texts of what a Recorder runs. Placeholders in the order of the columns; ids last where they are asked for.
struct WriteStatements {
  /// Indexes of the metadata tables' statements.
  enum MetadataTable { kBool, kInt, kFloat, kText };

  explicit WriteStatements(const Dialect& dialect);

  // (name, type, unit[, id])
  std::string find_meter, verify_meter, insert_meter;
  // (resource_id, user_id, project_id, source_id, metadata_hash[, internal_id or resource_metadata])
  std::string find_resource, verify_resource, insert_resource;
  // (meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id) of 1, 2, 4 ... samples
  std::vector<std::string> insert_samples;
  // (timestamp, recorded_at, message_id)
  std::string find_sample;
  // (timestamp): message_id, name, resource_id, project_id
  std::string find_at;
  // (number); empty where nobody else writes anyway, or where the transaction's end lets it go
  std::string lock_name, unlock_name;
  // (id, meta_key, value), (id)
  std::array<std::string, 4> insert_metadata, delete_metadata;
};

}  // namespace ceilometer::storage::sql
