#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ceilometer::storage::sql {

/// A regular expression of Python's `re`, by PCRE2. One thread at a time.
class Regexp {
 public:
  /// Whether this build has PCRE2; without it nothing else works.
  static bool is_available();

  /// The error says in a few words why it is none, or cannot be used here.
  static Result<Regexp> compile(std::string_view pattern);

  Regexp(Regexp&& other) noexcept;
  Regexp& operator=(Regexp&& other) noexcept;
  ~Regexp();

  /// Whether re.search finds something. The error: it backtracks past a limit.
  Result<bool> finds(std::string_view text) const;

 private:
  struct Compiled;
  explicit Regexp(std::unique_ptr<Compiled> compiled);

  std::unique_ptr<Compiled> compiled_;
};

/// What a client is told of a pattern that cannot be used: the pattern, cut where it is long, and the reason.
std::string refusal_of(std::string_view pattern, std::string_view reason);

}  // namespace ceilometer::storage::sql
