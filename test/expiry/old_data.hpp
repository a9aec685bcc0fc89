#pragma once

#include "storage/test_database.hpp"

namespace ceilometer::test {

/// Fills Ceilometer's tables with samples of the year 2015: two to the power of `resources` resources with a row of
/// metadata each, and of each of them two to the power of `samples` samples, all of one meter.
void add_old_samples(TestDatabase& database, int resources, int samples);

}  // namespace ceilometer::test
