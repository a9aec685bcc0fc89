#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ceilometer {

/// ASCII only: what HTTP header names, schemes and option words need. No locale is ever asked.
bool iequals(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
std::string_view trim(std::string_view text);

/// "a,b,,c" -> a b "" c; one empty part for an empty text, as Python's str.split(sep).
std::vector<std::string_view> split(std::string_view text, char separator);

bool is_valid_utf8(std::string_view text);
/// The longest length of at most `size` at which valid UTF-8 text can be cut.
std::size_t utf8_prefix(std::string_view text, std::size_t size);
std::string base64_encode(std::string_view data);

/// oslo strutils.bool_from_string: 1 t true on y yes / 0 f false off n no, any case, trimmed; nullopt for others.
std::optional<bool> bool_from_string(std::string_view text);

/// An int as Python's int(text) takes it: surrounding white space, a sign, single underscores between digits.
/// nullopt where Python would raise; values beyond 64 bits are clamped to the nearest limit.
std::optional<long long> parse_python_int(std::string_view text);

/// A float as Python's float(text) takes it: white space, sign, inf, infinity, nan, underscores. nullopt where Python
/// would raise.
std::optional<double> parse_python_float(std::string_view text);

}  // namespace ceilometer
