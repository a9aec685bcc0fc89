#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace ceilometer::query {

/// What Python's ast.literal_eval made of a text, as far as a metadata query asks: a scalar, or the class of something
/// that metadata cannot be compared with.
struct Literal {
  json::Value value;             ///< null, bool, int, float or text; meaningless where other_class is set
  std::string_view other_class;  ///< "list", "tuple", "dict", "set", "bytes", "complex"
};

/// Reads a Python literal: None, True, False, numbers in all their spellings, strings with prefixes and escapes, and
/// brackets of such. nullopt where literal_eval would raise, or where brackets nest deeper than 50: the caller then
/// takes the text as it is.
std::optional<Literal> parse_literal(std::string_view text);

}  // namespace ceilometer::query
