#pragma once

#include <span>
#include <string_view>

namespace ceilometer::storage::upkeep {

/// An index of ours on one of Ceilometer's tables. Its name begins with kOurPrefix, which is how it is known again: a
/// name is never given to other columns.
struct Extra {
  std::string_view name;
  std::string_view table;
  std::string_view columns;
  std::string_view gain;  ///< what gets faster, for a person

  /// What it is called on a command line: "statistics".
  std::string_view short_name() const;
};

/// All of them, in the order in which they are made. docs/databases.md says what each gains and costs.
std::span<const Extra> extras();

}  // namespace ceilometer::storage::upkeep
