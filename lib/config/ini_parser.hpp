#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::config {

struct IniEntry {
  std::string key;    ///< as written, trimmed
  std::string value;  ///< trimmed, without one pair of outer quotes; continuation lines are joined by newlines
  int line = 0;       ///< of the key, from 1
};

struct IniSection {
  std::string name;  ///< between the brackets, as written: "[ x ]" is " x "
  std::vector<IniEntry> entries;
};

/// Parses by the rules of oslo.config's iniparser. Sections are in the order of their headers; a name that is opened
/// twice appears twice.
///
/// The first of "=" and ":" ends the key. An indented line continues the value above it, unless a blank line, a
/// comment or a header stands between (then it is an error). "#" and ";" start a comment only as a line's first
/// character. A key before the first header, a line without "=" or ":", an empty key, an unclosed or empty header and a
/// NUL byte are errors: one sentence with `file` and the line's number, without the line's text, which may hold a
/// password. A byte order mark at the start is skipped. Linear in the text's size, and iterative.
Result<std::vector<IniSection>> parse_ini(std::string_view text, std::string_view file);

}  // namespace ceilometer::config
