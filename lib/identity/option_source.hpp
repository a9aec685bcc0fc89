#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"

namespace ceilometer::identity {

/// Where options of one group are read from: name -> value as text. Names use "_".
class OptionSource {
 public:
  virtual ~OptionSource() = default;

  /// nullopt where the option is unset or nobody knows it. The error is a whole sentence: a value that was refused.
  virtual Result<std::optional<std::string>> find(std::string_view name) const = 0;
  /// How a sentence about the option begins: "FILE: section [x], key y".
  virtual std::string place(std::string_view name) const = 0;
};

/// Options as keystonemiddleware looks them up: a paste filter's own values first, then a group of a Config, or a
/// section that stands in for it (auth_section).
class ConfigSource final : public OptionSource {
 public:
  /// What the paste file says beside `paste.filter_factory`. Values are taken as they are.
  struct Local {
    std::map<std::string, std::string, std::less<>> values;
    std::string place;  ///< how a sentence about a value begins, before ", key x": "FILE: section [filter:authtoken]"
  };

  /// `group` is one whose options are declared (config/options.cpp).
  ConfigSource(std::shared_ptr<const config::Config> config, std::string group, Local local = {});

  /// The same, with the section `section` in the group's place: its options are read as if they were the group's, and
  /// those that it does not set are unset. The error is a sentence: there is no such section.
  Result<ConfigSource> in_section(const std::string& section) const;

  Result<std::optional<std::string>> find(std::string_view name) const override;
  std::string place(std::string_view name) const override;

 private:
  std::shared_ptr<const config::Config> config_;
  std::string group_;
  std::string section_;  // "": the group itself
  Local local_;
};

// Typed readers. An empty value counts as unset. The error names the option's place.

Result<std::optional<std::string>> find_text(const OptionSource& source, std::string_view name);
Result<bool> find_bool(const OptionSource& source, std::string_view name, bool fallback);
/// nullopt where unset.
Result<std::optional<long long>> find_int(const OptionSource& source, std::string_view name, long long min,
                                          long long max);

}  // namespace ceilometer::identity
