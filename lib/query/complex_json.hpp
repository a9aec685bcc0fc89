#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/sentence.hpp"
#include "json/value.hpp"
#include "query/expr.hpp"

namespace ceilometer::query {

// What the two texts of a complex query have in common.

/// The field of that name or synonym; nullopt where samples have none. Not metadata.KEY.
std::optional<Field> sample_field(std::string_view name);

/// The value of a JSON text, or what is wrong with it, in Python's words.
struct ReadJson {
  std::optional<json::Value> value;
  Sentence complaint;
};
ReadJson read_json(std::string_view text, std::size_t depth);

/// A value as Python shows it (repr); a large one is not worth sending back whole.
std::string shown(const json::Value& value);

}  // namespace ceilometer::query
