#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/option.hpp"

namespace ceilometer::config {

/// An option's value, checked.
struct TypedValue {
  bool is_set = false;       ///< false: not given and without a default, or a number given as nothing
  std::string text;          ///< Python's str() of a scalar ("True", "8777"); of a list or many, the last one's text
  std::int64_t integer = 0;  ///< kInt
  double real = 0;           ///< kInt, kFloat
  bool boolean = false;      ///< kBool
  std::vector<std::string> list;  ///< kList, kMultiString
};

/// Converts what was written, interpolated, by the rules of oslo.config's types. `texts` holds one item, or any number
/// for kMultiString. The error is the end of a sentence ("must be ..."), with the value only where it is no secret.
Result<TypedValue> to_typed(const Option& option, std::span<const std::string> texts);

/// The option's default, checked; a default that is wrong is a bug and throws std::logic_error.
TypedValue default_value(const Option& option);

/// Splits at commas, trims the items and takes one pair of quotes off an item; a quoted item may hold commas. A comma
/// at the end is ignored; nothing gives no items.
Result<std::vector<std::string>> split_list(std::string_view text);

}  // namespace ceilometer::config
