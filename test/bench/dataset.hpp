#pragma once

#include <string>

namespace ceilometer::test {

/// How large a data set is.
struct DatasetSizes {
  int resources = 100;
  int meters = 10;          ///< every resource has samples of each
  int samples = 1000;       ///< of each meter of each resource, one a minute
  int events = 20'000;      ///< one a second
  int metadata_pairs = 12;  ///< of each resource
};

/// A SQLite database of that size in Ceilometer's schema, as pollsters would have filled it from 2016-03-01 00:00:00
/// on: meters "meter-000", resources "resource-0000", projects "project-00" to "project-09", events of ten types with
/// five traits each. The same sizes make the same data. Returns its path in `directory`, where it stays: it is made
/// when it is first asked for, which takes some seconds a million samples. Throws std::runtime_error.
std::string make_dataset(const std::string& directory, const DatasetSizes& sizes);

/// Where data sets are kept between runs unless somebody says otherwise.
std::string dataset_directory();

}  // namespace ceilometer::test
