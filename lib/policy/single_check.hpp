#pragma once

#include <string>
#include <string_view>

#include "policy/check.hpp"

namespace ceilometer::policy {

/// One check, without children.
struct SingleCheck {
  Check check;
  std::string problem;  ///< not empty: why it is kUnknown
};

/// Parses one check: `@`, `!`, `role:`, `rule:`, `http:`, `https:`, or `attribute:value` of the caller (oslo.policy's
/// _parse_check and the checks it makes, with what they would answer for an empty target worked out).
SingleCheck parse_single_check(std::string_view text);

}  // namespace ceilometer::policy
