#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"

namespace ceilometer::policy {

/// Where the rules are, at one time.
struct PolicyFiles {
  std::string main;                      ///< policy_file; "" where none is named and none is found
  std::vector<std::string> directories;  ///< policy_dirs, those that are there
  std::vector<std::string> others;       ///< the files in them, in the order in which they replace rules

  /// All files, weakest first.
  std::vector<std::string> all() const;
};

/// Searches for them: policy_file, or where that is not set and not there policy.yaml; then the files of policy_dirs,
/// directory by directory, sorted, without hidden ones and subdirectories. The error is one sentence naming file,
/// section and key, or the directory.
Result<PolicyFiles> find_policy_files(const config::Config& config);

/// What tells one state of a file from another without reading it. Times are nanoseconds since 1970.
struct FileMark {
  std::string path;
  int error = 0;  ///< errno, where there is no telling
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified = 0;
  std::int64_t changed = 0;  ///< content, name or rights; set by the system only

  bool operator==(const FileMark&) const = default;
};
using FileMarks = std::vector<FileMark>;

FileMarks mark(const std::vector<std::string>& paths);

/// The first of the paths that this process has no right to read; "" where it may read all that are there.
std::string first_unreadable(const std::vector<std::string>& paths);

}  // namespace ceilometer::policy
