#include "identity/auth_request.hpp"

#include <string_view>
#include <utility>

#include "json/write.hpp"

namespace ceilometer::identity {

namespace {

bool is_set(const Named& named) { return !named.id.empty() || !named.name.empty(); }

/// {"id": ...}, or {"name": ..., "domain": ...} where there is no id.
json::Object reference(const Named& named, const Named* domain) {
  json::Object result;
  if (!named.id.empty()) {
    result["id"] = named.id;
    return result;
  }
  result["name"] = named.name;
  if (domain != nullptr) result["domain"] = reference(*domain, nullptr);
  return result;
}

json::Object identity(std::string_view method, json::Object data) {
  json::Object result;
  result["methods"] = json::Array{json::Value(method)};
  result[method] = std::move(data);
  return result;
}

json::Object identity(const AuthOptions& options) {
  switch (options.method) {
    case AuthOptions::Method::kPassword: {
      json::Object user = reference(options.user, &options.user_domain);
      user["password"] = options.password;
      json::Object data;
      data["user"] = std::move(user);
      return identity("password", std::move(data));
    }
    case AuthOptions::Method::kApplicationCredential: {
      const Named& credential = options.application_credential;
      json::Object data = reference(credential, nullptr);
      if (credential.id.empty()) data["user"] = reference(options.user, &options.user_domain);
      data["secret"] = options.application_credential_secret;
      return identity("application_credential", std::move(data));
    }
    case AuthOptions::Method::kToken:
    case AuthOptions::Method::kAdminToken:
      break;
  }
  json::Object data;
  data["id"] = options.token;
  return identity("token", std::move(data));
}

/// Empty where the token is to have Keystone's own idea of a scope.
json::Object scope(const AuthOptions& options) {
  json::Object result;
  if (is_set(options.project)) {
    result["project"] = reference(options.project, &options.project_domain);
  } else if (is_set(options.domain)) {
    result["domain"] = reference(options.domain, nullptr);
  } else if (!options.trust_id.empty()) {
    result["OS-TRUST:trust"] = reference({options.trust_id, {}}, nullptr);
  } else if (options.system_all) {
    json::Object system;
    system["all"] = true;
    result["system"] = std::move(system);
  }
  return result;
}

}  // namespace

std::string auth_request_body(const AuthOptions& options) {
  json::Object auth;
  auth["identity"] = identity(options);
  // An application credential brings its project with it, and Keystone refuses another word about it.
  json::Object wanted = scope(options);
  if (!wanted.empty()) auth["scope"] = std::move(wanted);
  json::Object body;
  body["auth"] = std::move(auth);
  return json::dumps(body);
}

}  // namespace ceilometer::identity
