#pragma once

#include <memory>
#include <utility>

#include "api/hooks/hook.hpp"

namespace ceilometer::api {

/// Attaches the configuration, the policy rules and the cloud's catalog to the request.
class ConfigHook final : public Hook {
 public:
  /// `catalog` may be null: what the settings leave to it is then as they say.
  ConfigHook(Settings settings, policy::Enforcer enforcer, std::shared_ptr<identity::ServiceCatalog> catalog = nullptr)
      : settings_(std::move(settings)), enforcer_(std::move(enforcer)), catalog_(std::move(catalog)) {}

  void before(Context& context) const override {
    context.settings = &settings_;
    context.enforcer = &enforcer_;
    context.catalog = catalog_.get();
  }

 private:
  Settings settings_;
  policy::Enforcer enforcer_;
  std::shared_ptr<identity::ServiceCatalog> catalog_;
};

}  // namespace ceilometer::api
