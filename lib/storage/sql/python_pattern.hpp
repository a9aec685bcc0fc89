#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ceilometer::storage::sql {

/// A regular expression of Python's `re` in PCRE2's spelling, for PCRE2_UTF with LF as the newline.
struct PerlPattern {
  std::string text;
  bool ignore_case = false;  ///< flags that (?i), (?m), (?s), (?a) set for all of it
  bool multiline = false;
  bool dot_all = false;
  bool ascii = false;
};

/// Translates what the two languages spell differently ((?P<name>), \Z, \v, {,n}, (?x), [[]) and refuses what only
/// PCRE2 knows ((*VERB), (?R), \Q, \p, callouts), as Python would. One pass; what nests is left to PCRE2's own limits.
/// The error is a few words that do not repeat the pattern.
Result<PerlPattern> to_perl_pattern(std::string_view pattern);

}  // namespace ceilometer::storage::sql
