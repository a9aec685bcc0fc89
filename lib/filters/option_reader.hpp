#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// One filter's options, as oslo.middleware looks them up: what the paste file says stands over the configuration's
/// group. Every option that is asked for must be declared there. The errors name file, section and key.
class OptionReader {
 public:
  /// `options` must outlive the reader.
  static Result<OptionReader> open(const pipeline::FactoryOptions& options,
                                   const std::shared_ptr<const config::Config>& own, std::string group);

  std::string text(std::string_view key) const;  ///< "" where unset
  std::vector<std::string> list(std::string_view key) const;
  Result<bool> flag(std::string_view key) const;
  Result<long long> number(std::string_view key) const;

  /// An error about the option's value, where the value stands.
  Error error(std::string_view key, std::string_view reason) const;

 private:
  OptionReader(const pipeline::FactoryOptions& options, std::shared_ptr<const config::Config> config, std::string group)
      : options_(&options), config_(std::move(config)), group_(std::move(group)) {}

  const pipeline::FactoryOptions* options_;
  std::shared_ptr<const config::Config> config_;
  std::string group_;
};

/// "a, b,,c" -> a b c: the items of a list as oslo.config has them.
std::vector<std::string> split_list(std::string_view text);

}  // namespace ceilometer::filters
