#pragma once

#include <memory>
#include <optional>
#include <string>

#include "storage/upkeep/copy.hpp"
#include "storage/upkeep/merge.hpp"
#include "storage/upkeep/tables.hpp"

namespace ceilometer::storage::upkeep {

/// The work of a copy, table by table. `ends`, `source` and `progress` must outlive it. Throws WrongEnd.
class CopyTables {
 public:
  /// `source` is in the snapshot that is copied.
  CopyTables(const CopyEnds& ends, sql::Connection& source, Progress& progress);

  /// Ends where the target has a row that the source does not have, or has otherwise. Stores nothing.
  void require_part_of_source();

  /// Stores what the target lacks, through `target`; fills in `copied` and `source`.
  void copy(const Table& table, sql::Connection& target, CopiedTable& copied);

  /// Reads the target's rows for its checksum.
  void read_back(const Table& table, CopiedTable& copied);

  /// Reads both for their checksums; where these differ: the first row that does, in words.
  std::optional<std::string> compare(const Table& table, CopiedTable& compared);

 private:
  void begin(std::string_view doing, const Table& table);
  void walk(const Table& table, Differences& differences);

  const CopyEnds& ends_;
  sql::Connection& source_;
  Progress& progress_;
  std::unique_ptr<sql::Connection> reader_;  // of the target
};

}  // namespace ceilometer::storage::upkeep
