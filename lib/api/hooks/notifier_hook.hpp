#pragma once

#include <memory>
#include <utility>

#include "api/hooks/hook.hpp"

namespace ceilometer::api {

/// Attaches the notifier: where samples go that are posted without `direct`.
class NotifierHook final : public Hook {
 public:
  explicit NotifierHook(std::shared_ptr<notify::Notifier> notifier) : notifier_(std::move(notifier)) {}

  void before(Context& context) const override { context.notifier = notifier_.get(); }

 private:
  std::shared_ptr<notify::Notifier> notifier_;
};

}  // namespace ceilometer::api
