#include "config/default_files.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>

namespace ceilometer::config {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDistribution = "/usr/share/ceilometer/ceilometer-dist.conf";

class Search {
 public:
  explicit Search(const std::string& home) {
    if (!home.empty()) {
      places_.push_back(home + "/.ceilometer/");
      places_.push_back(home + "/");
    }
    places_.emplace_back("/etc/ceilometer/");
    places_.emplace_back("/etc/");
  }

  /// The first place that has a file (or a directory) of that name. What may not be looked at is not there.
  std::optional<std::string> first(const std::string& name, bool directory) const {
    for (const std::string& place : places_) {
      std::error_code unknown;
      const fs::path path = place + name;
      if (directory ? fs::is_directory(path, unknown) : fs::is_regular_file(path, unknown)) return path.string();
    }
    return std::nullopt;
  }

 private:
  std::vector<std::string> places_;
};

}  // namespace

std::string home_directory(const std::map<std::string, std::string>& environment) {
  const auto set = environment.find("HOME");
  if (set != environment.end() && !set->second.empty()) return set->second;
  std::array<char, 4096> buffer;
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return found->pw_dir;
}

Sources default_sources(std::string_view program, const std::map<std::string, std::string>& environment) {
  Sources sources;
  sources.environment = environment;
  std::error_code unknown;
  if (fs::is_regular_file(kDistribution, unknown)) sources.files.emplace_back(kDistribution);
  const Search search(home_directory(environment));
  for (const std::string_view name : {std::string_view("ceilometer"), program}) {
    const std::string file = std::string(name) + ".conf";
    if (auto found = search.first(file, false)) sources.files.push_back(*std::move(found));
    if (auto found = search.first(file + ".d", true)) sources.dirs.push_back(*std::move(found));
  }
  return sources;
}

}  // namespace ceilometer::config
