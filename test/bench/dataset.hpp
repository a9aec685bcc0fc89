#pragma once

#include <cstdint>
#include <string>

namespace ceilometer::test {

/// How large a data set is.
struct DatasetSizes {
  int resources = 100;
  int meters = 10;          ///< every resource has samples of each
  int samples = 1000;       ///< of each meter of each resource, one in ten minutes
  int events = 20'000;      ///< one a second
  int metadata_pairs = 12;  ///< of each resource

  long all_samples() const { return 1L * resources * meters * samples; }
};

/// What a data set's database has.
enum class Tables {
  kOriginal,  ///< Ceilometer's tables and indexes, and nothing else
  kUpgraded   ///< ceilometer-upgrade's extras too, and summaries of all samples
};

/// When the data begin: 2016-03-01 00:00:00, in seconds since 1970.
inline constexpr std::int64_t kDatasetBegin = 1456790400;
inline constexpr int kSampleInterval = 600;  ///< seconds

/// When the sample number i of each series was taken, in seconds since 1970: half a minute past, so that none is at the
/// end of an hour, where databases differ about whose it is. To it come a millisecond for each resource before its own
/// and a microsecond for each meter.
constexpr std::int64_t sample_time(int i) {
  return kDatasetBegin + 30 + static_cast<std::int64_t>(i) * kSampleInterval;
}

/// The volume of that sample.
constexpr double volume_of(int i, int resource, int meter) {
  return (i * 37 + resource * 11 + meter * 7) % 10007 / 7.0;
}

/// A SQLite database of that size in Ceilometer's schema, as pollsters would have filled it from kDatasetBegin on:
/// meters "meter-000", resources "resource-0000", projects "project-00" to "project-09", events of ten types with five
/// traits each. 1,000 samples of a series span 167 hours: a week less an hour. The same sizes make the same data.
/// Returns its path in `directory`, where it stays: it is made when it is first asked for, which takes some seconds a
/// million samples, with summaries some minutes. Throws std::runtime_error.
std::string make_dataset(const std::string& directory, const DatasetSizes& sizes, Tables tables);

/// Where data sets are kept between runs unless somebody says otherwise.
std::string dataset_directory();

}  // namespace ceilometer::test
