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
    std::string id = line.substr(0, space);
    const bool always = id.back() != '?';
    if (!always) id.pop_back();
    known_[id] = {line.substr(space + 1), always};
  }
}

std::string KnownDifferences::complaint(const Report& report) const {
  std::string out;
  for (const Finding& finding : report.findings) {
    const auto known = known_.find(finding.id);
    const bool differs = !finding.difference.empty();
    if (known == known_.end() ? !differs : differs || !known->second.always) continue;
    out += finding.id + " " + finding.request + "\n    " +
           (differs ? finding.difference : "is equal, but known to differ: " + known->second.reason) + "\n";
  }
  return out;
}

}  // namespace ceilometer::conformance
