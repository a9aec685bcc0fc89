#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::conformance {

struct Options {
  std::string base;                ///< http://host:port[/prefix]
  std::string recording;           ///< a .jsonl or .jsonl.xz file
  std::vector<std::string> kinds;  ///< only these; empty: all
  std::string only;                ///< only requests whose id, kind or path has this text
  std::string without;             ///< not requests whose path or Accept header matches this ECMAScript expression
  unsigned clients = 1;            ///< connections that ask the reading part at once
  std::size_t show = 40;           ///< differences to print
  bool status_only = false;        ///< count an error's other wording as passed
};

struct Finding {
  std::string id;
  std::string request;     ///< method and path
  std::string difference;  ///< empty where the answer conforms
};

struct Counts {
  std::size_t exact = 0;
  std::size_t wording = 0;
  std::size_t other = 0;
};

struct Report {
  std::vector<Finding> findings;        ///< in the recording's order
  std::map<std::string, Counts> table;  ///< by kind
  std::size_t passed = 0;
  std::size_t failed = 0;
};

/// Asks the server everything the options select: what reads by so many clients at once, then from the first write on
/// in order by one.
Result<Report> check(const Options& options);

/// A line per difference, a table per kind, last "N passed, N failed".
void print(std::ostream& out, const Report& report, const Options& options);

}  // namespace ceilometer::conformance
