#pragma once

#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "config/config.hpp"
#include "json/value.hpp"

namespace ceilometer::notify {

/// Which Python spells the values that are signed: that of the agents which check the signature.
///
/// They differ where a float has more than 12 digits (2 signs "0.727045818086"), and, in lists, in text that is not
/// ASCII and in ints beyond 64 bits. Python 2's order of an object inside a list is that of its hash table, which is
/// not reproduced: such a signature holds for one member at most. Posted samples hold no lists.
enum class SigningPython { k3, k2 };

/// With what samples are signed: [publisher] telemetry_secret and signature_python.
struct SigningKey {
  std::string secret;  ///< "" signs nothing
  SigningPython python = SigningPython::k3;
};

SigningKey read_signing_key(const config::Config& config);

/// The pairs of a message in Python's spelling, as they are signed (publisher.utils.compute_signature): all but the
/// signature itself, added in the order of their names.
class PairsToSign {
 public:
  /// `size`: of what will be signed, as far as that is known.
  explicit PairsToSign(SigningPython python, std::size_t size = 0) : python_(python) { text_.reserve(size); }

  void add_text(std::string_view name, std::string_view text);
  /// An object adds its pairs, their names behind its own.
  void add(std::string_view name, const json::Value& value);
  /// What others added.
  void add(const PairsToSign& pairs) { text_ += pairs.text_; }

  /// Their HMAC-SHA256; "" where the secret is "".
  std::string sign(const std::string& secret) const;
  /// The same by what was made with a secret, and has got nothing yet.
  std::string sign(HmacSha256 keyed) const;

 private:
  void add_nested(const json::Object& object, const std::string& prefix);

  const SigningPython python_;
  std::string text_;
};

}  // namespace ceilometer::notify
