#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/new_sample.hpp"

namespace ceilometer::notify {

/// On whose behalf samples are sent: oslo_context's RequestContext, as the original filled it.
struct Context {
  std::optional<std::string> user_id;
  std::optional<std::string> project_id;
  std::string request_id;
};

/// Takes the samples that a POST without `direct` brings (the notifier hook's Notifier.sample).
///
/// Thread-safe. Made in the server's parent process, where nothing is connected or started: that is for the first
/// publish in a child. When publish returns, the samples are where the driver promises to put them; where they could
/// not be put there it throws ApiError and none of them may be counted on.
class Notifier {
 public:
  virtual ~Notifier() = default;
  virtual void publish(const Context& context, std::span<const model::NewSample> samples) = 0;

  /// Ends what this process started and opened for publishing; no thread of the notifier's runs when it returns.
  /// Called once, when nobody publishes any more.
  virtual void close() noexcept {}
};

}  // namespace ceilometer::notify
