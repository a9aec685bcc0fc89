#include "filters/osprofiler.hpp"

#include "filters/chosen_config.hpp"

namespace ceilometer::filters {

// `enabled` in the paste file decides nothing: shipped files have it on, and the services turned it off again by
// [profiler] enabled.
Result<std::unique_ptr<pipeline::Filter>> Osprofiler::create(const pipeline::FilterOptions& options,
                                                             const std::shared_ptr<const config::Config>& own) {
  const auto config = chosen_config(options, own);
  if (!config) return config.error();
  if ((*config)->get_bool("profiler", "enabled")) {
    options.note({}, "[profiler] enabled is true, but this version does not trace: requests pass untraced");
  }
  return std::unique_ptr<pipeline::Filter>(std::make_unique<Osprofiler>());
}

}  // namespace ceilometer::filters
