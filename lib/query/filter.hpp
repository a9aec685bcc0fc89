#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"

namespace ceilometer::query {

/// What an owner column must equal: `matches nothing but NULL` is a value of its own (the word None in a query).
struct Owner {
  std::optional<std::string> id;  ///< nullopt: the column is NULL
};

/// A metadata key's value must equal this, of this type: `metadata.vcpus = 2`.
struct MetadataCondition {
  std::string key;  ///< without the "metadata." prefix
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string>
      value;  ///< null: no text row of that key, or NULL
};

struct TimeBound {
  TimePoint at;
  bool inclusive;
};

/// Which samples: the original's storage.SampleFilter. Unset means any.
struct SampleFilter {
  std::optional<std::string> meter;
  std::optional<Owner> user;
  std::optional<Owner> project;
  std::optional<std::string> resource;
  std::optional<std::string> source;
  std::optional<std::string> message_id;
  std::optional<TimeBound> start;  ///< timestamp > or >= at
  std::optional<TimeBound> end;    ///< timestamp < or <= at
  std::vector<MetadataCondition> metadata;
};

}  // namespace ceilometer::query
