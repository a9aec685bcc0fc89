#pragma once

#include <string>

#include "storage/test_database.hpp"

namespace ceilometer::test {

/// A sample of one of the tests' kinds: which meter, resource and owner it has follows from a number.
struct Kind {
  explicit Kind(int number);

  std::string number, meter, resource, project, source;
  /// As Python's json.dumps(sort_keys=True) writes it.
  std::string metadata;
  std::string metadata_hash;
};

/// What Ceilometer's own collector and expirer do to the tables, in SQL (record_metering_data and
/// clear_expired_metering_data of Mitaka's impl_sqlalchemy), with the tables' foreign keys in force.
class Original {
 public:
  explicit Original(TestDatabase& database) : database_(database) {}

  /// Each finds or makes the meter, then the resource with its metadata, then adds the sample: one transaction. False
  /// where the database refused it.
  bool record(const Kind& kind, const std::string& message_id, const std::string& time);
  /// Deletes the samples before that time, then the meters and resources that have none, each step a transaction of
  /// its own. False where the database refused a step, which ends it.
  bool expire(const std::string& before);

 private:
  bool run(const std::string& sql);

  TestDatabase& database_;
};

}  // namespace ceilometer::test
