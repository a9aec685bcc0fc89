#include "identity/cloud.hpp"

namespace ceilometer::test {

Cloud::Cloud() {
  demo = keystone.create_project("demo");
  other = keystone.create_project("other");
  alice = keystone.create_user("alice", "alicepw");
  third = keystone.create_project("third");
  bob = keystone.create_user("bob", "bobpw");
  carol = keystone.create_user("carol", "carolpw");
  keystone.grant_on_project("alice", "demo", "member");
  keystone.grant_on_project("bob", "other", "reader");
  keystone.grant_on_project("carol", "third", "member");
}

Cloud& cloud() {
  static Cloud shared;
  return shared;
}

ServiceFiles write_protected_service(HttpdServer& server, const std::string& name, const std::string& authtoken_options,
                                     const std::string& more, const std::string& filter_options) {
  auto files = write_service(server, name, more + authtoken_options);
  server.write(name + ".ini",
               "[pipeline:main]\npipeline = cors request_id authtoken api-server\n"
               "[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n"
               "[filter:authtoken]\npaste.filter_factory = keystonemiddleware.auth_token:filter_factory\n" +
                   filter_options +
                   "[filter:request_id]\npaste.filter_factory = oslo_middleware:RequestId.factory\n"
                   "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"
                   "oslo_config_project = ceilometer\n");
  return files;
}

}  // namespace ceilometer::test
