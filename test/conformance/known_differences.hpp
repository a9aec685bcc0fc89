#pragma once

#include <map>
#include <string>

#include "conformance/runner.hpp"

namespace ceilometer::conformance {

/// Requests of a recording that an engine answers otherwise, each with its reason: lines "ID REASON" of a file, which
/// may also hold empty lines and comments (#).
class KnownDifferences {
 public:
  explicit KnownDifferences(const std::string& file);

  /// What is wrong: a difference that is not known, and a known one that is not there. Empty where all is as expected.
  std::string complaint(const Report& report) const;
  std::size_t size() const { return reasons_.size(); }

 private:
  std::map<std::string, std::string> reasons_;
};

}  // namespace ceilometer::conformance
