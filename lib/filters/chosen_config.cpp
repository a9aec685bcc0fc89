#include "filters/chosen_config.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>

#include "pipeline/text.hpp"

namespace ceilometer::filters {

// oslo_config_project without a file means the service's own configuration: it was read already.
Result<std::shared_ptr<const config::Config>> chosen_config(const pipeline::FactoryOptions& options,
                                                            const std::shared_ptr<const config::Config>& own) {
  constexpr std::string_view kFile = "oslo_config_file";
  const auto* file = options.find(kFile);
  if (!file || !options.find("oslo_config_project")) return own;
  const auto found = own->find_file(*file);
  std::error_code ignored;
  if (!found || !std::filesystem::is_regular_file(*found, ignored)) {
    return options.error(kFile, "there is no file " + pipeline::in_quotes(*file));
  }
  config::Sources sources;
  sources.files.push_back(*found);
  auto loaded = config::Config::load(sources);
  if (!loaded) return options.error(kFile, loaded.error().message);
  return loaded;
}

}  // namespace ceilometer::filters
