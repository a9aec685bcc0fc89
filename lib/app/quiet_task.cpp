#include "app/quiet_task.hpp"

#include <utility>

#include "base/free_memory.hpp"

namespace ceilometer::app {

namespace {

/// Between two looks: who comes back sooner finds all as it was.
constexpr std::chrono::seconds kInterval{5};

class QuietTask final : public PeriodicTask {
 public:
  explicit QuietTask(Stores stores) : stores_(std::move(stores)) {}

  bool is_demanded() const override { return false; }
  std::chrono::seconds interval() const override { return kInterval; }

  void run(const std::function<bool()>& /*stop*/) noexcept override {
    const bool samples_did = stores_.metering->rest();
    if (!stores_.events->rest() && !samples_did) return;
    return_free_memory();  // it is in the heaps of as many threads, and would stay there
  }

 private:
  const Stores stores_;
};

}  // namespace

std::unique_ptr<PeriodicTask> make_quiet_task(Stores stores) { return std::make_unique<QuietTask>(std::move(stores)); }

}  // namespace ceilometer::app
