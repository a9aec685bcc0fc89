#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "json/value.hpp"

namespace ceilometer::identity {

/// A name of Keystone's: an id that never changes and a name that people use. Both empty where there is none.
struct Named {
  std::string id;
  std::string name;
};

/// Who a token is for, as Keystone's v3 API tells it. Immutable once parsed, so shared between requests.
struct Token {
  using TimePoint = std::chrono::system_clock::time_point;

  TimePoint expires_at;
  Named user;
  Named user_domain;
  Named project;  ///< empty for an unscoped, domain-scoped or system-scoped token
  Named project_domain;
  Named domain;  ///< of a domain-scoped token
  bool system_all = false;
  std::vector<Named> roles;
  std::optional<bool> is_admin_project;
  std::optional<json::Value> bind;          ///< token.bind, where there is one
  std::optional<json::Value> access_rules;  ///< application_credential.access_rules, where there are any

  std::string role_names;       ///< joined by ",": X-Roles
  std::string service_catalog;  ///< X-Service-Catalog: the catalog in v2 shape as JSON, "" where there is none
  std::vector<std::string> service_types;  ///< the types in the catalog

  bool has_role(std::string_view name) const;
};

/// Parses the body of `GET /v3/auth/tokens`: {"token": {...}}. The error is the end of a sentence; it holds nothing of
/// the body.
Result<std::shared_ptr<const Token>> parse_token(std::string_view body);

}  // namespace ceilometer::identity
