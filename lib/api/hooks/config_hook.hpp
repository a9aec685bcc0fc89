#pragma once

#include <memory>
#include <utility>

#include "api/hooks/hook.hpp"
#include "policy/policy_source.hpp"

namespace ceilometer::api {

/// Attaches the configuration and the policy rules to the request: the rules as they are when it begins, whatever
/// becomes of their files meanwhile.
class ConfigHook final : public Hook {
 public:
  ConfigHook(Settings settings, std::shared_ptr<policy::PolicySource> policy)
      : settings_(std::move(settings)), policy_(std::move(policy)) {}

  void before(Context& context) const override {
    context.settings = &settings_;
    context.enforcer = policy_->enforcer();
  }

 private:
  Settings settings_;
  std::shared_ptr<policy::PolicySource> policy_;
};

}  // namespace ceilometer::api
