#pragma once

#include <memory>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// The configuration that a filter reads: `own`, the service's, unless the paste section has `oslo_config_file` beside
/// `oslo_config_project`; then that file alone, searched for as the service's own files are. The error names the key.
Result<std::shared_ptr<const config::Config>> chosen_config(const pipeline::FactoryOptions& options,
                                                            const std::shared_ptr<const config::Config>& own);

}  // namespace ceilometer::filters
