#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::pipeline {

/// A filter or the application of a pipeline, as the paste file describes it: for an operator's eyes.
struct Stage {
  std::string name;     ///< as the pipeline names it
  std::string section;  ///< without brackets: "filter:cors"
  std::string file;
  std::string factory;  ///< as the file spells it
  Options options;      ///< the section's own; may hold secrets
  bool is_filter = true;
};

/// What a paste file describes, built.
struct Loaded {
  std::unique_ptr<Handler> handler;  ///< owns every filter and application
  std::vector<std::string> filters;  ///< names around the main application, outermost first, up to a urlmap
  std::vector<Stage> stages;         ///< the same filters, then the main application (or the urlmap)
  std::vector<std::string> notes;    ///< sentences for the log: what was left out or has no effect
};

/// Loads the application `main` of a paste file by PasteDeploy's rules (loadapp("config:FILE")): app, composite,
/// pipeline, filter and filter-app sections, `use`, `set`, `get`, `filter-with`, `next`, explicit factories, egg:,
/// call: and config: names.
///
/// `ignored` are filters to leave out of the pipelines (CeilometerPasteIgnore); a filter that authenticates, or may,
/// cannot be among them, and each must be in a pipeline. Nothing is skipped otherwise: what cannot be built is an
/// error, one sentence naming file, section and key. Files and sections that name each other in a circle are refused,
/// as are more than 256 names and more than 32 levels. Reads files only. `registry` may go afterwards.
Result<Loaded> load(const std::string& file, const Registry& registry, const std::vector<std::string>& ignored);

}  // namespace ceilometer::pipeline
