#include "policy/policy_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include "config/text_file.hpp"

namespace ceilometer::policy {

namespace {

// What policy_file is in later releases where it is not set.
constexpr std::string_view kLaterDefault = "policy.yaml";

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

FileMark mark_one(const std::string& path) {
  FileMark mark;
  mark.path = path;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    mark.error = errno;
    return mark;
  }
  mark.device = status.st_dev;
  mark.inode = status.st_ino;
  mark.size = status.st_size;
  mark.modified = nanoseconds(status.st_mtim);
  mark.changed = nanoseconds(status.st_ctim);
  return mark;
}

}  // namespace

std::vector<std::string> PolicyFiles::all() const {
  std::vector<std::string> paths;
  if (!main.empty()) paths.push_back(main);
  paths.insert(paths.end(), others.begin(), others.end());
  return paths;
}

Result<PolicyFiles> find_policy_files(const config::Config& config) {
  PolicyFiles files;
  const std::string name = config.get_string("oslo_policy", "policy_file");
  const bool is_set = config.origin("oslo_policy", "policy_file") != "default";
  std::optional<std::string> main = config.find_file(name);
  if (!main && is_set) {
    return Error{config.place("oslo_policy", "policy_file") + ": the file '" + name + "' is not found."};
  }
  if (!main) main = config.find_file(kLaterDefault);
  files.main = std::move(main).value_or("");
  for (const std::string& directory_name : config.get_list("oslo_policy", "policy_dirs")) {
    std::optional<std::string> directory = config.find_file(directory_name);
    if (!directory) continue;
    Result<std::vector<std::string>> listed = config::list_files(*directory);
    if (!listed) return listed.error();
    std::move(listed->begin(), listed->end(), std::back_inserter(files.others));
    files.directories.push_back(*std::move(directory));
  }
  return files;
}

FileMarks mark(const std::vector<std::string>& paths) {
  FileMarks marks;
  std::transform(paths.begin(), paths.end(), std::back_inserter(marks), mark_one);
  return marks;
}

std::string first_unreadable(const std::vector<std::string>& paths) {
  // The effective user: httpd's children are what they became, not what they were started as.
  const auto found = std::find_if(paths.begin(), paths.end(), [](const std::string& path) {
    return ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
  });
  return found == paths.end() ? std::string() : *found;
}

}  // namespace ceilometer::policy
