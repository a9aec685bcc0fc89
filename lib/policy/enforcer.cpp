#include "policy/enforcer.hpp"

#include <utility>

namespace ceilometer::policy {

Enforcer::Enforcer(std::shared_ptr<const RuleSet> rules, std::shared_ptr<Asker> asker)
    : rules_(std::move(rules)), asker_(std::move(asker)) {}

bool Enforcer::has_rule(std::string_view name) const noexcept { return rules_->rules.contains(name); }

bool Enforcer::enforce(std::string_view rule, const Credentials& credentials) const noexcept {
  return rules_->rules.accept(rule, credentials, asker_.get());
}

}  // namespace ceilometer::policy
