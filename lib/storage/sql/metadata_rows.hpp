#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/value.hpp"

namespace ceilometer::storage::sql {

/// The hash by which writers find a resource's row again: MD5 of json.dumps(resource_metadata, sort_keys=True).
std::string metadata_hash(const json::Value& metadata);

/// A metadata value by which samples can be found. The alternative chooses the table: metadata_text (also for null),
/// metadata_bool, metadata_int, metadata_float.
struct MetadataRow {
  std::string key;
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string_view> value;
};

struct MetadataRows {
  std::vector<MetadataRow> rows;
  /// Keys whose integers fit no column: they are kept in resource_metadata, but cannot be asked for.
  std::vector<std::string> unqueryable;
};

/// The leaves of an object, named a.b, a[0].b (the original's utils.dict_to_keyval); none of anything else. Of leaves
/// with one name and table the last holds. Text points into `metadata`.
MetadataRows metadata_rows(const json::Value& metadata);

}  // namespace ceilometer::storage::sql
