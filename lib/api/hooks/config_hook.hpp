#pragma once

#include <utility>

#include "api/hooks/hook.hpp"

namespace ceilometer::api {

/// Attaches the configuration and the policy rules to the request.
class ConfigHook final : public Hook {
 public:
  ConfigHook(Settings settings, policy::Enforcer enforcer)
      : settings_(std::move(settings)), enforcer_(std::move(enforcer)) {}

  void before(Context& context) const override {
    context.settings = &settings_;
    context.enforcer = &enforcer_;
  }

 private:
  Settings settings_;
  policy::Enforcer enforcer_;
};

}  // namespace ceilometer::api
