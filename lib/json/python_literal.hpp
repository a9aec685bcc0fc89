#pragma once

#include <optional>
#include <string_view>

#include "json/value.hpp"

namespace ceilometer::json {

/// Reads a literal as Python's source spells it, which JSON text mostly is too: {'a': 1, 'b': [True, None]}, u'text',
/// tuples as lists, a comma before a closing bracket. Escapes in text are Python's of one character and \xNN, \uNNNN.
/// Bounded as parse() is. nullopt where it is no such literal.
std::optional<Value> parse_python_literal(std::string_view text);

}  // namespace ceilometer::json
