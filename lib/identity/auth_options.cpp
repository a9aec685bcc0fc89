#include "identity/auth_options.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/strings.hpp"
#include "http/origin.hpp"

namespace ceilometer::identity {

namespace {

// The domain that everything of v2.0 is in.
constexpr std::string_view kDefaultDomain = "default";

/// Reads options one after the other and keeps the first error.
class Reader {
 public:
  explicit Reader(const OptionSource& source) : source_(source) {}

  /// The first of these spellings that is set; "" where none is.
  std::string text(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      auto value = find_text(source_, name);
      if (!value) return fail(value.error());
      if (*value) return **std::move(value);
    }
    return {};
  }
  std::string text(std::string_view name) { return text({name}); }

  /// As text(); an error where none is set.
  std::string needed(std::initializer_list<std::string_view> names, std::string_view why) {
    std::string value = text(names);
    if (value.empty() && ok()) fail(*names.begin(), "is not set, and " + std::string(why) + " needs it");
    return value;
  }

  std::string fail(std::string_view name, const std::string& what) {
    return fail(Error{source_.place(name) + ": " + std::string(name) + " " + what});
  }
  std::string fail(Error error) {
    if (!error_) error_ = std::move(error);
    return {};
  }

  bool ok() const { return !error_; }
  const Error& error() const { return *error_; }
  const OptionSource& source() const { return source_; }

 private:
  const OptionSource& source_;
  std::optional<Error> error_;
};

void read_url(Reader& reader, AuthOptions& options, std::initializer_list<std::string_view> names) {
  options.auth_url = reader.needed(names, "the service's own token");
  if (!reader.ok()) return;
  const auto origin = http::origin(options.auth_url);
  if (!origin) reader.fail(*names.begin(), "is no URL: " + origin.error().message);
}

Named read_named(Reader& reader, std::initializer_list<std::string_view> ids,
                 std::initializer_list<std::string_view> names) {
  return {reader.text(ids), reader.text(names)};
}

std::string or_default(std::string value, std::string_view fallback) {
  return value.empty() ? std::string(fallback) : value;
}

bool is_set(const Named& named) { return !named.id.empty() || !named.name.empty(); }

Named domain_or_default(Reader& reader, Named domain) {
  if (is_set(domain)) return domain;
  domain = read_named(reader, {"default_domain_id"}, {"default_domain_name"});
  if (!is_set(domain)) domain.id = kDefaultDomain;
  return domain;
}

void read_scope(Reader& reader, AuthOptions& options) {
  options.project = read_named(reader, {"project_id", "tenant_id"}, {"project_name", "tenant_name"});
  options.project_domain =
      domain_or_default(reader, read_named(reader, {"project_domain_id"}, {"project_domain_name"}));
  options.domain = read_named(reader, {"domain_id"}, {"domain_name"});
  options.trust_id = reader.text("trust_id");
  const std::string system = reader.text("system_scope");
  if (!system.empty() && system != "all") reader.fail("system_scope", "can be nothing but all");
  options.system_all = !system.empty();
  const int scopes = static_cast<int>(is_set(options.project)) + static_cast<int>(is_set(options.domain)) +
                     static_cast<int>(!options.trust_id.empty()) + static_cast<int>(options.system_all);
  if (scopes > 1) {
    reader.fail("auth_type", "gets more than one scope: choose a project, a domain, the system or a trust");
  }
}

void read_user(Reader& reader, AuthOptions& options) {
  options.user = read_named(reader, {"user_id"}, {"username", "user_name"});
  options.user_domain = domain_or_default(reader, read_named(reader, {"user_domain_id"}, {"user_domain_name"}));
}

void read_password(Reader& reader, AuthOptions& options) {
  options.method = AuthOptions::Method::kPassword;
  read_url(reader, options, {"auth_url"});
  read_user(reader, options);
  if (!is_set(options.user)) reader.needed({"username"}, "a password");
  options.password = reader.needed({"password"}, "a user");
  read_scope(reader, options);
}

void read_token(Reader& reader, AuthOptions& options) {
  options.method = AuthOptions::Method::kToken;
  read_url(reader, options, {"auth_url"});
  options.token = reader.needed({"token"}, "auth_type token");
  read_scope(reader, options);
}

void read_application_credential(Reader& reader, AuthOptions& options) {
  options.method = AuthOptions::Method::kApplicationCredential;
  read_url(reader, options, {"auth_url"});
  options.application_credential = read_named(reader, {"application_credential_id"}, {"application_credential_name"});
  options.application_credential_secret = reader.needed({"application_credential_secret"}, "an application credential");
  read_user(reader, options);
  if (!is_set(options.application_credential)) {
    reader.needed({"application_credential_id"}, "auth_type v3applicationcredential");
  } else if (options.application_credential.id.empty() && !is_set(options.user)) {
    reader.needed({"username"}, "an application credential that is given by name");
  }
}

void read_admin_token(Reader& reader, AuthOptions& options) {
  options.method = AuthOptions::Method::kAdminToken;
  read_url(reader, options, {"endpoint", "url", "auth_url"});
  options.token = reader.needed({"token"}, "auth_type admin_token");
}

// What keystonemiddleware read before it had plugins.
void read_before_plugins(Reader& reader, AuthOptions& options) {
  options.discover = false;
  options.token = reader.text("admin_token");
  options.user.name = reader.text("admin_user");
  options.auth_url = reader.text("identity_uri");
  if (options.token.empty() && options.user.name.empty()) {
    reader.fail("auth_type", "is not set, and neither is admin_user: nobody can be asked about a token");
    return;
  }
  options.warnings.push_back(reader.source().place(options.token.empty() ? "admin_user" : "admin_token") +
                             ": admin_user, admin_token, identity_uri and the like are deprecated, use auth_type = "
                             "password with auth_url, username and password.");
  if (options.auth_url.empty()) {
    std::string host = or_default(reader.text("auth_host"), "127.0.0.1");
    if (host.find(':') != std::string::npos && !host.starts_with('[')) host = "[" + host + "]";
    options.auth_url = or_default(reader.text("auth_protocol"), "https") + "://" + host + ":" +
                       or_default(reader.text("auth_port"), "35357");
    const std::string path = reader.text("auth_admin_prefix");
    std::string_view prefix = path;
    while (prefix.starts_with('/')) prefix.remove_prefix(1);
    if (!prefix.empty()) options.auth_url += "/" + std::string(prefix);
  }
  const auto origin = http::origin(options.auth_url);
  if (!origin) reader.fail("identity_uri", "is no URL: " + origin.error().message);
  if (!options.token.empty()) {
    options.method = AuthOptions::Method::kAdminToken;
    return;
  }
  options.password = reader.needed({"admin_password"}, "admin_user");
  options.user_domain.id = kDefaultDomain;
  options.project.name = or_default(reader.text("admin_tenant_name"), "admin");
  options.project_domain.id = kDefaultDomain;
}

// Ceilometer's LegacyCeilometerKeystoneLoader: v2.0 with options of its own.
void read_ceilometer_legacy(Reader& reader, AuthOptions& options) {
  options.method = AuthOptions::Method::kPassword;
  read_url(reader, options, {"os_auth_url", "auth_url"});
  options.user.name = or_default(reader.text({"os_username", "username"}), "ceilometer");
  options.user_domain = domain_or_default(reader, read_named(reader, {"user_domain_id"}, {"user_domain_name"}));
  options.password = or_default(reader.text({"os_password", "password"}), "admin");
  options.project.id = reader.text({"os_tenant_id", "project_id", "tenant_id"});
  options.project.name = reader.text({"os_tenant_name", "project_name", "tenant_name"});
  if (!is_set(options.project)) options.project.name = "admin";
  options.project_domain =
      domain_or_default(reader, read_named(reader, {"project_domain_id"}, {"project_domain_name"}));
}

struct Plugin {
  std::string_view name;
  void (*read)(Reader&, AuthOptions&);
};

constexpr auto kPlugins = std::to_array<Plugin>({
    {"password", read_password},
    {"v3password", read_password},
    {"v2password", read_password},
    {"token", read_token},
    {"v3token", read_token},
    {"v2token", read_token},
    {"v3applicationcredential", read_application_credential},
    {"admin_token", read_admin_token},
    {"password-ceilometer-legacy", read_ceilometer_legacy},
});

Result<AuthOptions> finish(const Reader& reader, AuthOptions options) {
  if (!reader.ok()) return reader.error();
  while (options.auth_url.ends_with('/')) options.auth_url.pop_back();
  return options;
}

Result<AuthOptions> read_plugin(Reader& reader, const std::string& name) {
  const auto plugin =
      std::find_if(kPlugins.begin(), kPlugins.end(), [&](const Plugin& known) { return known.name == name; });
  AuthOptions options;
  if (plugin == kPlugins.end()) {
    reader.fail("auth_type", "names '" + name +
                                 "', which is not provided: say password, token, v3applicationcredential or "
                                 "admin_token");
    return reader.error();
  }
  plugin->read(reader, options);
  if (name.starts_with("v2") || name == "password-ceilometer-legacy") {
    options.warnings.push_back(reader.source().place("auth_type") + ": " + name +
                               " speaks v2.0 of Keystone's API; v3 is asked instead, in the default domain.");
  }
  return finish(reader, std::move(options));
}

}  // namespace

