#pragma once

namespace ceilometer::storage {

/// What a metering store can do: feeds /v2/capabilities. Names follow the document's keys.
struct Capabilities {
  struct Query {
    bool simple = false;
    bool metadata = false;
    bool complex = false;
  };
  Query meters, resources, samples, statistics_query;
  bool statistics_groupby = false;
  bool standard_aggregation = false;
  struct Selectable {
    bool max = false, min = false, sum = false, avg = false, count = false, stddev = false, cardinality = false;
  } selectable;
  bool production_ready = false;
};

}  // namespace ceilometer::storage
