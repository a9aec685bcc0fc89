#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/option.hpp"

namespace ceilometer::config {

/// A value given by the host, over all files: CeilometerSet GROUP.OPTION VALUE.
struct Override {
  std::string group;
  std::string name;
  std::string value;
  std::string origin;  ///< for messages: "CeilometerSet in /etc/apache2/..., line 12"
};

/// Where configuration is read from, weakest first: defaults, `files` in order, *.conf of each of `dirs` in name
/// order, the environment (OS_<GROUP>__<OPTION>), `overrides`.
struct Sources {
  std::vector<std::string> files;
  std::vector<std::string> dirs;
  std::vector<Override> overrides;
  std::map<std::string, std::string> environment;  ///< what the process was started with; empty: none is read
};

/// An option's value with where it comes from: what an operator asks when the service does not do what the file says.
struct EffectiveOption {
  const Option* option;
  std::string value;        ///< as describe() shows it, secrets masked: "None" where unset
  bool is_default = false;  ///< nobody set it; the members below are empty
  std::string source;       ///< a file's path, "environment variable OS_API__PORT", or the override's origin
  int line = 0;             ///< in that file, from 1; 0 where the source has no lines
  std::string section;      ///< as it is spelled there
  std::string key;          ///< as it is spelled there
  bool deprecated = false;  ///< that spelling is an old one
};

/// The options of one service, read once and checked: oslo.config's ConfigOpts after parsing.
///
/// Immutable, so safe to share. Options are declared (options.hpp); asking for one that is not is a bug and throws
/// std::logic_error. Reading declared options never fails: load() has checked every declared option's value, limits
/// and interpolation, and says file, group and option where it refuses one.
class Config {
 public:
  /// Reads and checks. The error is one sentence naming file, section and key.
  static Result<std::shared_ptr<const Config>> load(const Sources& sources);

  std::string get_string(std::string_view group, std::string_view name) const;  ///< "" where unset
  std::optional<std::string> find_string(std::string_view group, std::string_view name) const;
  std::int64_t get_int(std::string_view group, std::string_view name) const;  ///< 0 where unset
  /// nullopt where unset, or set to nothing (`http_timeout =`), which oslo.config reads as None.
  std::optional<std::int64_t> find_int(std::string_view group, std::string_view name) const;
  double get_float(std::string_view group, std::string_view name) const;  ///< of an int option too; 0 where unset
  bool get_bool(std::string_view group, std::string_view name) const;
  std::optional<bool> find_bool(std::string_view group, std::string_view name) const;  ///< nullopt where unset
  std::vector<std::string> get_list(std::string_view group, std::string_view name) const;

  /// Where the option's value comes from ("/etc/ceilometer/ceilometer.conf, [database] sql_connection"), or "default".
  std::string origin(std::string_view group, std::string_view name) const;
  /// How an error about the option's value begins: "FILE: section [x], key y", with the spelling that was used.
  std::string place(std::string_view group, std::string_view name) const;

  /// Sections of that name prefix as the files spell them ("cors." finds "cors.horizon"), in order of appearance.
  std::vector<std::string> sections(std::string_view prefix) const;

  /// An option of a section that is not declared by name ("cors.horizon"), read as if declared like
  /// `like_group`.`name`. nullopt where the section does not set it. Fails on a wrong value. find_string_in takes
  /// options of any type but lists, and gives numbers and booleans checked and in Python's spelling ("3600", "True").
  Result<std::optional<std::vector<std::string>>> find_list_in(std::string_view section, std::string_view like_group,
                                                               std::string_view name) const;
  Result<std::optional<std::string>> find_string_in(std::string_view section, std::string_view like_group,
                                                    std::string_view name) const;

  /// `name` as it is if absolute; else the first that exists in Sources::dirs, the directories of the configuration
  /// files, the last file's first, then ~/.ceilometer, ~, /etc/ceilometer, /etc (oslo ConfigOpts.find_file). nullopt
  /// where none exists.
  std::optional<std::string> find_file(std::string_view name) const;

  /// Every declared option, by group and name. Of an option that accumulates the strongest place is told.
  std::vector<EffectiveOption> effective() const;

  /// Every declared option as "group.name = value", secrets as ****, URLs masked (log_opt_values).
  std::vector<std::string> describe() const;

  /// Deprecated spellings that were used, unknown-looking values that were ignored: for the log at start.
  const std::vector<std::string>& warnings() const;

  ~Config();
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

 private:
  struct State;
  explicit Config(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A URL (or a list of transport URLs) with its password replaced by "***": for logs and errors.
std::string mask_url(std::string_view url);

}  // namespace ceilometer::config
