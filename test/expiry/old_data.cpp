#include "expiry/old_data.hpp"

#include <string>

namespace ceilometer::test {
namespace {

/// Above what a server gives to rows that it makes.
constexpr long kFirst = 1'000'000;

}  // namespace

void add_old_samples(TestDatabase& database, int resources, int samples) {
  const std::string first = std::to_string(kFirst);
  const std::string columns = "user_id, project_id, source_id, metadata_hash, resource_metadata";
  std::string sql = "INSERT INTO meter (id, name, type, unit) VALUES (" + first + ", 'old', 'gauge', 'x'); ";
  sql += "INSERT INTO resource (internal_id, resource_id, " + columns + ") VALUES (" + first + ", 'old-" + first +
         "', 'u', 'p', 's', 'hash', '{}'); ";
  for (int i = 0; i < resources; ++i) {
    const std::string id = "internal_id + " + std::to_string(1L << i);
    sql += "INSERT INTO resource (internal_id, resource_id, " + columns + ") SELECT " + id + ", 'old-' || (" + id +
           "), " + columns + " FROM resource WHERE internal_id >= " + first + "; ";
  }
  sql +=
      "INSERT INTO metadata_text (id, meta_key, value) SELECT internal_id, 'name', 'x' FROM resource WHERE "
      "internal_id >= " +
      first + "; ";
  const std::string into =
      "INSERT INTO sample (meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id) ";
  const std::string time = database.time("2015-01-01 00:00:00.000000");
  sql += into + "SELECT " + first + ", internal_id, 1, " + time + ", " + time +
         ", '', 'old' FROM resource WHERE internal_id >= " + first + "; ";
  for (int i = 0; i < samples; ++i) {
    const std::string later = database.time("2015-01-01 00:00:" + std::to_string(10 + i) + ".000000");
    sql += into + "SELECT meter_id, resource_id, volume, " + later + ", " + later +
           ", '', 'old' FROM sample WHERE meter_id = " + first + "; ";
  }
  database.run(sql);
}

}  // namespace ceilometer::test
