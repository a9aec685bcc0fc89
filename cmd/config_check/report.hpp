#pragma once

#include <string>

#include "cmd/config_check/findings.hpp"

namespace ceilometer::cmd {

struct Style {
  bool all = false;      ///< options that have their default value too
  bool colours = false;  ///< a terminal's: defaults dim, faults red
};

/// For a person.
std::string text_report(const Findings& findings, const Style& style);

/// One JSON object: files, dirs, options, pipeline, policy, notes, warnings, errors, reachability, good.
std::string json_report(const Findings& findings, bool all);

}  // namespace ceilometer::cmd
