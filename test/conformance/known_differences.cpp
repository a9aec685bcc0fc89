#include "conformance/known_differences.hpp"

#include <fstream>
#include <stdexcept>

namespace ceilometer::conformance {

KnownDifferences::KnownDifferences(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto space = line.find(' ');
    if (space == std::string::npos) throw std::runtime_error(file + ": a line without a reason: " + line);
    reasons_[line.substr(0, space)] = line.substr(space + 1);
  }
}

std::string KnownDifferences::complaint(const Report& report) const {
  std::string out;
  for (const Finding& finding : report.findings) {
    const bool known = reasons_.contains(finding.id);
    if (known == !finding.difference.empty()) continue;
    out += finding.id + " " + finding.request + "\n    " +
           (known ? "is a known difference, but the answers are equal" : finding.difference) + "\n";
  }
  return out;
}

}  // namespace ceilometer::conformance
