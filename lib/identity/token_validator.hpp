#pragma once

#include <string>
#include <string_view>

namespace ceilometer::identity {

/// What came of asking Keystone about a token.
struct Validation {
  enum class Outcome {
    kValid,        ///< `body` is Keystone's answer, the JSON of the token
    kInvalid,      ///< Keystone does not know it: revoked, expired, forged
    kUnavailable,  ///< nobody could tell; `reason` says why, without secrets
  };
  Outcome outcome = Outcome::kUnavailable;
  std::string body = {};
  std::string reason = {};
};

/// Whoever can tell what a token is worth. Thread-safe; does not throw but std::bad_alloc.
class TokenValidator {
 public:
  virtual ~TokenValidator() = default;

  /// `allow_expired`: a token that a service passes on may have expired meanwhile (Keystone's allow_expired=1).
  virtual Validation validate(std::string_view token, bool allow_expired) = 0;
};

}  // namespace ceilometer::identity
