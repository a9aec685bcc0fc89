#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::pipeline {

/// Text from a file, for a message: in double quotes, control characters as "?", cut after some 100 bytes.
std::string in_quotes(std::string_view text);

/// Where something stands: `/etc/ceilometer/api_paste.ini, [filter:cors] max_age`. `key` may be empty.
std::string location(std::string_view file, std::string_view section, std::string_view key);

/// `location: reason`.
Error error_at(std::string_view location, std::string_view reason);

/// The words between white space, as Python's str.split() gives them: views into `text`.
std::vector<std::string_view> split_words(std::string_view text);

}  // namespace ceilometer::pipeline
