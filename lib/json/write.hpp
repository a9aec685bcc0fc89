#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "json/value.hpp"

namespace ceilometer::json {

// What Python's json.dumps writes: ", " and ": " between, non-ASCII as \uXXXX, floats by repr, NaN and Infinity bare.

void append_string(std::string& out, std::string_view text);  ///< quoted; text is UTF-8
void append_float(std::string& out, double value);            ///< repr: 24.0, 1e+16, 1e-05, NaN, -Infinity
void append_int(std::string& out, std::int64_t value);
void append_bool(std::string& out, bool value);
void append_value(std::string& out, const Value& value, bool sort_keys = false);
std::string dumps(const Value& value, bool sort_keys = false);

/// repr of a float in Python's own spelling: "inf" and "nan" where JSON has Infinity and NaN.
void append_python_float(std::string& out, double value);
/// Python's str(value) of a JSON value: None, True, 1.5, text as it is, ['a', {'b': 1}] for what is nested.
void append_python_str(std::string& out, const Value& value);
/// Python's repr(value): as str, but text quoted ('it', "it's"), with what is not printable escaped.
void append_python_repr(std::string& out, const Value& value);
std::string python_str(const Value& value);
std::string python_repr(const Value& value);
std::string python_repr(std::string_view text);

/// The code point at `at` of UTF-8 text, moving `at` behind it. The text must be valid; it never reads outside it.
std::uint32_t next_code_point(std::string_view text, std::size_t& at);

/// The members as they stand, or by name (sort_keys).
std::vector<const Member*> members_in_order(const Object& object, bool sort);

}  // namespace ceilometer::json
