#include "server/summaries.hpp"

#include <stdexcept>

#include "app/databases.hpp"
#include "storage/upkeep/summaries.hpp"
#include "support/storage_helpers.hpp"

namespace ceilometer::test {

void make_summaries(const std::string& database) {
  RecordingLogger logger;
  const auto driver = app::make_sql_driver("sqlite:///" + database, quick_options(), logger);
  if (!driver) throw std::runtime_error(driver.error().message);
  storage::upkeep::install_summaries(*(*driver)->open(), (*driver)->dialect());
}

}  // namespace ceilometer::test
