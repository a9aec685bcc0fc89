#pragma once

#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// Tells the registry of the filters and applications that Ceilometer's users have in their pipelines and that this
/// version lacks: a pipeline that names one does not start, with a sentence that says so.
void refuse_not_provided(pipeline::Registry& registry);

}  // namespace ceilometer::filters
