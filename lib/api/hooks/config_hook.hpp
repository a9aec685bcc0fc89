#pragma once

#include <memory>
#include <utility>

#include "api/hooks/hook.hpp"
#include "policy/policy_source.hpp"

namespace ceilometer::api {

/// Attaches the configuration, the policy rules and the cloud's catalog to the request: the rules as they are when it
/// begins, whatever becomes of their files meanwhile.
class ConfigHook final : public Hook {
 public:
  /// `catalog` may be null: what the settings leave to it is then as they say.
  ConfigHook(Settings settings, std::shared_ptr<policy::PolicySource> policy,
             std::shared_ptr<identity::ServiceCatalog> catalog = nullptr)
      : settings_(std::move(settings)), policy_(std::move(policy)), catalog_(std::move(catalog)) {}

  void before(Context& context) const override {
    context.settings = &settings_;
    context.enforcer = policy_->enforcer();
    context.catalog = catalog_.get();
  }

 private:
  Settings settings_;
  std::shared_ptr<policy::PolicySource> policy_;
  std::shared_ptr<identity::ServiceCatalog> catalog_;
};

}  // namespace ceilometer::api
