#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ceilometer {

/// Where long work tells how far it is. Called by the thread that does the work, as often as it likes: whoever shows it
/// thins it out. One stage at a time.
class Progress {
 public:
  virtual ~Progress() = default;

  /// A stage begins: `what` is being done ("deleting samples"), of so many `units` ("samples") where that is known.
  virtual void begin(std::string_view what, std::string_view units, std::optional<std::int64_t> total) = 0;
  /// So many more are done.
  virtual void advance(std::int64_t count) = 0;
  /// The stage is over.
  virtual void end() = 0;
};

/// For work that nobody watches.
class NoProgress final : public Progress {
 public:
  void begin(std::string_view /*what*/, std::string_view /*units*/, std::optional<std::int64_t> /*total*/) override {}
  void advance(std::int64_t /*count*/) override {}
  void end() override {}
};

}  // namespace ceilometer
