#include "storage/upkeep/merge.hpp"

namespace ceilometer::storage::upkeep {

void merge(const Table& table, RowStream& source, RowStream& target, Differences& differences) {
  const auto next_of_target = [&] {
    const Row* row = target.next();
    if (row == nullptr) differences.target_over();
    return row;
  };
  const Row* theirs = next_of_target();
  for (const Row* ours = source.next(); ours != nullptr; ours = source.next()) {
    differences.source_row(*ours);
    while (theirs != nullptr && compare_keys(table, *theirs, *ours) < 0) {
      differences.foreign(*theirs);
      theirs = next_of_target();
    }
    if (theirs == nullptr || compare_keys(table, *theirs, *ours) > 0) {
      differences.missing(*ours);
      continue;
    }
    if (!same_row(*ours, *theirs)) differences.differing(*ours, *theirs);
    theirs = next_of_target();
  }
  for (; theirs != nullptr; theirs = next_of_target()) differences.foreign(*theirs);
}

}  // namespace ceilometer::storage::upkeep
