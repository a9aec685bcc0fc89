#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::config {

/// No configuration or policy file is read beyond this size: one that is larger is none.
inline constexpr std::size_t kMaxFileSize = std::size_t{8} << 20;

/// The bytes of a regular file of at most kMaxFileSize. The error is one sentence that begins with the path.
Result<std::string> read_text_file(const std::string& path);

/// The paths of a directory's regular files (symbolic links are followed), sorted by name, without hidden ones.
/// The error is one sentence that begins with the path.
Result<std::vector<std::string>> list_files(const std::string& directory);

}  // namespace ceilometer::config
