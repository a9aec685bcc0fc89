#pragma once

#include <map>
#include <string>

#include "conformance/runner.hpp"

namespace ceilometer::conformance {

/// Requests of a recording that an engine answers otherwise, each with its reason: lines "ID REASON" of a file, which
/// may also hold empty lines and comments (#). "ID? REASON": only at times.
class KnownDifferences {
 public:
  explicit KnownDifferences(const std::string& file);

  /// What is wrong: a difference that is not known, and a known one that is not there. Empty where all is as expected.
  std::string complaint(const Report& report) const;

 private:
  struct Known {
    std::string reason;
    bool always = true;
  };
  std::map<std::string, Known> known_;
};

}  // namespace ceilometer::conformance
