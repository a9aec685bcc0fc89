#pragma once

#include <sys/types.h>

#include <string>

#include "support/client.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

/// A private Keystone (Debian's package) on a free loopback port: SQLite, Fernet tokens, one process under httpd and
/// mod_wsgi, stopped by its own pid. It knows the user admin (password "adminpw", role admin in the project admin), the
/// user ceilometer of the project service with the roles admin and service, and what a test adds.
///
/// Throws std::runtime_error with what Keystone said. One thread's.
class Keystone {
 public:
  Keystone();
  ~Keystone();
  Keystone(const Keystone&) = delete;
  Keystone& operator=(const Keystone&) = delete;

  /// Whether Debian's packages are here.
  static bool is_installed();

  /// Starts it again on the same port.
  void start();
  void stop();

  /// "http://127.0.0.1:PORT", without a version.
  std::string root_url() const;
  std::string url() const { return root_url() + "/v3"; }
  /// [keystone_authtoken] of a service that is the user ceilometer.
  std::string authtoken_options() const;

  /// Ids of what is made.
  std::string create_project(const std::string& name);
  std::string create_user(const std::string& name, const std::string& password);
  std::string create_role(const std::string& name);
  void grant_on_project(const std::string& user, const std::string& project, const std::string& role);
  void grant_on_domain(const std::string& user, const std::string& role);
  /// An application credential of that user for the project; its secret is `secret`.
  std::string create_application_credential(const std::string& user, const std::string& password,
                                            const std::string& project, const std::string& secret);
  /// A service of that type with one public endpoint.
  void create_endpoint(const std::string& type, const std::string& url);
  /// Returns when what Keystone issues from now on is good.
  void set_enabled(const std::string& user, bool enabled);

  /// A token of that user (by name, in the domain default) for the project; "" is an unscoped one.
  std::string token(const std::string& user, const std::string& password, const std::string& project);
  std::string domain_token(const std::string& user, const std::string& password);
  void revoke(const std::string& token);
  /// How many seconds tokens live that are made from now on; starts it again.
  void set_token_lifetime(int seconds);

  /// How many requests it has answered with this in their line ("GET /v3/auth/tokens").
  int requests(const std::string& line) const;

 private:
  void set_up();
  void write_configuration(int token_lifetime);
  void manage(const std::string& arguments);
  Answer admin(const std::string& method, const std::string& path, const std::string& body, int expected);
  std::string authenticate(const std::string& user, const std::string& password, const std::string& scope);

  TempDir directory_;
  int port_;
  pid_t pid_ = 0;
  Client client_;
  std::string admin_token_;
};

}  // namespace ceilometer::test
