#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace ceilometer::config {

enum class OptionType { kString, kInt, kFloat, kBool, kList, kMultiString };

/// A deprecated spelling: where the option stood in older releases.
struct Deprecated {
  std::string_view group;
  std::string_view name;
};

/// One option as oslo.config declares it. Names use "_" ("-" in a file is the same).
struct Option {
  std::string_view group;
  std::string_view name;
  OptionType type;
  std::string_view fallback;  ///< the default, spelled as in a file; ignored where `has_default` is false
  bool has_default = true;
  std::string_view help = {};
  std::span<const Deprecated> deprecated = {};
  bool secret = false;
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

/// Every option that this service knows, Ceilometer's and our own (marked so in their help).
std::span<const Option> all_options();

}  // namespace ceilometer::config
