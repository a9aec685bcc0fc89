#include "identity/token.hpp"

#include <algorithm>
#include <utility>

#include "base/clock.hpp"
#include "identity/catalog.hpp"
#include "identity/members.hpp"
#include "json/write.hpp"

namespace ceilometer::identity {

namespace {

Named named(const json::Object& object) { return {text(object, "id"), text(object, "name")}; }

/// A user, project or domain and the domain it is in.
void read_scope(const json::Object& token, std::string_view name, Named& who, Named* domain) {
  const auto* object = member<json::Object>(token, name);
  if (object == nullptr) return;
  who = named(*object);
  const auto* of = domain != nullptr ? member<json::Object>(*object, "domain") : nullptr;
  if (of != nullptr) *domain = named(*of);
}

void read_roles(const json::Object& source, Token& token) {
  const auto* roles = member<json::Array>(source, "roles");
  if (roles == nullptr) return;
  for (const json::Value& role : *roles) {
    const auto* object = role.as<json::Object>();
    if (object == nullptr || text(*object, "name").empty()) continue;
    token.roles.push_back(named(*object));
    if (!token.role_names.empty()) token.role_names += ',';
    token.role_names += token.roles.back().name;
  }
}

void read_catalog(const json::Object& source, Token& token) {
  const auto* catalog = member<json::Array>(source, "catalog");
  if (catalog == nullptr) return;
  token.service_catalog = json::dumps(v2_catalog(*catalog));
  token.service_types = service_types(*catalog);
}

void read_restrictions(const json::Object& source, Token& token) {
  if (const bool* is_admin = member<bool>(source, "is_admin_project")) token.is_admin_project = *is_admin;
  if (const json::Value* bind = source.find("bind"); bind != nullptr && !bind->is_null()) token.bind = *bind;
  const auto* credential = member<json::Object>(source, "application_credential");
  const json::Value* rules = credential != nullptr ? credential->find("access_rules") : nullptr;
  if (rules != nullptr && !rules->is_null()) token.access_rules = *rules;
}

}  // namespace

bool Token::has_role(std::string_view name) const {
  return std::any_of(roles.begin(), roles.end(), [&](const Named& role) { return role.name == name; });
}

Result<std::shared_ptr<const Token>> parse_token(std::string_view body) {
  const auto document = json::parse(body);
  if (!document) return Error{"it is not JSON"};
  const auto* outer = document->as<json::Object>();
  const auto* source = outer != nullptr ? member<json::Object>(*outer, "token") : nullptr;
  if (source == nullptr) return Error{"it has no token"};

  auto token = std::make_shared<Token>();
  const auto expires = parse_isotime(text(*source, "expires_at"));
  if (!expires) return Error{"its expires_at is no time"};
  token->expires_at = std::chrono::time_point_cast<Token::TimePoint::duration>(expires->utc());
  read_scope(*source, "user", token->user, &token->user_domain);
  if (token->user.id.empty()) return Error{"it has no user"};
  read_scope(*source, "project", token->project, &token->project_domain);
  read_scope(*source, "domain", token->domain, nullptr);
  const auto* system = member<json::Object>(*source, "system");
  const bool* all = system != nullptr ? member<bool>(*system, "all") : nullptr;
  token->system_all = all != nullptr && *all;
  read_roles(*source, *token);
  read_restrictions(*source, *token);
  read_catalog(*source, *token);
  return std::shared_ptr<const Token>(std::move(token));
}

}  // namespace ceilometer::identity
