#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::conformance {

/// One recorded request and what was answered.
struct Exchange {
  std::string id;
  std::string method;
  std::string path;  ///< the request target as sent, with the query string, without the mount's prefix
  std::vector<std::pair<std::string, std::string>> headers;
  bool has_body = false;
  std::string body;

  int status = 0;      ///< the recorded answer's
  std::string type;    ///< its Content-Type
  std::string answer;  ///< its body

  /// The header of exactly that spelling, or `otherwise`.
  std::string_view header(std::string_view name, std::string_view otherwise = {}) const;
};

/// Reads a recording: one JSON object a line, {id, method, path, headers, body, expect: {status, type, body}}. A name
/// ending in .xz is read through the xz command.
Result<std::vector<Exchange>> load_recording(const std::string& file);

/// What is asked for, by method and path: "meters", "meter samples", "samples", "sample", "post samples", "statistics",
/// "resources", "resource", "query samples", "event types", "events", "event", "other methods", "other paths".
std::string kind(const Exchange& exchange);

/// The path's part before the query string, and the query string. As Python's urlsplit: what follows "//" is no path.
struct Target {
  std::string_view path;
  std::string_view query;
};
Target split_target(std::string_view text);

/// Whether the recorded server handed a sample to a caller of another project.
bool leaked(const Exchange& exchange);

}  // namespace ceilometer::conformance
