#pragma once

#include <memory>
#include <string>

#include "base/ports/logger.hpp"
#include "base/ports/metrics.hpp"
#include "base/ports/periodic_task.hpp"
#include "base/result.hpp"
#include "config/config.hpp"

namespace ceilometer::app {

/// The task that folds samples into summaries (storage/upkeep/summaries.hpp) where the configured database has some;
/// null where the configuration, or its database's engine, wants none. Opens connections when it runs and closes them
/// after it, and records in `metrics` after each run how far the summaries are, whoever folded. The error names file,
/// section and key. `logger` and `metrics` must outlive it.
Result<std::unique_ptr<PeriodicTask>> make_summary_task(const config::Config& config, Logger& logger, Metrics& metrics);

}  // namespace ceilometer::app