std::string AuthOptions::who() const {
  const auto either = [](const Named& named) { return named.name.empty() ? named.id : named.name; };
  switch (method) {
    case Method::kPassword:
      return "user " + either(user);
    case Method::kApplicationCredential:
      return "application credential " + either(application_credential);
    case Method::kToken:
    case Method::kAdminToken:
      break;
  }
  return "its token";
}

Result<AuthOptions> read_auth_options(const OptionSource& source) {
  Reader reader(source);
  const std::string plugin = reader.text({"auth_type", "auth_plugin"});
  if (!reader.ok()) return reader.error();
  if (!plugin.empty()) return read_plugin(reader, plugin);
  AuthOptions options;
  read_before_plugins(reader, options);
  return finish(reader, std::move(options));
}

Result<AuthOptions> read_authtoken_auth(const ConfigSource& source) {
  const auto section = find_text(source, "auth_section");
  if (!section) return section.error();
  if (!*section) return read_auth_options(source);
  const auto redirected = source.in_section(**section);
  if (!redirected) return redirected.error();
  return read_auth_options(*redirected);
}

Result<AuthOptions> read_service_auth(const OptionSource& source) {
  Reader reader(source);
  std::string plugin = reader.text({"auth_type", "auth_plugin"});
  if (!reader.ok()) return reader.error();
  if (plugin.empty()) plugin = "password-ceilometer-legacy";
  return read_plugin(reader, plugin);
}

bool has_service_auth(const OptionSource& source) {
  for (const std::string_view name : {"auth_url", "os_auth_url"}) {
    const auto value = find_text(source, name);
    if (value && *value) return true;
  }
  return false;
}

}  // namespace ceilometer::identity
