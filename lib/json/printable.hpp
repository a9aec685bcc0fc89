#pragma once

#include <cstdint>

namespace ceilometer::json {

/// Python's str.isprintable() of one code point: what repr() shows as it is.
bool is_printable(std::uint32_t code_point);

}  // namespace ceilometer::json
