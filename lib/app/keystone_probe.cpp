#include "app/keystone_probe.hpp"

namespace ceilometer::app {

Result<std::string> KeystoneProbe::check(Deadline deadline) {
  if (keystones_->empty()) return Error{"no filter of the pipeline asks it"};
  for (const auto& keystone : *keystones_) {
    const auto checked = keystone->check(deadline);
    if (checked) continue;
    if (complains_.due()) {
      logger_.log(LogLevel::kError, "ceilometer.healthcheck", "CEIL0382: " + checked.error().message);
    }
    return Error{"it does not answer, or does not take the service's credentials"};
  }
  return std::string("it answers");
}

}  // namespace ceilometer::app
