#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "identity/option_source.hpp"
#include "identity/token.hpp"

namespace ceilometer::identity {

/// How the service itself is known to Keystone: an auth plugin's options, in one shape. All of it may be secret but
/// what who() tells.
struct AuthOptions {
  enum class Method {
    kPassword,
    kToken,  ///< a token that another one is asked for with
    kApplicationCredential,
    kAdminToken,  ///< a token that is used as it is: nothing is asked for
  };

  Method method = Method::kPassword;
  std::string auth_url;
  bool discover = true;  ///< whether an auth_url without a version is asked for its versions; else its v3 is at /v3

  Named user;
  Named user_domain;  ///< of a user that is given by name
  std::string password;
  std::string token;
  Named application_credential;
  std::string application_credential_secret;

  // The scope: one of these, or none.
  Named project;
  Named project_domain;  ///< of a project that is given by name
  Named domain;
  bool system_all = false;
  std::string trust_id;

  std::vector<std::string> warnings;  ///< sentences for the log at start

  /// For sentences: "user ceilometer", "application credential 4f2c", "its token".
  std::string who() const;
};

/// Reads the options of the plugin that auth_type names (password, token, v3applicationcredential and their kin), or
/// those of before Mitaka (identity_uri, admin_user, ...) where it names none. What v2.0 could not say, the domains, is
/// "default" where nothing says otherwise. The error is a sentence naming the key.
Result<AuthOptions> read_auth_options(const OptionSource& source);

/// [keystone_authtoken], with a paste filter's own values before it, and auth_section followed.
Result<AuthOptions> read_authtoken_auth(const ConfigSource& source);

/// [service_credentials]: as above, and Ceilometer's own plugin password-ceilometer-legacy (os_username, ...), which is
/// meant where auth_type is unset. Ask has_service_auth() before.
Result<AuthOptions> read_service_auth(const OptionSource& source);

/// Whether anybody said where Keystone is.
bool has_service_auth(const OptionSource& source);

}  // namespace ceilometer::identity
