#pragma once

#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "base/ports/progress.hpp"
#include "base/result.hpp"
#include "storage/sql/connection.hpp"
#include "storage/upkeep/checksum.hpp"

namespace ceilometer::storage::upkeep {

/// The two ends of a copy. The drivers must outlive it.
struct CopyEnds {
  sql::Driver& source;
  sql::Driver& target;
  std::string source_name;  ///< host and database, without a password: by it a copy that was broken off is known again
};

/// One table of a copy.
struct CopiedTable {
  std::string name;
  std::int64_t copied = 0;  ///< rows that this run stored
  Checksum source;          ///< in the snapshot that was read
  Checksum target;          ///< read afterwards
};

/// Makes the target hold what the source holds, row by row, ids too: Ceilometer's tables are made where the target has
/// none; rows that it has already stay, those that it lacks are stored. The source is read in one snapshot where the
/// engine gives one, and never written. In the end each table of the target is read again and compared by count and
/// checksum, and ids go on behind the highest.
///
/// It may be broken off at any moment and run again. A target with any row that the source does not have is refused,
/// before anything is stored, unless a copy of the same source into it was broken off. One at a time into a target.
///
/// The error is a sentence that says which end is wrong, and names the row where it is about one.
Result<std::vector<CopiedTable>> copy_database(const CopyEnds& ends, Progress& progress, Logger& logger);

/// Reads both and compares; stores nothing. The error names the first row of each table that differs.
Result<std::vector<CopiedTable>> verify_copy(const CopyEnds& ends, Progress& progress);

/// What copy_database() would find to do.
struct CopyPlan {
  struct Part {
    std::string name;
    std::int64_t source = 0;  ///< rows
    std::int64_t target = 0;  ///< rows
  };
  std::vector<std::string> schema;  ///< statements that make the target's tables; none where they are there
  bool goes_on = false;             ///< a copy of that source was broken off
  std::vector<Part> tables;
};

/// Looks at both, and writes nothing.
Result<CopyPlan> plan_copy(const CopyEnds& ends);

}  // namespace ceilometer::storage::upkeep
