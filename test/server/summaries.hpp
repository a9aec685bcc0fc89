#pragma once

#include <string>

namespace ceilometer::test {

/// Makes summaries in a SQLite file, as ceilometer-upgrade --build-summaries does; nothing is folded yet.
void make_summaries(const std::string& database);

}  // namespace ceilometer::test
