#pragma once

#include <string>

#include "support/keystone.hpp"
#include "support/service.hpp"

namespace ceilometer::test {

/// A cloud that the tests of this program share: a Keystone with users of two projects, made when it is first asked
/// for. Its Keystone may be stopped by a test that starts it again.
struct Cloud {
  Cloud();

  Keystone keystone;
  std::string demo;   ///< the project's id; alice is a member
  std::string other;  ///< bob is a reader
  std::string third;  ///< carol is a member
  std::string alice;  ///< ids
  std::string bob;
  std::string carol;

  std::string admin_token() { return keystone.token("admin", "adminpw", "admin"); }
  std::string alice_token() { return keystone.token("alice", "alicepw", "demo"); }
  std::string bob_token() { return keystone.token("bob", "bobpw", "other"); }
  std::string carol_token() { return keystone.token("carol", "carolpw", "third"); }
};

Cloud& cloud();

/// An httpd as Debian's module package sets it up: with the shared memory that tokens are remembered in.
class ProtectedServer : public HttpdServer {
 public:
  explicit ProtectedServer(std::string mpm = "event") : HttpdServer(std::move(mpm)) { load("socache_shmcb"); }
};

/// Writes a service like write_service, with authtoken in its pipeline as Ceilometer's own api_paste.ini has it.
/// `filter_options` are lines of [filter:authtoken], `more` of NAME.conf, before [keystone_authtoken].
ServiceFiles write_protected_service(HttpdServer& server, const std::string& name, const std::string& authtoken_options,
                                     const std::string& more = "", const std::string& filter_options = "");

}  // namespace ceilometer::test
